//! Settlement: a completed order's money, payouts, money that is paid early, deposits.

mod appeals;
mod deposits;
mod early;
mod frauds;
mod orders;
mod payouts;

use fairstall::ledger::{Account, Transfer};
use kit::{Engine, World};
use platform::kernel::Id;
use platform::{Failure, events, transaction};
use uuid::Uuid;

use crate::ledger::{comes, paid, post};
use crate::orders::Shop;

/// The id behind `operator_…` and its like.
pub fn uuid(id: &str) -> Uuid {
    Uuid::try_parse(id.rsplit('_').next().unwrap()).unwrap()
}

pub fn payable(shop: &str) -> Account {
    Account::Payable(Id::from_uuid(uuid(shop)))
}

pub fn receivable(shop: &str) -> Account {
    Account::Receivable(Id::from_uuid(uuid(shop)))
}

/// What a shop is owed, without any order.
pub async fn owed(world: &World, shop: &str, minor: i64) {
    let key = format!("owed:{shop}:{minor}");
    let come = Transfer { subject: uuid(shop), ..comes(payable(shop), minor, &key) };
    post(world.app(), &[come]).await.unwrap();
}

pub fn literal(world: &World, id: Uuid) -> String {
    match world.engine() {
        Engine::Sqlite => format!("x'{}'", id.simple()),
        Engine::Postgres => format!("'{id}'::uuid"),
    }
}

/// An order of one line in a state, its price in escrow. How orders come to be is told in
/// `tests/suite/orders`; here they only have to be there.
pub async fn order(world: &World, shop: &Shop<'_>, number: u128, state: &str, minor: i64) -> Uuid {
    let id = Uuid::from_u128(0x0192_f0c1_a2b3_7c4d_8000_0000_0000_0000 + number);
    let now = world.app().clock().now_millis();
    let [order, seller, sku, product] =
        [id, uuid(&shop.id), uuid(&shop.skus[0]), uuid(&shop.product)].map(|id| literal(world, id));
    let buyer = literal(world, uuid(&shop.owner.id));
    let (blank, json) = match world.engine() {
        Engine::Sqlite => ("zeroblob(200)", "'[]'"),
        Engine::Postgres => ("decode(repeat('00', 200), 'hex')", "'[]'::jsonb"),
    };
    let hash = "0".repeat(64);
    for sql in [
        format!(
            "INSERT INTO postal_address (id, account_id, country, region, masked, address_sealed, \
             commitment, is_preferred, created_at) VALUES ({order}, {buyer}, 'CN', 'CN-33', 'x', \
             {blank}, '{hash}', false, {now})"
        ),
        format!(
            "INSERT INTO checkout VALUES ({order}, {buyer}, 'DOMESTIC', {order}, 'CNY', {minor}, \
             {order}, {now})"
        ),
        format!(
            "INSERT INTO trade_order (id, checkout_id, buyer_id, operator_id, address_id, channel, \
             country, profile, state, currency, goods_minor, freight_minor, discount_minor, \
             total_minor, waits_for_group, submitted_at, pay_by, paid_at, ship_by, shipped_at, \
             signed_at, version) VALUES ({order}, {order}, {buyer}, {seller}, {order}, 'DOMESTIC', \
             'CN', 'CN', '{state}', 'CNY', {minor}, 0, 0, {minor}, false, {now}, {now}, {now}, \
             {now}, {now}, {now}, 1)"
        ),
        format!(
            "INSERT INTO order_line (order_id, position, sku_id, product_id, title, options, \
             unit_minor, quantity, total_minor, cooling_off, no_cooling_off_confirmed) VALUES \
             ({order}, 1, {sku}, {product}, 'Tea', {json}, {minor}, 1, {minor}, 'STANDARD', false)"
        ),
    ] {
        world.run(&sql).await;
    }
    paid(world.app(), id, minor).await;
    id
}

/// Tells a fact of an order, and lets everybody hear of it.
pub async fn told<F: events::Fact>(world: &World, fact: &F) {
    let told: Result<(), Failure> =
        transaction!(world.app(), |tx| { events::record(tx, fact).await });
    told.unwrap();
    world.settle().await;
}
