//! Nobody learns whether an address has an account: not by the words, not by the work (G15, D21).

use kit::{machinery, minutes};
use serde_json::{Value, json};

use super::desk::{Desk, SIGN_IN, email, reactions};

/// An answer without what differs from any answer to the next: ids and instants.
fn shape(payload: &Value) -> Value {
    let mut payload = payload.clone();
    for object in ["challenge", "signIn"] {
        if let Some(fields) = payload[object].as_object_mut() {
            fields.values_mut().for_each(|value| *value = Value::Bool(value.is_string()));
        }
    }
    payload
}

machinery! {
    with reactions();

    async fn registering_answers_alike(world) {
        let desk = Desk::new(world);
        desk.register("known").await;
        world.pass(minutes(2));
        let (known_work, known) = world.statements(desk.register_start(&email("known"))).await;
        let told = { world.settle().await; world.letters() };
        assert!(told[0].text.contains("belongs to your account"), "{told:?}");
        let (new_work, new) = world.statements(desk.register_start(&email("new"))).await;
        world.settle().await;
        world.letters();
        assert_eq!(shape(&known.payload), shape(&new.payload));
        assert_eq!(known_work, new_work);
        // And no code opens the known one: every answer is wrong, as for a new one.
        for challenge in [&known, &new] {
            let input = json!({
                "challengeId": challenge.done()["id"], "code": "123456", "handle": "eve",
                "displayName": "Eve", "ageBand": "ADULT",
            });
            let outcome = desk.act(None, "accountRegisterConfirm", input, SIGN_IN).await;
            assert_eq!(outcome.refusal(), "CODE_WRONG");
        }
    }

    async fn asking_for_a_code_answers_alike(world) {
        let desk = Desk::new(world);
        desk.register("known").await;
        world.pass(minutes(2));
        let request = async |handle: &str| {
            let input = json!({ "contact": { "email": email(handle) } });
            desk.act(None, "sessionCodeRequest", input, "challenge { id expiresAt resendAt }").await
        };
        let (known_work, known) = world.statements(request("known")).await;
        world.settle().await;
        assert_eq!(world.letters().len(), 1);
        let (unknown_work, unknown) = world.statements(request("unknown")).await;
        world.settle().await;
        assert!(world.letters().is_empty(), "an unknown address gets no letter");
        assert_eq!(shape(&known.payload), shape(&unknown.payload));
        assert_eq!(known_work, unknown_work);
        for challenge in [&known, &unknown] {
            let input = json!({ "challengeId": challenge.done()["id"], "code": "12345x" });
            let outcome = desk.act(None, "sessionCreateWithCode", input, SIGN_IN).await;
            assert_eq!(outcome.refusal(), "CODE_WRONG");
        }
    }

    /// The same words, the same statements and the same hashing for a wrong password and for an
    /// unknown address. Time is compared loosely: the machine that tests is busy.
    async fn a_wrong_password_and_an_unknown_address_are_one(world) {
        let desk = Desk::new(world);
        desk.register("known").await;
        let mut spent = [std::time::Duration::ZERO; 2];
        let mut seen = Vec::new();
        for round in 0..3 {
            world.pass(minutes(61));
            for (place, handle) in ["known", "unknown"].into_iter().enumerate() {
                let begun = std::time::Instant::now();
                let (work, outcome) = world.statements(desk.sign_in(handle, "wrong horse")).await;
                if round > 0 {
                    spent[place] += begun.elapsed();
                }
                seen.push((work, outcome.payload));
            }
        }
        assert!(seen.iter().all(|answer| *answer == seen[0]), "{seen:?}");
        let ratio = spent[0].as_secs_f64() / spent[1].as_secs_f64();
        assert!((0.2..5.0).contains(&ratio), "known took {ratio} times as long as unknown");
    }

    /// The pauses after failures are the same too.
    async fn pauses_are_alike(world) {
        let desk = Desk::new(world);
        desk.register("known").await;
        for _ in 0..6 {
            let known = desk.sign_in("known", "wrong horse").await;
            let unknown = desk.sign_in("unknown", "wrong horse").await;
            assert_eq!(known.payload, unknown.payload);
        }
    }

    /// Wrong codes cost the same pauses, also when they were of several codes to one address.
    async fn pauses_of_codes_are_alike(world) {
        let desk = Desk::new(world);
        desk.register("known").await;
        for _ in 0..2 {
            world.pass(minutes(2));
            let mut challenges = Vec::new();
            for handle in ["known", "unknown"] {
                let input = json!({ "contact": { "email": email(handle) } });
                let sent = desk.act(None, "sessionCodeRequest", input, "challenge { id }").await;
                challenges.push(sent.done()["id"].clone());
            }
            for _ in 0..5 {
                let mut answers = Vec::new();
                for challenge in &challenges {
                    let input = json!({ "challengeId": challenge, "code": "12345x" });
                    answers.push(desk.act(None, "sessionCreateWithCode", input, SIGN_IN).await);
                }
                assert_eq!(answers[0].payload, answers[1].payload);
            }
            world.settle().await;
            world.letters();
        }
    }

    /// Two addresses of one person do not share their failures: nobody learns that they are one's.
    async fn failures_do_not_tell_which_addresses_belong_together(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let input = json!({ "contact": { "phone": "13812345678" } });
        let added = desk.act(Some(&ana.access), "contactAddStart", input, "challenge { id }").await;
        let input = json!({ "challengeId": added.done()["id"], "code": desk.code().await });
        desk.act(Some(&ana.access), "contactAddConfirm", input, "contact { kind }").await.done();
        for _ in 0..5 {
            desk.sign_in("ana", "wrong horse").await;
        }
        assert_eq!(desk.sign_in("ana", "wrong horse").await.refusal(), "TOO_MANY_ATTEMPTS");
        let input = json!({ "contact": { "phone": "13812345678" }, "password": "wrong horse" });
        let other = desk.act(None, "sessionCreateWithPassword", input, SIGN_IN).await;
        assert_eq!(other.refusal(), "CREDENTIALS_WRONG");
    }
}
