//! The money of a member is frozen while a report about it is looked into (PY-4). The seat is
//! theirs meanwhile; what waits is their own order, and their own refund.

use kit::{Actor, World, hours, minutes, nothing_changed, scenario};
use serde_json::json;

use super::{Buyer, Story};
use crate::fulfilment::{CREATE as SEND, keyed};
use crate::orders::paying::payment;
use crate::orders::see;

const REPORT: &str = "mutation ($input: PaymentUnauthorisedReportInput!) {
    paymentUnauthorisedReport(input: $input) { case { id } userErrors { code } } }";

const DECIDE: &str = "mutation ($input: RiskCaseDecideInput!) { riskCaseDecide(input: $input) {
    case { id } userErrors { code } } }";

/// Somebody says that they did not pay for their seat; answers the case.
async fn report(buyer: &Buyer<'_>, order: &str) -> String {
    let id = payment(&buyer.actor, order).await;
    let input = json!({ "paymentId": id, "text": "It was stolen." });
    let told = buyer.actor.act(REPORT, input).await.done();
    told.text("paymentUnauthorisedReport.case.id")
}

async fn decide(world: &World, case: &str, is_upheld: bool) {
    let mut staff = world.staff("RISK").await;
    staff.sign_in_again().await;
    let reason = if is_upheld { "FRAUD_FOUND" } else { "PAYER_CONFIRMED" };
    let input = json!({ "caseId": case, "isUpheld": is_upheld, "reason": reason });
    let _ = staff.act(DECIDE, input).await.done();
    world.settle().await;
}

async fn send(owner: &Actor<'_>, order: &str, waybill: &str) -> kit::Answer {
    let parcel = json!({ "orderId": order, "carrier": "SF", "waybill": waybill });
    owner.act(SEND, keyed(parcel)).await
}

scenario! {
    /// A group is complete with everybody who has paid. The order whose money is frozen is of it,
    /// and is not sent before that is decided; the others are.
    async fn py_4_a_group_fills_while_a_members_money_is_frozen(world) {
        let mut story = Story::with(world, &json!({ "size": 2 })).await;
        let (mut ana, mut bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, first) = story.led_by(&ana).await;
        let case = report(&ana, &first).await;
        nothing_changed(world, ana.leaves(&group)).await.refused("MONEY_FROZEN");
        world.later(hours(3)).await;
        bob.actor.wake().await;
        let second = story.joins(&bob, &group).await;
        let seen = story.look(&group, "state paid").await;
        assert_eq!(seen, json!({ "state": "SUCCEEDED", "paid": 2 }));
        ana.actor.wake().await;
        assert_eq!(ana.order(&first).await, "TO_SHIP");
        story.tea.owner.wake().await;
        let frozen = send(&story.tea.owner, &first, "SF10000001");
        nothing_changed(world, frozen).await.refused("MONEY_FROZEN");
        let _ = send(&story.tea.owner, &second, "SF10000002").await.done();
        // It does not fall late meanwhile.
        world.later(hours(60)).await;
        ana.actor.wake().await;
        let seen = see(&ana.actor, &first, "shippingClaims { kind }").await;
        assert_eq!(seen["shippingClaims"], json!([]));
        decide(world, &case, false).await;
        story.tea.owner.sign_in_again().await;
        let _ = send(&story.tea.owner, &first, "SF10000001").await.done();
        assert_eq!(story.money().await, (19_800, 0));
    }

    /// A group fails: whose money is free has it at once, whose is frozen when that is decided.
    async fn py_4_a_group_fails_while_a_members_money_is_frozen(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, first) = story.led_by(&ana).await;
        let _ = story.joins(&bob, &group).await;
        let case = report(&ana, &first).await;
        world.later(hours(25)).await;
        assert_eq!(story.look(&group, "state").await["state"], "REFUNDING");
        assert_eq!(story.money().await, (19_800, 9_900));
        decide(world, &case, false).await;
        world.later(minutes(11)).await;
        assert_eq!(story.look(&group, "state").await["state"], "REFUNDED");
        assert_eq!(story.money().await, (19_800, 19_800));
        assert_eq!(story.reserved().await, 0);
    }

    /// The report is upheld while the group forms: the seat is free, and others fill it.
    async fn py_4_what_was_not_authorised_is_no_seat(world) {
        let story = Story::with(world, &json!({ "size": 2 })).await;
        let (mut ana, mut bob, mut eva) =
            (story.buyer("ana").await, story.buyer("bob").await, story.buyer("eva").await);
        let (group, first) = story.led_by(&ana).await;
        let case = report(&ana, &first).await;
        decide(world, &case, true).await;
        for one in [&mut ana, &mut bob, &mut eva] {
            one.actor.wake().await;
        }
        assert_eq!(ana.order(&first).await, "CANCELLED");
        let seen = story.look(&group, "state seats paid").await;
        assert_eq!(seen, json!({ "state": "FORMING", "seats": 0, "paid": 0 }));
        let _ = story.joins(&bob, &group).await;
        let _ = story.joins(&eva, &group).await;
        assert_eq!(story.look(&group, "state").await["state"], "SUCCEEDED");
        assert_eq!(story.members().await, ["CONFIRMED", "CONFIRMED", "REFUNDED"]);
        assert_eq!(story.reserved().await, 2);
    }

    /// Upheld while everybody else has been given back what they paid: then the group is over.
    async fn py_4_a_report_is_upheld_while_a_group_is_refunding(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, first) = story.led_by(&ana).await;
        let _ = story.joins(&bob, &group).await;
        let case = report(&ana, &first).await;
        world.later(hours(25)).await;
        assert_eq!(story.look(&group, "state").await["state"], "REFUNDING");
        decide(world, &case, true).await;
        world.later(minutes(11)).await;
        assert_eq!(story.look(&group, "state").await["state"], "REFUNDED");
        assert_eq!(story.members().await, ["REFUNDED", "REFUNDED"]);
        assert_eq!(story.reserved().await, 0);
    }

    /// Upheld, and then the group fails: it is over when everybody has their money.
    async fn py_4_a_failed_group_is_over_though_a_payment_was_taken_back(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, first) = story.led_by(&ana).await;
        let _ = story.joins(&bob, &group).await;
        let case = report(&ana, &first).await;
        decide(world, &case, true).await;
        world.later(hours(25)).await;
        assert_eq!(story.look(&group, "state").await["state"], "REFUNDED");
        assert_eq!(story.reserved().await, 0);
    }
}
