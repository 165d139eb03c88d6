//! Refunds: the way the money came, never more than was paid (MON-2, CO-8).

use fairstall::payments::{NotRefunded, RefundSource};
use kit::{hours, minutes, scenario, seconds};
use serde_json::json;

use super::{debt, fund, on, places, refund, script, state, wallet};
use fairstall::ledger::Account;

const LEGS: &str = "SELECT state FROM payment_refund_leg ORDER BY id";

scenario! {
    async fn mon_2_refunds_never_exceed_what_was_paid(world) {
        let (ana, _, payment, part) = debt(world, 1_000).await;
        let early = refund(world, part, 1, RefundSource::Transit, "r0").await;
        assert_eq!(early, Err(NotRefunded::NotCaptured));
        let _ = ana.pay(&payment).await;
        fund(world, part, 1_000).await;
        assert!(refund(world, part, 400, RefundSource::Escrow, "r1").await.is_ok());
        let much = refund(world, part, 601, RefundSource::Escrow, "r2").await;
        assert_eq!(much, Err(NotRefunded::TooMuch));
        assert!(refund(world, part, 600, RefundSource::Escrow, "r3").await.is_ok());
        let more = refund(world, part, 1, RefundSource::Escrow, "r4").await;
        assert_eq!(more, Err(NotRefunded::TooMuch));
        world.settle().await;
        assert_eq!(places(world).await, [0, 0, 0]);
        assert_eq!(world.count("SELECT count(*) FROM event WHERE kind = 'refund.paid'").await, 2);
        let seen = ana.payment(&payment).await;
        assert_eq!(seen["refunds"].as_array().unwrap().len(), 2);
        assert_eq!(seen["refunds"][0]["state"], "PAID");
        assert_eq!(seen["payees"][0]["refunded"]["amountMinor"], "1000");
    }

    async fn mon_2_the_database_refuses_more_than_was_paid_whoever_asks(world) {
        let (ana, _, payment, _) = debt(world, 1_000).await;
        let _ = ana.pay(&payment).await;
        for sql in [
            "UPDATE payment_part SET refunded_minor = 1001",
            "UPDATE payment_part SET refunded_minor = -1",
            "UPDATE payment_part SET captured_minor = 999",
            "UPDATE payment_attempt SET refunded_minor = captured_minor + 1",
            "UPDATE payment SET captured_minor = 999",
            "UPDATE payment SET wallet_minor = 1",
            "UPDATE payment SET amount_minor = 999",
        ] {
            let refused = sea_orm::ConnectionTrait::execute_unprepared(world.direct(), sql).await;
            assert!(refused.is_err(), "{sql}");
        }
    }

    async fn co_8_each_tender_gets_back_its_own_share(world) {
        let mut ana = world.careful_person("ana").await;
        let (_, shop) = world.seller("stall").await;
        let _ = ana.top_up(10_000).await;
        let (payment, parts) = world.owe(&ana.id, &[(&shop, 17_000)]).await;
        ana.sign_in_again().await;
        let _ = ana.confirm(&payment, json!({ "walletAmountMinor": "10000" })).await.done();
        world.settle().await;
        assert_eq!(state(&ana, &payment).await, "CAPTURED");
        assert_eq!(wallet(&ana).await, (0, 0));
        assert!(refund(world, parts[0], 17_000, RefundSource::Transit, "r1").await.is_ok());
        world.settle().await;
        assert_eq!(wallet(&ana).await, (10_000, 0));
        assert_eq!(places(world).await, [0, 0, -10_000]);
        let legs = "SELECT amount_minor FROM payment_refund_leg ORDER BY amount_minor DESC";
        assert_eq!(world.ask(legs).await, ["10000", "7000"]);
    }

    async fn co_8_a_part_of_it_is_split_by_what_is_left(world) {
        let mut ana = world.careful_person("ana").await;
        let (_, shop) = world.seller("stall").await;
        let _ = ana.top_up(100).await;
        let (payment, parts) = world.owe(&ana.id, &[(&shop, 300)]).await;
        ana.sign_in_again().await;
        let _ = ana.confirm(&payment, json!({ "walletAmountMinor": "100" })).await.done();
        world.settle().await;
        for (key, minor) in [("r1", 1), ("r2", 2), ("r3", 100), ("r4", 197)] {
            assert!(refund(world, parts[0], minor, RefundSource::Transit, key).await.is_ok());
        }
        world.settle().await;
        assert_eq!(wallet(&ana).await, (100, 0));
        assert_eq!(places(world).await, [0, 0, -100]);
    }

    async fn the_same_key_is_the_same_refund(world) {
        let (ana, _, payment, part) = debt(world, 1_000).await;
        let _ = ana.pay(&payment).await;
        let first = refund(world, part, 400, RefundSource::Transit, "r1").await;
        assert_eq!(refund(world, part, 400, RefundSource::Transit, "r1").await, first);
        world.settle().await;
        assert_eq!(refund(world, part, 400, RefundSource::Transit, "r1").await, first);
        assert_eq!(places(world).await, [600, 0, -600]);
        assert_eq!(world.count("SELECT count(*) FROM payment_refund").await, 1);
    }

    async fn a_frozen_escrow_gives_nothing_back(world) {
        let (ana, _, payment, part) = debt(world, 1_000).await;
        let _ = ana.pay(&payment).await;
        fund(world, part, 1_000).await;
        let app = world.app();
        let matter = app.new_uuid();
        let frozen: Result<(), platform::Failure> = platform::transaction!(app, |tx| {
            fairstall::ledger::escrow::freeze(tx, part, matter).await
        });
        frozen.unwrap();
        let refused = refund(world, part, 1, RefundSource::Escrow, "r1").await;
        assert_eq!(refused, Err(NotRefunded::EscrowRefuses));
        assert_eq!(world.count("SELECT count(*) FROM payment_refund").await, 0);
        assert_eq!(on(world, Account::Refunds).await, 0);
    }

    async fn a_refund_that_was_turned_down_is_tried_again(world) {
        let (ana, _, payment, part) = debt(world, 1_000).await;
        let _ = ana.confirm(&payment, script("refund-fail")).await.done();
        world.settle().await;
        assert!(refund(world, part, 1_000, RefundSource::Transit, "r1").await.is_ok());
        world.settle().await;
        assert_eq!(world.ask(LEGS).await, ["FAILED"]);
        assert_eq!(places(world).await, [0, 1_000, -1_000]);
        world.later(hours(1)).await;
        assert_eq!(world.ask(LEGS).await, ["PAID"]);
        assert_eq!(places(world).await, [0, 0, 0]);
    }

    async fn g_5_a_refund_whose_answer_was_lost_is_paid_once(world) {
        let (ana, _, payment, part) = debt(world, 1_000).await;
        let _ = ana.confirm(&payment, script("refund-unknown")).await.done();
        world.settle().await;
        assert!(refund(world, part, 1_000, RefundSource::Transit, "r1").await.is_ok());
        world.settle().await;
        assert_eq!(world.ask(LEGS).await, ["UNKNOWN"]);
        assert_eq!(places(world).await, [0, 1_000, -1_000]);
        world.later(minutes(5)).await;
        assert_eq!(world.ask(LEGS).await, ["PAID"]);
        assert_eq!(places(world).await, [0, 0, 0]);
        assert_eq!(world.count("SELECT count(*) FROM sandbox_refund").await, 1);
    }

    async fn two_refunds_at_once_are_never_more_than_was_paid(world) {
        let (ana, _, payment, part) = debt(world, 1_000).await;
        let _ = ana.pay(&payment).await;
        let ask = |key: &'static str| refund(world, part, 600, RefundSource::Transit, key);
        let (one, other) = futures_util::future::join(ask("r1"), ask("r2")).await;
        let outcomes = [one, other];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.contains(&Err(NotRefunded::TooMuch)));
        world.later(seconds(1)).await;
        assert_eq!(places(world).await, [400, 0, -400]);
    }
}
