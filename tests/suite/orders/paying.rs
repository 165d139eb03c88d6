//! From the payment to the end of an order: escrow, second thoughts, delivery, completion.

use fairstall::orders::{self, Order};
use kit::{Actor, World, days, minutes, nothing_changed, scenario, seconds};
use platform::kernel::Id;
use platform::transitions::{Actor as By, ActorKind};
use platform::{Failure, transaction};
use serde_json::json;
use time::macros::datetime;
use uuid::Uuid;

use super::{CANCEL, address, another_shop, line, ordered, reserved, see, shop, submit};
use crate::fulfilment::until;

pub const COMPLETE: &str = "mutation ($input: OrderCompleteInput!) { orderComplete(input: $input) {
    order { id state completedAt } userErrors { code } } }";

const PAYMENT: &str = "query ($id: ID!) { checkout(id: $id) { payment { id state
    amount { amountMinor } } } }";

const REVEAL: &str =
    "mutation ($input: OrderAddressRevealInput!) { orderAddressReveal(input: $input) {
    revealed { recipient commitmentSalt } userErrors { code } } }";

const REPORT: &str = "mutation ($input: PaymentUnauthorisedReportInput!) {
    paymentUnauthorisedReport(input: $input) { case { id } userErrors { code } } }";

const DECIDE: &str = "mutation ($input: RiskCaseDecideInput!) { riskCaseDecide(input: $input) {
    case { id } userErrors { code } } }";

const DECLINE: &str = "mutation ($input: OrderDeclineInput!) { orderDecline(input: $input) {
    order { id } userErrors { code } } }";

/// The payment of an order's checkout.
pub async fn payment(buyer: &Actor<'_>, order: &str) -> String {
    let checkout = see(buyer, order, "checkoutId").await["checkoutId"].clone();
    buyer.run(PAYMENT, json!({ "id": checkout })).await.done().text("checkout.payment.id")
}

/// Pays for an order, and waits until its money is in escrow.
pub async fn pay(buyer: &Actor<'_>, order: &str) {
    let id = payment(buyer, order).await;
    let _ = buyer.pay(&id).await;
    assert_eq!(state(buyer, order).await, "PAID");
}

async fn state(who: &Actor<'_>, order: &str) -> String {
    see(who, order, "state").await["state"].as_str().expect("a state").to_owned()
}

async fn escrow(world: &World) -> Vec<String> {
    world
        .ask("SELECT funded_minor || ' ' || released_minor || ' ' || refunded_minor FROM escrow")
        .await
}

/// As a carrier would: sent, and then delivered.
pub async fn deliver(world: &World, order: &str) {
    let id: Id<Order> = order.parse().expect("an id");
    let by = By { kind: ActorKind::External, account: None };
    let done: Result<(), Failure> = transaction!(world.app(), |tx| {
        let order = orders::lock(tx, id).await?.expect("an order");
        let order = orders::ship(tx, order, tx.now(), by).await?;
        orders::sign(tx, order, tx.now(), by).await?;
        Ok(())
    });
    done.expect("a delivered order");
    world.settle().await;
}

/// Something about an order is open, or no longer.
pub async fn matter(world: &World, order: &str, matter: u128, is_open: bool) {
    let (id, matter): (Id<Order>, _) = (order.parse().expect("an id"), Uuid::from_u128(matter));
    let done: Result<(), Failure> = transaction!(world.app(), |tx| {
        if is_open {
            orders::open_matter(tx, id, matter).await
        } else {
            orders::close_matter(tx, id, matter).await
        }
    });
    done.expect("no failure");
}

