//! What a payer shows: the payment password, and how often it may be wrong (PY-5); no face (PY-10);
//! and what never reaches us (PY-6).

use kit::paying::{CONFIRM, PAYMENT_PASSWORD};
use kit::{hours, minutes, nothing_changed, nothing_changed_but, scenario};
use serde_json::json;

use super::{debt, script, state};

const SET: &str = "mutation ($input: PaymentPasswordSetInput!) {
    paymentPasswordSet(input: $input) { wallet { hasPaymentPassword } userErrors { code } } }";

scenario! {
    async fn py_5_five_wrong_passwords_rest_for_an_hour(world) {
        let mut ana = world.person("ana").await;
        let (_, shop) = world.seller("stall").await;
        ana.sign_in_again().await;
        ana.set_payment_password().await;
        let (payment, _) = world.owe(&ana.id, &[(&shop, 500)]).await;
        let input = ana.confirmation(&payment, "key-00001").await;
        let with = |password: &str| {
            let mut input = input.clone();
            input["paymentPassword"] = json!(password);
            input
        };
        for _ in 0..5 {
            let wrong = ana.act(CONFIRM, with("246801"));
            let counted = ["payment_account"];
            nothing_changed_but(world, &counted, wrong).await.refused("PASSWORD_WRONG");
        }
        let rests = nothing_changed(world, ana.act(CONFIRM, with(PAYMENT_PASSWORD))).await;
        rests.refused("PASSWORD_RESTS");
        assert!(rests.data("paymentConfirm.userErrors.0.retryAt").is_string());
        world.later(hours(1)).await;
        ana.sign_in_again().await;
        let (payment, _) = world.owe(&ana.id, &[(&shop, 500)]).await;
        let right = json!({ "paymentPassword": PAYMENT_PASSWORD });
        let _ = ana.confirm(&payment, right).await.done();
        assert_eq!(world.ask("SELECT wrong_tries FROM payment_account").await, ["0"]);
    }

    async fn py_5_guesses_at_once_are_five_at_most(world) {
        let mut ana = world.person("ana").await;
        let (_, shop) = world.seller("stall").await;
        ana.sign_in_again().await;
        ana.set_payment_password().await;
        let (payment, _) = world.owe(&ana.id, &[(&shop, 500)]).await;
        let mut input = ana.confirmation(&payment, "key-00001").await;
        input["paymentPassword"] = json!("246801");
        let guesses = (0..9).map(|number| {
            let mut input = input.clone();
            input["idempotencyKey"] = json!(format!("key-1000{number}"));
            ana.act(CONFIRM, input)
        });
        let answers = futures_util::future::join_all(guesses).await;
        let wrong = answers.iter().filter(|answer| answer.refusals() == ["PASSWORD_WRONG"]).count();
        let rests = answers.iter().filter(|answer| answer.refusals() == ["PASSWORD_RESTS"]).count();
        assert_eq!((wrong, rests), (5, 4));
    }

    async fn a_payment_password_is_set_after_a_step_up_and_is_hard_to_guess(world) {
        let mut ana = world.person("ana").await;
        for weak in ["", "13579", "123456", "777777", "456789", "520520"] {
            nothing_changed(world, ana.act(SET, json!({ "password": weak }))).await
                .refused("PASSWORD_WEAK");
        }
        world.pass(minutes(6));
        let good = json!({ "password": PAYMENT_PASSWORD });
        nothing_changed(world, ana.act(SET, good.clone())).await.refused("STEP_UP_NEEDED");
        ana.sign_in_again().await;
        let _ = ana.act(SET, good).await.done();
        let hash = &world.ask("SELECT password_hash FROM payment_account").await[0];
        assert!(hash.starts_with("$argon2id$") && !hash.contains(PAYMENT_PASSWORD));
    }

    async fn a_password_that_was_never_set_is_no_factor(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let more = json!({ "paymentPassword": PAYMENT_PASSWORD });
        nothing_changed(world, ana.confirm(&payment, more)).await.refused("PASSWORD_NOT_SET");
    }

    async fn large_amounts_need_more_factors(world) {
        let mut ana = world.careful_person("ana").await;
        let bob = world.person("bob").await;
        let (_, shop) = world.seller("stall").await;
        let (payment, _) = world.owe(&bob.id, &[(&shop, 100_000)]).await;
        assert_eq!(bob.payment(&payment).await["factorsNeeded"], 1);
        nothing_changed(world, bob.confirm(&payment, json!({}))).await.refused("FACTOR_NEEDED");
        ana.sign_in_again().await;
        ana.set_payment_password().await;
        let (payment, _) = world.owe(&ana.id, &[(&shop, 100_000)]).await;
        world.pass(minutes(6));
        nothing_changed(world, ana.confirm(&payment, json!({}))).await.refused("FACTOR_NEEDED");
        let shown = json!({ "paymentPassword": PAYMENT_PASSWORD });
        let _ = ana.confirm(&payment, shown).await.done();
        assert_eq!(world.ask("SELECT factors FROM payment WHERE factors <> ''").await, ["PASSWORD"]);
    }

    async fn py_6_no_card_and_no_code_is_taken_or_kept(world) {
        let schema = include_str!("../../../schema.graphql");
        let words: Vec<String> = schema
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .collect();
        for word in ["cardnumber", "pan", "cvv", "cvc", "cardholder", "expirymonth"] {
            assert!(!words.contains(&word.to_owned()), "{word}");
        }
        let (ana, _, payment, _) = debt(world, 500).await;
        let card = "4242424242424242";
        nothing_changed(world, ana.confirm(&payment, script(card))).await.refused("SCRIPT_INVALID");
        assert_eq!(state(&ana, &payment).await, "CREATED");
    }

    async fn py_10_there_is_no_factor_by_face(world) {
        let schema = include_str!("../../../schema.graphql");
        assert!(!schema.contains("FACE\n") && !schema.to_lowercase().contains("faceid"));
        assert!(schema.contains("There is none by face"));
        let _ = world;
    }
}
