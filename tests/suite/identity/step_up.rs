//! Step-up: the strongest proof counts, for five minutes.

use kit::{machinery, minutes, seconds};
use serde_json::{Value, json};

use super::desk::{Desk, Outcome, PASSWORD, reactions};
use super::factors::{shown, turn_on};

async fn step_up(desk: &Desk<'_>, access: &str, proof: Value) -> Outcome {
    let input = json!({ "proof": proof });
    desk.act(Some(access), "sessionStepUp", input, "session { id steppedUpUntil }").await
}

machinery! {
    with reactions();

    async fn a_password_opens_five_minutes(world) {
        let desk = Desk::new(world);
        let mut ana = desk.register("ana").await;
        world.pass(minutes(6));
        let until = desk.me(&ana.access, "sessions { nodes { steppedUpUntil } }").await.unwrap();
        assert_eq!(until["sessions"]["nodes"][0]["steppedUpUntil"], Value::Null);
        let wrong = step_up(&desk, &ana.access, json!({ "password": "wrong horse" })).await;
        assert_eq!(wrong.refusal(), "PROOF_WRONG");
        step_up(&desk, &ana.access, json!({ "password": PASSWORD })).await.done();
        ana = desk.refresh(&ana.refresh).await.signed_in();
        desk.act_plain(Some(&ana.access), "totpStart", "totp { secret }").await.done();
        world.pass(minutes(5));
        let closed = desk.act_plain(Some(&ana.access), "totpStart", "totp { secret }").await;
        assert_eq!(closed.refusal(), "STEP_UP_NEEDED");
    }

    async fn the_strongest_proof_counts(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let (secret, codes) = turn_on(&desk, &ana).await;
        let weak = step_up(&desk, &ana.access, json!({ "password": PASSWORD })).await;
        assert_eq!(weak.refusal(), "STRONGER_PROOF_NEEDED");
        let replay = json!({ "secondFactor": { "totp": shown(world, &secret) } });
        assert_eq!(step_up(&desk, &ana.access, replay).await.refusal(), "PROOF_WRONG");
        world.pass(seconds(30));
        let fresh = json!({ "secondFactor": { "totp": shown(world, &secret) } });
        step_up(&desk, &ana.access, fresh).await.done();
        let recovery = json!({ "secondFactor": { "recoveryCode": codes[3] } });
        step_up(&desk, &ana.access, recovery).await.done();
    }

    /// Who has neither a password nor a second factor proves themselves with a code.
    async fn a_code_for_who_has_nothing_else(world) {
        let desk = Desk::new(world);
        let ana = desk.register_aged("ana", "ADULT", None).await;
        world.pass(minutes(6));
        let request = async || {
            let select = "challenge { id }";
            desk.act_plain(Some(&ana.access), "sessionStepUpCodeRequest", select).await
        };
        let challenge = request().await.done()["id"].clone();
        let code = desk.code().await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let proof = |code: &str| json!({ "code": { "challengeId": challenge, "code": code } });
        assert_eq!(step_up(&desk, &ana.access, proof(wrong)).await.refusal(), "PROOF_WRONG");
        step_up(&desk, &ana.access, proof(&code)).await.done();
        assert_eq!(step_up(&desk, &ana.access, proof(&code)).await.refusal(), "PROOF_WRONG");
        assert_eq!(request().await.refusal(), "TOO_MANY_REQUESTS");
    }

    async fn guesses_are_counted(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        for _ in 0..4 {
            let wrong = step_up(&desk, &ana.access, json!({ "password": "wrong horse" })).await;
            assert_eq!(wrong.refusal(), "PROOF_WRONG");
        }
        let paused = step_up(&desk, &ana.access, json!({ "password": PASSWORD })).await;
        assert_eq!(paused.refusal(), "TOO_MANY_ATTEMPTS");
    }

    async fn visitors_have_nothing_to_step_up(world) {
        let desk = Desk::new(world);
        let input = json!({ "proof": { "password": PASSWORD } });
        let visitor = desk.act(None, "sessionStepUp", input, "session { id }").await;
        assert_eq!(visitor.top.as_deref(), Some("UNAUTHENTICATED"));
    }
}