scenario! {
    /// One payment, of several shops, fills the escrow of each order.
    async fn a_payment_fills_the_escrow_of_each_order(world) {
        let (tea, cups) = (shop(world, "tea").await, another_shop(world, "cups").await);
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        let lines = json!([line(&tea.skus[0], 1, 12_800), line(&cups.skus[0], 2, 12_800)]);
        let answer = submit(&ana, "first-one", &home, lines, 38_400).await.done();
        let ids: Vec<String> = answer
            .list("checkoutSubmit.checkout.orders")
            .iter()
            .map(|order| order["id"].as_str().unwrap().to_owned())
            .collect();
        pay(&ana, &ids[0]).await;
        assert_eq!(state(&ana, &ids[1]).await, "PAID");
        let mut held = escrow(world).await;
        held.sort();
        assert_eq!(held, ["12800 0 0", "25600 0 0"]);
        let kinds = see(&ana, &ids[0], "timeline(first: 5) { nodes { to } }").await;
        assert_eq!(kinds["timeline"]["nodes"][0]["to"], "PAID");
    }

    /// PY-4: what somebody else paid for is not sent, and nothing of it moves before it is decided.
    async fn py_4_an_order_that_its_payer_did_not_authorise_is_cancelled(world) {
        let mut tea = shop(world, "tea").await;
        let mut ana = world.person("ana").await;
        let order = ordered(&ana, &tea, "first-one").await;
        pay(&ana, &order).await;
        let told = json!({ "paymentId": payment(&ana, &order).await, "text": "It was stolen." });
        let told = ana.act(REPORT, told).await.done();
        let case = told.text("paymentUnauthorisedReport.case.id");
        nothing_changed(world, ana.act(CANCEL, json!({ "id": order }))).await
            .refused("MONEY_FROZEN");
        world.later(minutes(10)).await;
        tea.owner.wake().await;
        ana.wake().await;
        // It is not handed on meanwhile, so that its shop has nothing to decline.
        assert_eq!(state(&ana, &order).await, "PAID");
        let decline = json!({ "idempotencyKey": "decline-1", "orderId": order });
        nothing_changed(world, tea.owner.act(DECLINE, decline)).await.refused("NOT_TO_SHIP");
        let mut staff = world.staff("RISK").await;
        staff.sign_in_again().await;
        let upheld = json!({ "caseId": case, "isUpheld": true, "reason": "FRAUD_FOUND" });
        let _ = staff.act(DECIDE, upheld).await.done();
        world.settle().await;
        ana.wake().await;
        assert_eq!(state(&ana, &order).await, "CANCELLED");
        assert_eq!(reserved(world).await, 0);
        assert_eq!(escrow(world).await, ["12800 0 12800"]);
    }

    /// Ten minutes to the second: then it is the shop's to send.
    async fn a_paid_order_is_taken_back_within_ten_minutes(world) {
        let tea = shop(world, "tea").await;
        let mut ana = world.person("ana").await;
        let (early, late) = (
            ordered(&ana, &tea, "early-one").await,
            ordered(&ana, &tea, "late-one-1").await,
        );
        pay(&ana, &early).await;
        pay(&ana, &late).await;
        world.later(seconds(599)).await;
        let _ = ana.act(CANCEL, json!({ "id": early })).await.done();
        ana.wake().await;
        world.later(seconds(1)).await;
        assert_eq!(state(&ana, &late).await, "TO_SHIP");
        let answer = nothing_changed(world, ana.act(CANCEL, json!({ "id": late }))).await;
        answer.refused("TOO_LATE");
        assert_eq!(reserved(world).await, 1);
        let mut held = escrow(world).await;
        held.sort();
        assert_eq!(held, ["12800 0 0", "12800 0 12800"], "what was paid goes back whole");
        let seen = see(&ana, &late, "paidAt shipBy").await;
        assert_ne!(seen["shipBy"], serde_json::Value::Null);
    }

    /// What arrives after an order was given up goes back (PY, late success).
    async fn a_payment_that_comes_too_late_goes_back(world) {
        let tea = shop(world, "tea").await;
        let mut ana = world.person("ana").await;
        let order = ordered(&ana, &tea, "first-one").await;
        let id = payment(&ana, &order).await;
        let more = json!({ "idempotencyKey": "slow-payment", "sandboxScript": "delay:3600" });
        let _ = ana.confirm(&id, more).await.done();
        world.later(minutes(31)).await;
        ana.wake().await;
        assert_eq!(state(&ana, &order).await, "CANCELLED");
        assert_eq!(reserved(world).await, 0);
        world.later(minutes(120)).await;
        ana.wake().await;
        assert_eq!(state(&ana, &order).await, "CANCELLED");
        let left = "SELECT coalesce(sum(funded_minor - refunded_minor), 0) FROM escrow";
        assert_eq!(world.count(left).await, 0);
    }

    /// Signed on a day, complete at the end of the tenth day after it, to the second.
    async fn a_delivered_order_completes_at_the_end_of_the_tenth_day(world) {
        let tea = shop(world, "tea").await;
        let mut ana = world.person("ana").await;
        let order = ordered(&ana, &tea, "first-one").await;
        pay(&ana, &order).await;
        world.later(minutes(10)).await;
        ana.wake().await;
        let early = nothing_changed(world, ana.act(COMPLETE, json!({ "id": order }))).await;
        early.refused("NOT_SIGNED");
        deliver(world, &order).await;
        assert_eq!(reserved(world).await, 0);
        let seen = see(&ana, &order, "completeBy isPaused").await;
        // Signed on the 22nd of November in Shanghai: to the end of the 2nd of December.
        assert_eq!(seen["completeBy"], "2026-12-02T16:00:00.000Z");
        let end = datetime!(2026-12-02 16:00 UTC);
        until(world, end, -time::Duration::SECOND).await;
        ana.wake().await;
        assert_eq!(state(&ana, &order).await, "SIGNED");
        world.later(seconds(1)).await;
        assert_eq!(state(&ana, &order).await, "COMPLETED");
        world.later(days(90)).await;
        ana.sign_in_again().await;
        assert_eq!(state(&ana, &order).await, "ARCHIVED");
    }

    /// A matter stops the clock, and gives back exactly what it took.
    async fn cm_5_what_is_open_pauses_completion_exactly(world) {
        let tea = shop(world, "tea").await;
        let mut ana = world.person("ana").await;
        let order = ordered(&ana, &tea, "first-one").await;
        pay(&ana, &order).await;
        world.later(minutes(10)).await;
        ana.wake().await;
        deliver(world, &order).await;
        matter(world, &order, 1, true).await;
        matter(world, &order, 2, true).await;
        let answer = nothing_changed(world, ana.act(COMPLETE, json!({ "id": order }))).await;
        answer.refused("MATTER_OPEN");
        world.later(days(30)).await;
        matter(world, &order, 1, false).await;
        // This takes half a minute.
        ana.sign_in_again().await;
        assert_eq!(see(&ana, &order, "isPaused").await["isPaused"], true);
        world.later(seconds(7)).await;
        matter(world, &order, 2, false).await;
        matter(world, &order, 2, false).await;
        let seen = see(&ana, &order, "isPaused completeBy").await;
        assert_eq!(seen["isPaused"], false);
        assert_eq!(seen["completeBy"], "2027-01-01T16:00:38.000Z");
        let _ = ana.act(COMPLETE, json!({ "id": order })).await.done();
        assert_eq!(state(&ana, &order).await, "COMPLETED");
    }

    /// PD-6: a shop sees where an order goes while it sends, and its buyer sees that it looked.
    async fn pd_6_a_shop_sees_the_address_while_it_sends(world) {
        let mut tea = shop(world, "tea").await;
        let mut ana = world.person("ana").await;
        let order = ordered(&ana, &tea, "first-one").await;
        let look = json!({ "id": order });
        tea.owner.act(REVEAL, look.clone()).await.refused("NOT_TO_SHIP");
        pay(&ana, &order).await;
        world.later(minutes(10)).await;
        ana.wake().await;
        tea.owner.wake().await;
        let bob = world.careful_person("bob").await;
        bob.act(REVEAL, look.clone()).await.refused("ORDER_NOT_FOUND");
        let shown = tea.owner.act(REVEAL, look.clone()).await.done();
        assert_eq!(shown.text("orderAddressReveal.revealed.recipient"), "林安安");
        assert!(shown.data("orderAddressReveal.revealed.commitmentSalt").is_null());
        let own = ana.act(REVEAL, look).await.done();
        assert!(!own.data("orderAddressReveal.revealed.commitmentSalt").is_null());
        let query = "{ myDataAccesses(first: 5) { nodes { purpose capacity } } }";
        let told = ana.run(query, json!({})).await.done();
        let purposes: Vec<&str> = told
            .list("myDataAccesses.nodes")
            .iter()
            .filter_map(|node| node["purpose"].as_str())
            .collect();
        assert!(purposes.contains(&"SHIPPING"), "{purposes:?}");
    }
}
