//! PY-4 on its way: what somebody else may have paid for is not sent before it is decided, and the
//! shop loses no time by it.

use kit::{Actor, hours, minutes, nothing_changed, scenario};
use serde_json::json;
use time::Duration;

use super::{CREATE, WAY, instant, keyed, only_claim, to_ship, until, wake};
use crate::orders::paying::{pay, payment};
use crate::orders::{ordered, see, shop};

const REPORT: &str = "mutation ($input: PaymentUnauthorisedReportInput!) {
    paymentUnauthorisedReport(input: $input) { case { id } userErrors { code } } }";

const DECIDE: &str = "mutation ($input: RiskCaseDecideInput!) { riskCaseDecide(input: $input) {
    case { id } userErrors { code } } }";

const DECLINE: &str = "mutation ($input: OrderDeclineInput!) { orderDecline(input: $input) {
    order { id } userErrors { code } } }";

/// Somebody says that they did not pay for an order; answers the case.
async fn report(buyer: &Actor<'_>, order: &str) -> String {
    let input = json!({ "paymentId": payment(buyer, order).await, "text": "It was stolen." });
    let told = buyer.act(REPORT, input).await.done();
    told.text("paymentUnauthorisedReport.case.id")
}

async fn decide(world: &kit::World, case: &str, is_upheld: bool) {
    let mut staff = world.staff("RISK").await;
    staff.sign_in_again().await;
    let reason = if is_upheld { "FRAUD_FOUND" } else { "PAYER_CONFIRMED" };
    let input = json!({ "caseId": case, "isUpheld": is_upheld, "reason": reason });
    let _ = staff.act(DECIDE, input).await.done();
    world.settle().await;
}

scenario! {
    /// Reported before it was handed on: it waits, and goes on when the report is turned down.
    async fn py_4_an_order_is_not_handed_on_while_its_money_is_frozen(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = ordered(&ana, &tea, "first-one").await;
        let paid = world.app().now();
        pay(&ana, &order).await;
        world.later(minutes(4)).await;
        let (case, reported) = (report(&ana, &order).await, world.app().now());
        world.later(hours(5)).await;
        wake!(ana, tea.owner);
        assert_eq!(see(&ana, &order, "state").await["state"], "PAID");
        let parcel = json!({ "orderId": order, "carrier": "SF", "waybill": "SF10000001" });
        nothing_changed(world, tea.owner.act(CREATE, keyed(parcel.clone()))).await
            .refused("NOT_TO_SHIP");
        decide(world, &case, false).await;
        wake!(ana, tea.owner);
        let seen = see(&ana, &order, WAY).await;
        assert_eq!(seen["state"], "TO_SHIP");
        let frozen = world.app().now() - reported;
        assert!(frozen >= Duration::hours(5));
        assert_eq!(instant(&seen["shipBy"]), paid + Duration::hours(48) + frozen);
        let _ = tea.owner.act(CREATE, keyed(parcel)).await.done();
    }

    /// Reported while the time for second thoughts is not over: it ends when it would have.
    async fn py_4_a_report_that_is_soon_turned_down_takes_no_second_thoughts(world) {
        let (tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = ordered(&ana, &tea, "first-one").await;
        let paid = world.app().now();
        pay(&ana, &order).await;
        let case = report(&ana, &order).await;
        world.later(minutes(2)).await;
        decide(world, &case, false).await;
        until(world, paid + Duration::minutes(10), Duration::seconds(-1)).await;
        wake!(ana);
        assert_eq!(see(&ana, &order, "state").await["state"], "PAID");
        world.later(kit::seconds(1)).await;
        assert_eq!(see(&ana, &order, "state").await["state"], "TO_SHIP");
    }

    /// Reported when it was to be sent: no parcel is taken, nothing falls late, and the promise
    /// moves by the time that the money was frozen.
    async fn py_4_what_is_frozen_is_not_sent_and_not_late(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let promised = instant(&see(&ana, &order, WAY).await["shipBy"]);
        world.later(hours(40)).await;
        wake!(ana, tea.owner);
        let (case, reported) = (report(&ana, &order).await, world.app().now());
        let parcel = keyed(json!({ "orderId": order, "carrier": "SF", "waybill": "SF10000001" }));
        nothing_changed(world, tea.owner.act(CREATE, parcel.clone())).await
            .refused("MONEY_FROZEN");
        nothing_changed(world, tea.owner.act(DECLINE, keyed(json!({ "orderId": order })))).await
            .refused("MONEY_FROZEN");
        world.later(hours(30)).await;
        wake!(ana, tea.owner);
        assert_eq!(world.count("SELECT count(*) FROM shipping_claim").await, 0);
        decide(world, &case, false).await;
        wake!(ana, tea.owner);
        let moved = instant(&see(&ana, &order, WAY).await["shipBy"]);
        assert_eq!(moved, promised + (world.app().now() - reported));
        // What was refused was kept under no key: it is taken now.
        until(world, moved, Duration::seconds(-1)).await;
        assert_eq!(world.count("SELECT count(*) FROM shipping_claim").await, 0);
        until(world, moved, Duration::ZERO).await;
        wake!(ana, tea.owner);
        assert_eq!(only_claim(&ana, &order).await["kind"], "LATE");
        assert_eq!(world.count("SELECT sum(due) FROM shipping_day").await, 1);
        let _ = tea.owner.act(CREATE, parcel).await.done();
    }

    /// What was late before stays late, however long its money is frozen then.
    async fn py_4_what_was_late_before_stays_late(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let promised = instant(&see(&ana, &order, WAY).await["shipBy"]);
        world.later(hours(50)).await;
        wake!(ana);
        let case = report(&ana, &order).await;
        world.later(hours(5)).await;
        decide(world, &case, false).await;
        wake!(ana);
        assert_eq!(instant(&see(&ana, &order, WAY).await["shipBy"]), promised);
        assert_eq!(only_claim(&ana, &order).await["state"], "FOUND");
    }

    /// Upheld: what was to be sent never is.
    async fn py_4_what_was_not_authorised_is_not_sent_at_all(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let case = report(&ana, &order).await;
        world.later(hours(60)).await;
        decide(world, &case, true).await;
        wake!(ana, tea.owner);
        assert_eq!(see(&ana, &order, "state").await["state"], "CANCELLED");
        let parcel = json!({ "orderId": order, "carrier": "SF", "waybill": "SF10000001" });
        nothing_changed(world, tea.owner.act(CREATE, keyed(parcel))).await.refused("NOT_TO_SHIP");
        world.later(hours(60)).await;
        assert_eq!(world.count("SELECT count(*) FROM shipping_claim").await, 0);
    }
}
