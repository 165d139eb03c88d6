//! PY-9: money that comes for what nobody wants any more is traced, and goes back by itself.

use fairstall::payments::RefundSource;
use kit::{minutes, scenario, seconds};
use serde_json::json;

use super::{debt, fund, places, refund, script, state, wallet};

scenario! {
    async fn py_9_a_late_success_on_a_closed_payment_goes_back(world) {
        let (ana, _, payment, part) = debt(world, 500).await;
        let _ = ana.confirm(&payment, script("delay:120")).await.done();
        world.settle().await;
        world.drop_part(part).await;
        assert_eq!(state(&ana, &payment).await, "CLOSED");
        world.later(seconds(121)).await;
        assert_eq!(places(world).await, [0, 0, 0]);
        assert_eq!(state(&ana, &payment).await, "CLOSED");
        let seen = ana.payment(&payment).await;
        assert_eq!(seen["tenders"][0]["state"], "SUCCEEDED");
        assert_eq!(seen["tenders"][0]["refunded"]["amountMinor"], "500");
        assert_eq!(seen["refunds"][0]["state"], "PAID");
        assert_eq!(world.count("SELECT count(*) FROM event WHERE kind = 'payment.captured'").await, 0);
    }

    async fn py_9_a_part_dropped_while_the_money_came_goes_back_alone(world) {
        let ana = world.person("ana").await;
        let (_, shop) = world.seller("stall").await;
        let (payment, parts) = world.owe(&ana.id, &[(&shop, 100), (&shop, 250)]).await;
        let _ = ana.confirm(&payment, script("delay:60")).await.done();
        world.settle().await;
        world.drop_part(parts[1]).await;
        world.drop_part(parts[1]).await;
        world.later(seconds(61)).await;
        assert_eq!(state(&ana, &payment).await, "CAPTURED");
        assert_eq!(places(world).await, [100, 0, -100]);
        let seen = ana.payment(&payment).await;
        assert_eq!(seen["payees"][1]["isWanted"], false);
        assert_eq!(seen["payees"][1]["refunded"]["amountMinor"], "250");
    }

    async fn py_9_a_part_dropped_after_the_money_came_goes_back_from_where_it_is(world) {
        let ana = world.person("ana").await;
        let (_, shop) = world.seller("stall").await;
        let (payment, parts) =
            world.owe(&ana.id, &[(&shop, 100), (&shop, 250), (&shop, 30)]).await;
        let _ = ana.pay(&payment).await;
        fund(world, parts[0], 100).await;
        world.drop_part(parts[0]).await;
        world.drop_part(parts[1]).await;
        world.settle().await;
        assert_eq!(places(world).await, [30, 0, -30]);
        // Again is nothing more.
        world.drop_part(parts[0]).await;
        assert!(refund(world, parts[1], 1, RefundSource::Transit, "r1").await.is_err());
        assert_eq!(places(world).await, [30, 0, -30]);
    }

    async fn py_9_a_part_dropped_and_then_a_failure_asks_for_the_rest(world) {
        let ana = world.person("ana").await;
        let (_, shop) = world.seller("stall").await;
        let (payment, parts) = world.owe(&ana.id, &[(&shop, 100), (&shop, 250)]).await;
        let _ = ana.confirm(&payment, script("delay:60 fail:NO_FUNDS")).await.done();
        world.settle().await;
        world.drop_part(parts[0]).await;
        world.later(seconds(61)).await;
        let seen = ana.payment(&payment).await;
        assert_eq!(seen["state"], "CREATED");
        assert_eq!(seen["amount"]["amountMinor"], "250");
        let _ = ana.pay(&payment).await;
        assert_eq!(places(world).await, [250, 0, -250]);
    }

    async fn py_9_if_one_tender_fails_the_other_is_given_back(world) {
        let mut ana = world.careful_person("ana").await;
        let (_, shop) = world.seller("stall").await;
        let _ = ana.top_up(10_000).await;
        let (payment, _) = world.owe(&ana.id, &[(&shop, 17_000)]).await;
        ana.sign_in_again().await;
        let more = json!({ "walletAmountMinor": "10000", "sandboxScript": "delay:30 fail:NO" });
        let _ = ana.confirm(&payment, more).await.done();
        world.settle().await;
        assert_eq!(wallet(&ana).await, (10_000, 10_000));
        world.later(seconds(31)).await;
        assert_eq!(wallet(&ana).await, (10_000, 0));
        assert_eq!(state(&ana, &payment).await, "CREATED");
        // Nor does it count against the limits of the day.
        let spent = "SELECT day_minor + year_minor + spent_minor FROM payment_account";
        assert_eq!(world.ask(spent).await, ["0"]);
        assert_eq!(places(world).await, [0, 0, -10_000]);
    }

    async fn py_9_what_is_held_of_a_balance_is_let_go_when_nobody_wants_it(world) {
        let mut ana = world.careful_person("ana").await;
        let (_, shop) = world.seller("stall").await;
        let _ = ana.top_up(500).await;
        let (payment, parts) = world.owe(&ana.id, &[(&shop, 700)]).await;
        ana.sign_in_again().await;
        let more = json!({ "walletAmountMinor": "500", "sandboxScript": "delay:60" });
        let _ = ana.confirm(&payment, more).await.done();
        world.settle().await;
        assert_eq!(wallet(&ana).await, (500, 500));
        world.drop_part(parts[0]).await;
        assert_eq!(wallet(&ana).await, (500, 0));
        world.later(seconds(61)).await;
        assert_eq!(places(world).await, [0, 0, -500]);
        assert_eq!(wallet(&ana).await, (500, 0));
    }

    async fn an_attempt_that_nobody_heard_of_ends_with_its_payment(world) {
        let (ana, _, payment, part) = debt(world, 500).await;
        let _ = ana.confirm(&payment, json!({})).await.done();
        world.drop_part(part).await;
        world.settle().await;
        assert_eq!(world.count("SELECT count(*) FROM sandbox_payment").await, 0);
        assert_eq!(world.ask("SELECT state FROM payment_attempt").await, ["FAILED"]);
        assert_eq!(state(&ana, &payment).await, "CLOSED");
    }

    async fn a_payment_that_runs_out_while_it_is_paid_is_paid(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.confirm(&payment, script("delay:1860")).await.done();
        world.later(minutes(30)).await;
        let states = "SELECT state FROM payment";
        assert_eq!(world.ask(states).await, ["AUTHORISED"]);
        world.later(minutes(2)).await;
        assert_eq!(world.ask(states).await, ["CAPTURED"]);
        let _ = payment;
    }
}
