//! PY-1: what the payer saw is what is captured, to the fen.

use kit::paying::CONFIRM;
use kit::{minutes, nothing_changed, scenario, seconds};
use serde_json::json;

use super::{debt, looked_at, places, script, state};

scenario! {
    async fn py_1_the_payer_sees_amount_and_payees_and_pays_exactly_that(world) {
        let (ana, shop, payment, _) = debt(world, 12_300).await;
        let seen = ana.payment(&payment).await;
        assert_eq!(seen["amount"]["amountMinor"], "12300");
        assert_eq!(seen["payees"][0]["operator"]["id"], *shop);
        assert_eq!(seen["payees"][0]["operator"]["badge"], "REGISTERED");
        assert_eq!(seen["payees"][0]["amount"]["amountMinor"], "12300");
        let paid = ana.pay(&payment).await;
        assert_eq!(paid.text("paymentConfirm.payment.state"), "AUTHORISED");
        let seen = ana.payment(&payment).await;
        assert_eq!(seen["state"], "CAPTURED");
        assert_eq!(seen["tenders"][0]["state"], "SUCCEEDED");
        assert_eq!(places(world).await, [12_300, 0, -12_300]);
        let sql = "SELECT count(*) FROM payment WHERE captured_minor = confirmed_minor \
                   AND captured_minor = amount_minor AND captured_minor = 12300";
        assert_eq!(world.count(sql).await, 1);
        assert_eq!(world.count("SELECT count(*) FROM event WHERE kind = 'payment.captured'").await, 1);
    }

    async fn py_1_what_changed_in_between_is_not_confirmed(world) {
        let ana = world.person("ana").await;
        let (_, shop) = world.seller("stall").await;
        let (payment, parts) = world.owe(&ana.id, &[(&shop, 100), (&shop, 250)]).await;
        let old = ana.confirmation(&payment, "key-00001").await;
        world.drop_part(parts[1]).await;
        nothing_changed(world, ana.act(CONFIRM, old)).await.refused("DIGEST_STALE");
        let seen = ana.payment(&payment).await;
        assert_eq!(seen["amount"]["amountMinor"], "100");
        assert_eq!(seen["payees"].as_array().unwrap().len(), 1);
        let _ = ana.pay(&payment).await;
        assert_eq!(places(world).await, [100, 0, -100]);
    }

    async fn py_1_a_captured_amount_that_differs_is_an_incident_and_goes_back(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        for (key, amount) in [("key-00001", "amount:499"), ("key-00002", "amount:70000")] {
            let more = json!({ "idempotencyKey": key, "sandboxScript": amount });
            let _ = ana.confirm(&payment, more).await.done();
            world.settle().await;
            let seen = ana.payment(&payment).await;
            assert_eq!(seen["state"], "CREATED");
            assert_eq!(seen["stoppedReason"], "AMOUNT_DIFFERS");
            assert_eq!(places(world).await, [0, 0, 0]);
        }
        let incidents = "SELECT expected_minor || ' ' || found_minor FROM payment_incident \
                         WHERE kind = 'AMOUNT_DIFFERS' ORDER BY found_minor";
        assert_eq!(world.ask(incidents).await, ["500 499", "500 70000"]);
        assert_eq!(world.count("SELECT count(*) FROM payment_refund WHERE state = 'PAID'").await, 2);
        let _ = ana.pay(&payment).await;
        assert_eq!(state(&ana, &payment).await, "CAPTURED");
        looked_at(world, 2).await;
    }

    async fn a_payment_is_nobody_elses(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let eve = world.person("eve").await;
        assert!(eve.payment(&payment).await.is_null());
        let stolen = ana.confirmation(&payment, "key-00001").await;
        nothing_changed(world, eve.act(CONFIRM, stolen.clone())).await.refused("PAYMENT_NOT_FOUND");
        nothing_changed(world, world.visitor().act(CONFIRM, stolen)).await.error("UNAUTHENTICATED");
        let none = json!({ "paymentId": format!("payment_{}", "0".repeat(32)) });
        nothing_changed(world, ana.confirm(&payment, none)).await.refused("PAYMENT_NOT_FOUND");
        let list = "{ myPayments { nodes { id } } }";
        assert_eq!(ana.say(list).await.text("myPayments.nodes.0.id"), payment);
        assert!(eve.say(list).await.list("myPayments.nodes").is_empty());
    }

    async fn a_confirmation_repeated_is_the_first_one(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let input = ana.confirmation(&payment, "key-00001").await;
        let _ = ana.act(CONFIRM, input.clone()).await.done();
        let _ = nothing_changed(world, ana.act(CONFIRM, input.clone())).await.done();
        let mut other = input.clone();
        other["walletAmountMinor"] = json!("1");
        nothing_changed(world, ana.act(CONFIRM, other)).await.refused("IDEMPOTENCY_CONFLICT");
        let mut second = input.clone();
        second["idempotencyKey"] = json!("key-00002");
        nothing_changed(world, ana.act(CONFIRM, second)).await.refused("STATE_FORBIDS");
        let mut short = input.clone();
        short["idempotencyKey"] = json!("short");
        nothing_changed(world, ana.act(CONFIRM, short)).await.refused("IDEMPOTENCY_KEY_INVALID");
        world.settle().await;
        let _ = nothing_changed(world, ana.act(CONFIRM, input)).await.done();
        assert_eq!(world.count("SELECT count(*) FROM payment_attempt").await, 1);
    }

    async fn mon_1_tenders_that_do_not_make_the_amount_are_refused(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        for wallet in ["-1", "500", "501", "-9223372036854775808", "9223372036854775807"] {
            let more = json!({ "walletAmountMinor": wallet });
            nothing_changed(world, ana.confirm(&payment, more)).await.refused("TENDERS_INVALID");
        }
        let none = json!({ "provider": null, "walletAmountMinor": "499" });
        nothing_changed(world, ana.confirm(&payment, none)).await.refused("TENDERS_INVALID");
        let off = json!({ "provider": "STRIPE" });
        nothing_changed(world, ana.confirm(&payment, off)).await.refused("PROVIDER_OFF");
        nothing_changed(world, ana.confirm(&payment, script("steal"))).await
            .refused("SCRIPT_INVALID");
    }

    async fn the_time_to_pay_ends_to_the_second(world) {
        let (ana, shop, payment, _) = debt(world, 500).await;
        world.pass(minutes(30).saturating_sub(seconds(1)));
        let last = ana.elsewhere();
        drop(last);
        let (late, _) = world.owe(&ana.id, &[(&shop, 700)]).await;
        let mut ana = ana;
        ana.sign_in_again().await;
        assert_eq!(state(&ana, &payment).await, "CLOSED");
        nothing_changed(world, ana.confirm(&payment, json!({}))).await.refused("STATE_FORBIDS");
        world.pass(minutes(30));
        ana.token = None;
        let mut input = json!({ "idempotencyKey": "key-00009", "paymentId": late,
            "confirmationDigest": "", "provider": "SANDBOX" });
        ana.sign_in_again().await;
        input["confirmationDigest"] = ana.payment(&late).await["confirmationDigest"].clone();
        nothing_changed(world, ana.act(CONFIRM, input)).await.refused("STATE_FORBIDS");
        assert_eq!(state(&ana, &late).await, "CLOSED");
    }

    async fn a_late_timer_opens_no_door(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let hour = world.app().clock().now_millis();
        world.run(&format!("UPDATE payment SET expires_at = {hour}")).await;
        nothing_changed(world, ana.confirm(&payment, json!({}))).await.refused("EXPIRED");
    }

    async fn two_confirmations_at_once_are_one(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let one = ana.confirmation(&payment, "key-00001").await;
        let other = ana.confirmation(&payment, "key-00002").await;
        let (one, other) =
            futures_util::future::join(ana.act(CONFIRM, one), ana.act(CONFIRM, other)).await;
        let refusals = [one.refusals(), other.refusals()].concat();
        assert_eq!(refusals, ["STATE_FORBIDS"]);
        world.settle().await;
        assert_eq!(places(world).await, [500, 0, -500]);
    }
}
