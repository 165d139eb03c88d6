//! Signing in with a one-time code (PY-5), by e-mail and by phone.

use kit::{machinery, minutes};
use serde_json::{Value, json};

use super::desk::{Desk, Outcome, SIGN_IN, email, reactions};

async fn request(desk: &Desk<'_>, contact: Value) -> Outcome {
    let input = json!({ "contact": contact });
    desk.act(None, "sessionCodeRequest", input, "challenge { id expiresAt resendAt }").await
}

async fn answer(desk: &Desk<'_>, challenge: &Value, code: &str) -> Outcome {
    let input = json!({ "challengeId": challenge, "code": code });
    desk.act(None, "sessionCreateWithCode", input, SIGN_IN).await
}

machinery! {
    with reactions();

    async fn py_5_a_code_signs_in_once(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        world.pass(minutes(2));
        let challenge = request(&desk, json!({ "email": email("ana") })).await.done()["id"].clone();
        let code = desk.code().await;
        assert_eq!(answer(&desk, &challenge, &code).await.signed_in().id, ana.id);
        assert_eq!(answer(&desk, &challenge, &code).await.refusal(), "CODE_DEAD");
        let texts = world.ask("SELECT count(sealed_code) FROM one_time_code").await;
        assert_eq!(texts, ["0"], "a code that was sent is forgotten");
    }

    async fn py_5_five_tries_and_five_minutes(world) {
        let desk = Desk::new(world);
        desk.register("ana").await;
        world.pass(minutes(2));
        let challenge = request(&desk, json!({ "email": email("ana") })).await.done()["id"].clone();
        let code = desk.code().await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..3 {
            assert_eq!(answer(&desk, &challenge, wrong).await.refusal(), "CODE_WRONG");
        }
        // The pause of a fourth failure does not eat the code's tries.
        assert_eq!(answer(&desk, &challenge, wrong).await.refusal(), "CODE_WRONG");
        assert_eq!(answer(&desk, &challenge, &code).await.refusal(), "TOO_MANY_ATTEMPTS");
        world.pass(kit::seconds(5));
        assert_eq!(answer(&desk, &challenge, wrong).await.refusal(), "CODE_WRONG");
        world.pass(kit::seconds(60));
        assert_eq!(answer(&desk, &challenge, &code).await.refusal(), "CODE_DEAD");

        world.pass(minutes(61));
        let challenge = request(&desk, json!({ "email": email("ana") })).await.done()["id"].clone();
        let code = desk.code().await;
        world.pass(minutes(5));
        assert_eq!(answer(&desk, &challenge, &code).await.refusal(), "CODE_DEAD");
    }

    async fn py_5_a_newer_code_replaces_an_older(world) {
        let desk = Desk::new(world);
        desk.register("ana").await;
        world.pass(minutes(2));
        let older = request(&desk, json!({ "email": email("ana") })).await.done()["id"].clone();
        let older_code = desk.code().await;
        assert_eq!(request(&desk, json!({ "email": "x" })).await.refusal(), "CONTACT_INVALID");
        let soon = request(&desk, json!({ "email": email("ana") })).await;
        assert_eq!(soon.refusal(), "TOO_MANY_REQUESTS");
        world.pass(minutes(1));
        let newer = request(&desk, json!({ "email": email("ana") })).await.done()["id"].clone();
        let newer_code = desk.code().await;
        assert_eq!(answer(&desk, &older, &older_code).await.refusal(), "CODE_DEAD");
        answer(&desk, &newer, &newer_code).await.signed_in();
    }

    /// A registration's code signs nobody in, and the other way round.
    async fn a_code_is_good_for_its_purpose_only(world) {
        let desk = Desk::new(world);
        let challenge = desk.register_start(&email("ana")).await.done()["id"].clone();
        let code = desk.code().await;
        assert_eq!(answer(&desk, &challenge, &code).await.refusal(), "CODE_DEAD");
        let nobody = json!("code_00000000000000000000000000000001");
        assert_eq!(answer(&desk, &nobody, &code).await.refusal(), "CODE_DEAD");
        let wrong = answer(&desk, &json!("user_00000000000000000000000000000001"), &code).await;
        assert_eq!(wrong.top.as_deref(), Some("INVALID_ID"));
    }

    async fn a_phone_does_as_well(world) {
        let desk = Desk::new(world);
        let input = json!({ "contact": { "phone": "138 1234 5678" } });
        let started = desk.act(None, "accountRegisterStart", input, "challenge { id }").await;
        let input = json!({
            "challengeId": started.done()["id"], "code": desk.code().await, "handle": "xiaoming",
            "displayName": "小明", "ageBand": "ADULT",
        });
        let ming = desk.act(None, "accountRegisterConfirm", input, SIGN_IN).await.signed_in();
        let me = desk.me(&ming.access, "contacts { kind masked } locale").await.unwrap();
        assert_eq!(me["contacts"], json!([{ "kind": "PHONE", "masked": "138****5678" }]));
        world.pass(minutes(2));
        let sent = request(&desk, json!({ "phone": "+8613812345678" })).await;
        let code = desk.code().await;
        assert_eq!(answer(&desk, &sent.done()["id"], &code).await.signed_in().id, ming.id);
    }
}
