//! Authenticator apps and recovery codes.

use kit::{machinery, minutes, seconds};
use serde_json::json;
use totp_rs::{Builder, Secret};

use super::desk::{Desk, Outcome, PASSWORD, SIGN_IN, SignedIn, email, reactions};

/// The code that an app with this secret shows now.
pub fn shown(world: &kit::World, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let app = Builder::new().with_secret(secret).build().unwrap();
    let now = u64::try_from(world.app().now().unix_timestamp()).unwrap();
    app.generate(now).to_string()
}

/// Turns an authenticator app on; answers its secret and the recovery codes.
pub async fn turn_on(desk: &Desk<'_>, who: &SignedIn) -> (String, Vec<String>) {
    let started = desk.act_plain(Some(&who.access), "totpStart", "totp { secret uri }").await;
    let secret = started.done()["secret"].as_str().unwrap().to_owned();
    assert!(started.done()["uri"].as_str().unwrap().starts_with("otpauth://totp/"));
    let input = json!({ "code": shown(desk.world, &secret) });
    let confirmed = desk.act(Some(&who.access), "totpConfirm", input, "recoveryCodes").await;
    let codes = confirmed.done().as_array().unwrap().iter();
    (secret, codes.map(|code| code.as_str().unwrap().to_owned()).collect())
}

async fn sign_in(desk: &Desk<'_>, factor: serde_json::Value) -> Outcome {
    let input = json!({
        "contact": { "email": email("ana") }, "password": PASSWORD, "secondFactor": factor,
    });
    desk.act(None, "sessionCreateWithPassword", input, SIGN_IN).await
}

