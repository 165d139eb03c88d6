//! Orders: addresses, carts, checkout, contracts, and what becomes of an order.

mod addresses;
mod cart;
mod checkout;
mod compared;
mod contracts;
mod invoices;
mod keeping;
mod model;
mod moving;
pub mod paying;
mod races;
mod rates;
mod states;

use kit::{Actor, Answer, World};
use serde_json::{Value, json};

use crate::catalog;

pub const ADDRESS: &str = "mutation ($input: AddressAddInput!) { addressAdd(input: $input) {
    address { id country region masked isPreferred } userErrors { code field } } }";

pub const SUBMIT: &str = "mutation ($input: CheckoutSubmitInput!) { checkoutSubmit(input: $input) {
    checkout { id total { amountMinor } orders { id state operator { id } checkoutId
        price { goods { amountMinor } freight { amountMinor } discount { amountMinor }
            total { amountMinor currency } }
        lines { position skuId title quantity unitPrice { amountMinor } total { amountMinor }
            coolingOff isCoolingOffExcluded }
        contract { hash sequence file } payBy profile } }
    userErrors { code field skuId operatorId saleBar } } }";

pub const CANCEL: &str = "mutation ($input: OrderCancelInput!) { orderCancel(input: $input) {
    order { id state cancelledAt } userErrors { code } } }";

/// An address in Zhejiang; answers its id.
pub async fn address(actor: &Actor<'_>) -> String {
    address_in(actor, "CN-33").await
}

/// An address somewhere; answers its id.
pub async fn address_in(actor: &Actor<'_>, region: &str) -> String {
    let added = actor.act(ADDRESS, place(region)).await.done();
    added.text("addressAdd.address.id")
}

pub fn place(region: &str) -> Value {
    json!({
        "region": region, "recipient": "林安安", "phone": "13800138000",
        "street": "杭州市西湖区文三路 1 号", "postcode": "310012",
    })
}

/// A shop with goods on its shelves.
pub struct Shop<'world> {
    pub owner: Actor<'world>,
    pub id: String,
    pub product: String,
    /// Of 128.00 with 20 pieces, and of 238.00 with none.
    pub skus: Vec<String>,
}

/// A seller with a live product.
pub async fn shop<'world>(world: &'world World, handle: &str) -> Shop<'world> {
    let (owner, id) = world.seller(handle).await;
    let kind = catalog::category(world).await;
    let (product, skus) = catalog::live(world, &owner, &id, &kind).await;
    Shop { owner, id, product, skus }
}

/// A second shop in the same world: the category is there already.
pub async fn another_shop<'world>(world: &'world World, handle: &str) -> Shop<'world> {
    shop_of(world, handle, "cups").await
}

/// A shop whose goods have a category of their own.
pub async fn shop_of<'world>(world: &'world World, handle: &str, slug: &str) -> Shop<'world> {
    let (owner, id) = world.seller(handle).await;
    let kind = catalog::category_of(world, slug, "UNLABELLED", None).await;
    let (product, skus) = catalog::live(world, &owner, &id, &kind).await;
    Shop { owner, id, product, skus }
}

/// A line as it is submitted.
pub fn line(sku: &str, quantity: i32, seen_minor: i64) -> Value {
    json!({ "skuId": sku, "quantity": quantity, "seenPriceMinor": seen_minor.to_string() })
}

/// Submits lines under a key of their own.
pub async fn submit(
    actor: &Actor<'_>,
    key: &str,
    address: &str,
    lines: Value,
    total: i64,
) -> Answer {
    let input = json!({
        "idempotencyKey": key,
        "checkout": { "addressId": address, "lines": lines },
        "seenTotalMinor": total.to_string(),
    });
    actor.act(SUBMIT, input).await
}

/// One piece of the first variant of a shop, ordered; answers the order's id.
pub async fn ordered(actor: &Actor<'_>, shop: &Shop<'_>, key: &str) -> String {
    let address = address(actor).await;
    let lines = json!([line(&shop.skus[0], 1, 12_800)]);
    let answer = submit(actor, key, &address, lines, 12_800).await.done();
    answer.text("checkoutSubmit.checkout.orders.0.id")
}

/// Where an order stands, as somebody sees it; null if they may not.
pub async fn see(actor: &Actor<'_>, order: &str, fields: &str) -> Value {
    let query = format!("query ($id: ID!) {{ order(id: $id) {{ {fields} }} }}");
    actor.run(&query, json!({ "id": order })).await.done().data("order").clone()
}

/// Pieces of all variants that orders hold.
pub async fn reserved(world: &World) -> i64 {
    world.count("SELECT coalesce(sum(reserved), 0) FROM sku").await
}
