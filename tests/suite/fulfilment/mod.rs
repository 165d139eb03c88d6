//! Fulfilment: parcels, tracking, promises, and what breaches of the rules of shipping cost.

mod callbacks;
mod claims;
mod contested;
mod declining;
mod frozen;
mod importing;
mod keys;
mod parcels;
mod receipt;

use std::sync::atomic::{AtomicU64, Ordering};

use fairstall::fulfilment::secret;
use fairstall::payments::Intent;
use hmac::{Hmac, KeyInit, Mac};
use kit::paying::bare;
use kit::{Actor, Answer, Engine, World};
use platform::kernel::Id;
use serde_json::{Value, json};
use sha2::Sha256;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::orders::{Shop, address, line, see, submit};

pub const CREATE: &str = "mutation ($input: ParcelCreateInput!) { parcelCreate(input: $input) {
    parcel { id state carrier waybill lines { position quantity } scannedAt }
    userErrors { code } } }";

pub const TRACK: &str = "mutation ($input: ParcelTrackingAddInput!) {
    parcelTrackingAdd(input: $input) { parcel { id state } userErrors { code } } }";

pub const RECEIVED: &str = "mutation ($input: OrderConfirmReceiptInput!) {
    orderConfirmReceipt(input: $input) { order { id state signedAt } userErrors { code } } }";

pub const FILE: &str = "mutation ($input: ShippingClaimFileInput!) {
    shippingClaimFile(input: $input) { claim { id state paid { amountMinor } appealBy }
    userErrors { code } } }";

/// What is seen of an order on its way.
pub const WAY: &str = "state shippedAt signedAt shipBy completeBy
    parcels { id state carrier waybill lines { position quantity } scannedAt deliveredAt
        events { nodes { kind source at place } } }
    shippingClaims { id kind state amount { amountMinor } paid { amountMinor } excuse claimBy
        appealBy allowedTransitions }";

/// Tokens run out while goods are on their way: everybody who goes on gets new ones first.
macro_rules! wake {
    ($($actor:expr),+ $(,)?) => {
        $($actor.wake().await;)+
    };
}
pub(crate) use wake;

/// So many pieces of 128.00, paid, and handed on to be sent; answers the order.
pub async fn to_ship(
    world: &World,
    buyer: &mut Actor<'_>,
    shop: &mut Shop<'_>,
    pieces: i32,
) -> String {
    wake!(*buyer, shop.owner);
    let home = address(buyer).await;
    let total = i64::from(pieces) * 12_800;
    let key = format!("order-{}", world.app().new_uuid());
    let lines = json!([line(&shop.skus[0], pieces, 12_800)]);
    let submitted = submit(buyer, &key, &home, lines, total).await.done();
    let order = submitted.text("checkoutSubmit.checkout.orders.0.id");
    pay_for(world, buyer, &order).await;
    wake!(shop.owner);
    order
}

/// Pays for the checkout of an order, and waits until it is to be sent.
pub async fn pay_for(world: &World, buyer: &mut Actor<'_>, order: &str) {
    let digits = bare(order).simple().to_string();
    let sql = match world.engine() {
        Engine::Sqlite => format!(
            "SELECT lower(hex(payment_id)) FROM checkout JOIN trade_order \
             ON checkout_id = checkout.id WHERE lower(hex(trade_order.id)) = '{digits}'"
        ),
        Engine::Postgres => format!(
            "SELECT replace(payment_id::text, '-', '') FROM checkout JOIN trade_order \
             ON checkout_id = checkout.id \
             WHERE replace(trade_order.id::text, '-', '') = '{digits}'"
        ),
    };
    let payment = world.ask(&sql).await.pop().expect("a payment");
    let _ = buyer.pay(&Id::<Intent>::from_uuid(bare(&payment)).to_string()).await;
    world.later(kit::minutes(10)).await;
    wake!(*buyer);
    assert_eq!(see(buyer, order, "state").await["state"], "TO_SHIP");
}

/// Tells of a parcel with everything that is left; answers its id.
pub async fn send(shop: &Shop<'_>, order: &str, carrier: &str, waybill: &str) -> String {
    let input = json!({ "orderId": order, "carrier": carrier, "waybill": waybill });
    shop.owner.act(CREATE, keyed(input)).await.done().text("parcelCreate.parcel.id")
}

pub fn event(id: &str, waybill: &str, kind: &str, at: OffsetDateTime) -> Value {
    let at = at.format(&Rfc3339).expect("a time");
    json!({ "id": id, "waybill": waybill, "kind": kind, "at": at, "place": "杭州" })
}

/// What `carrier` tells, signed as it should be; answers the status.
pub async fn tell(world: &World, carrier: &str, events: Vec<Value>) -> u16 {
    let body = json!({ "events": events }).to_string();
    let now = world.app().now().unix_timestamp();
    let key = secret(world.app().keys(), carrier, 1);
    post(world, carrier, &signed(&key, now, &body), body).await
}

/// The signature of a body.
pub fn signed(key: &[u8; 32], at: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key");
    mac.update(format!("{at}.{body}").as_bytes());
    let hex = mac
        .finalize()
        .into_bytes()
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    format!("t={at},v1={hex}")
}

/// Sends a callback with whatever signature; answers the status.
pub async fn post(world: &World, carrier: &str, signature: &str, body: String) -> u16 {
    let request = http::Request::post(format!("/callbacks/carriers/{carrier}"))
        .header("content-type", "application/json")
        .header("fairstall-signature", signature)
        .body(axum::body::Body::from(body))
        .expect("a request");
    let (status, _) = world.visitor().call(request).await;
    world.settle().await;
    status
}

/// A time as the API writes it.
pub fn instant(value: &Value) -> OffsetDateTime {
    OffsetDateTime::parse(value.as_str().expect("a time"), &Rfc3339).expect("a time")
}

/// Lets time run until an instant, and a moment less or more.
pub async fn until(world: &World, at: OffsetDateTime, more: Duration) {
    let ahead = at + more - world.app().now();
    world.later(ahead.try_into().expect("time ahead")).await;
}

/// What a person's balance is, in fen.
pub async fn balance(actor: &Actor<'_>) -> i64 {
    let seen = actor.say("{ myWallet { balance { amountMinor } } }").await;
    seen.text("myWallet.balance.amountMinor").parse().expect("a number")
}

/// Claims what a breach costs.
pub async fn file(actor: &Actor<'_>, claim: &str) -> Answer {
    actor.act(FILE, keyed(json!({ "id": claim }))).await
}

/// An input under a key that nobody else has.
pub fn keyed(mut input: Value) -> Value {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    input["idempotencyKey"] = json!(format!("key-{:08}", NEXT.fetch_add(1, Ordering::Relaxed)));
    input
}

/// The only breach of an order, as its buyer sees it.
pub async fn only_claim(buyer: &Actor<'_>, order: &str) -> Value {
    let seen = see(buyer, order, WAY).await;
    let claims = seen["shippingClaims"].as_array().expect("claims").clone();
    assert_eq!(claims.len(), 1, "{claims:?}");
    claims[0].clone()
}
