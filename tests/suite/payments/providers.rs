//! Attempts: what a provider answers, does not answer, or answers late.

use kit::{hours, minutes, scenario, seconds};
use serde_json::json;

use super::{debt, places, script, state};

const STATES: &str = "SELECT state FROM payment_attempt ORDER BY state";

scenario! {
    async fn a_failed_attempt_may_be_followed_by_another(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let failing = json!({ "idempotencyKey": "key-00001", "sandboxScript": "fail:NO_FUNDS" });
        let _ = ana.confirm(&payment, failing).await.done();
        world.settle().await;
        let seen = ana.payment(&payment).await;
        assert_eq!(seen["state"], "CREATED");
        assert_eq!(seen["stoppedReason"], "NO_FUNDS");
        assert_eq!(seen["tenders"][0]["failure"], "NO_FUNDS");
        assert_eq!(places(world).await, [0, 0, 0]);
        let _ = ana.pay(&payment).await;
        assert_eq!(world.ask(STATES).await, ["FAILED", "SUCCEEDED"]);
        assert_eq!(places(world).await, [500, 0, -500]);
    }

    async fn a_payer_is_told_what_to_do_next(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.confirm(&payment, script("delay:60")).await.done();
        world.settle().await;
        let seen = ana.payment(&payment).await;
        assert_eq!(seen["state"], "AUTHORISED");
        assert_eq!(seen["tenders"][0]["state"], "PROCESSING");
        assert_eq!(seen["tenders"][0]["nextStep"]["kind"], "REDIRECT");
        world.later(seconds(59)).await;
        assert_eq!(state(&ana, &payment).await, "AUTHORISED");
        world.later(seconds(1)).await;
        let seen = ana.payment(&payment).await;
        assert_eq!(seen["state"], "CAPTURED");
        assert!(seen["tenders"][0]["nextStep"].is_null());
    }

    async fn g_5_what_is_unknown_is_settled_by_a_question_only(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.confirm(&payment, script("unknown")).await.done();
        world.settle().await;
        assert_eq!(world.ask(STATES).await, ["UNKNOWN"]);
        assert_eq!(state(&ana, &payment).await, "AUTHORISED");
        // Nobody asks: days change nothing.
        world.run("UPDATE timer SET next_at = next_at + 90000000000 \
                   WHERE kind = 'payment_attempt.ask'").await;
        world.later(hours(50)).await;
        assert_eq!(world.ask(STATES).await, ["UNKNOWN"]);
        world.run("UPDATE timer SET next_at = due_at WHERE kind = 'payment_attempt.ask'").await;
        world.later(seconds(1)).await;
        assert_eq!(world.ask(STATES).await, ["SUCCEEDED"]);
        assert_eq!(places(world).await, [500, 0, -500]);
    }

    async fn g_5_a_call_that_never_arrived_is_made_again_under_its_key(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.confirm(&payment, script("lost")).await.done();
        world.settle().await;
        assert_eq!(world.ask(STATES).await, ["UNKNOWN"]);
        world.later(minutes(2)).await;
        assert_eq!(world.ask(STATES).await, ["SUCCEEDED"]);
        assert_eq!(world.count("SELECT count(*) FROM sandbox_payment").await, 1);
        assert_eq!(state(&ana, &payment).await, "CAPTURED");
    }

    async fn g_5_a_server_that_died_after_asking_asks_for_the_same(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.confirm(&payment, json!({})).await.done();
        // The provider was asked, and the answer was never written down: only the claim is there.
        world.settle().await;
        let before = "SELECT count(*) FROM sandbox_payment";
        assert_eq!(world.count(before).await, 1);
        // Everything told once more comes to the same.
        world.run("INSERT INTO event_delivery (consumer, event_id, aggregate, seq, due_at, attempts, \
            fence) SELECT 'payments.begin', id, aggregate, seq, at, 0, 0 FROM event \
            WHERE kind = 'payment_attempt.started'").await;
        world.settle().await;
        assert_eq!(world.count(before).await, 1);
        assert_eq!(places(world).await, [500, 0, -500]);
        assert_eq!(state(&ana, &payment).await, "CAPTURED");
    }

    async fn three_servers_begin_an_attempt_once(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let others = [world.another_server().await, world.another_server().await];
        let _ = ana.confirm(&payment, script("duplicate")).await.done();
        let deliver = platform::events::deliver_due;
        let told = futures_util::future::join3(
            deliver(world.app()), deliver(&others[0]), deliver(&others[1]),
        );
        let (one, two, three) = told.await;
        assert!(one.is_ok() && two.is_ok() && three.is_ok());
        world.settle().await;
        assert_eq!(world.count("SELECT count(*) FROM sandbox_payment").await, 1);
        assert_eq!(places(world).await, [500, 0, -500]);
        for other in others {
            other.database().clone().close().await.ok();
        }
    }
}