machinery! {
    with reactions();

    async fn an_app_is_asked_for_once_it_is_on(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let code = json!({ "code": "000000" });
        let none = desk.act(Some(&ana.access), "totpConfirm", code, "recoveryCodes");
        assert_eq!(none.await.refusal(), "TOTP_NOT_STARTED");
        let (secret, _) = turn_on(&desk, &ana).await;
        let again = desk.act_plain(Some(&ana.access), "totpStart", "totp { secret }").await;
        assert_eq!(again.refusal(), "TOTP_ON");
        assert_eq!(desk.sign_in("ana", PASSWORD).await.refusal(), "SECOND_FACTOR_NEEDED");
        let wrong = sign_in(&desk, json!({ "totp": "12345" })).await;
        assert_eq!(wrong.refusal(), "SECOND_FACTOR_WRONG");
        world.pass(seconds(30));
        let signed = sign_in(&desk, json!({ "totp": shown(world, &secret) })).await;
        assert_eq!(signed.done()["session"]["hasSecondFactor"], true);
        let stored = world.ask("SELECT sealed FROM totp").await;
        assert!(!stored[0].contains(&secret), "the secret is stored in the clear");
    }

    /// A code seen over somebody's shoulder is no use: each step is accepted once.
    async fn a_step_is_accepted_once(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let (secret, _) = turn_on(&desk, &ana).await;
        let used = sign_in(&desk, json!({ "totp": shown(world, &secret) })).await;
        assert_eq!(used.refusal(), "SECOND_FACTOR_WRONG", "the code that confirmed is used up");
        world.pass(seconds(30));
        let code = shown(world, &secret);
        sign_in(&desk, json!({ "totp": code })).await.signed_in();
        let replayed = sign_in(&desk, json!({ "totp": code })).await;
        assert_eq!(replayed.refusal(), "SECOND_FACTOR_WRONG");
        world.pass(seconds(30));
        assert_eq!(sign_in(&desk, json!({ "totp": code })).await.refusal(), "SECOND_FACTOR_WRONG");
    }

    /// Asking without a second factor does not wipe out the failures of asking with a wrong one.
    async fn wrong_codes_of_the_app_are_counted(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        turn_on(&desk, &ana).await;
        for _ in 0..4 {
            assert_eq!(desk.sign_in("ana", PASSWORD).await.refusal(), "SECOND_FACTOR_NEEDED");
            let wrong = sign_in(&desk, json!({ "totp": "000000" })).await;
            assert_eq!(wrong.refusal(), "SECOND_FACTOR_WRONG");
        }
        let paused = sign_in(&desk, json!({ "totp": "000000" })).await;
        assert_eq!(paused.refusal(), "TOO_MANY_ATTEMPTS");
    }

    async fn a_one_time_code_is_not_used_up_by_a_missing_app(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let (secret, _) = turn_on(&desk, &ana).await;
        world.pass(minutes(2));
        let input = json!({ "contact": { "email": email("ana") } });
        let sent = desk.act(None, "sessionCodeRequest", input, "challenge { id }").await;
        let mut input = json!({ "challengeId": sent.done()["id"], "code": desk.code().await });
        let missing = desk.act(None, "sessionCreateWithCode", input.clone(), SIGN_IN).await;
        assert_eq!(missing.refusal(), "SECOND_FACTOR_NEEDED");
        input["secondFactor"] = json!({ "totp": "000000" });
        let wrong = desk.act(None, "sessionCreateWithCode", input.clone(), SIGN_IN).await;
        assert_eq!(wrong.refusal(), "SECOND_FACTOR_WRONG");
        input["secondFactor"] = json!({ "totp": shown(world, &secret) });
        desk.act(None, "sessionCreateWithCode", input, SIGN_IN).await.signed_in();
    }

    async fn recovery_codes_work_once_and_are_replaced(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let (_, codes) = turn_on(&desk, &ana).await;
        assert_eq!(codes.len(), 10);
        let typed = codes[0].to_uppercase().replace('-', " ");
        let signed = sign_in(&desk, json!({ "recoveryCode": typed })).await.signed_in();
        let again = sign_in(&desk, json!({ "recoveryCode": codes[0] })).await;
        assert_eq!(again.refusal(), "SECOND_FACTOR_WRONG");
        let left = desk.me(&signed.access, "factors { recoveryCodesLeft hasTotp }").await.unwrap();
        assert_eq!(left["factors"], json!({ "recoveryCodesLeft": 9, "hasTotp": true }));
        let verb = "totpRecoveryCodesReplace";
        desk.act_plain(Some(&signed.access), verb, "recoveryCodes").await.done();
        let void = sign_in(&desk, json!({ "recoveryCode": codes[1] })).await;
        assert_eq!(void.refusal(), "SECOND_FACTOR_WRONG");
        world.pass(minutes(6));
        let late = desk.act_plain(Some(&signed.access), "totpRemove", "removed").await;
        assert_ne!(late.payload["removed"], true, "{late:?}");
    }

    async fn an_app_is_turned_off_with_a_fresh_proof(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let off = desk.act_plain(Some(&ana.access), "totpRemove", "removed").await;
        assert_eq!(off.refusal(), "TOTP_OFF");
        turn_on(&desk, &ana).await;
        world.pass(minutes(5));
        let late = desk.act_plain(Some(&ana.access), "totpRemove", "removed").await;
        assert_eq!(late.refusal(), "STEP_UP_NEEDED");
        let late = desk.act_plain(Some(&ana.access), "totpRecoveryCodesReplace", "recoveryCodes");
        assert_eq!(late.await.refusal(), "STEP_UP_NEEDED");
        let late = desk.act_plain(Some(&ana.access), "totpStart", "totp { secret }").await;
        assert_eq!(late.refusal(), "STEP_UP_NEEDED");
    }

    async fn an_app_that_is_off_is_not_asked_for(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        turn_on(&desk, &ana).await;
        desk.act_plain(Some(&ana.access), "totpRemove", "removed").await.done();
        desk.sign_in("ana", PASSWORD).await.signed_in();
        assert_eq!(world.count("SELECT count(*) FROM recovery_code").await, 0);
    }
}
