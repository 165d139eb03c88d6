//! Passkeys: made, used without naming anybody, removed; lies and copies are noticed.

use kit::{machinery, minutes};
use serde_json::{Value, json};

use super::desk::{Desk, Outcome, SIGN_IN, SignedIn, reactions};
use super::soft_key::SoftKey;

fn origin(desk: &Desk<'_>) -> String {
    desk.world.app().settings().identity.webauthn_origin.origin().ascii_serialization()
}

async fn begin(desk: &Desk<'_>, who: &SignedIn) -> (Value, String) {
    let begun =
        desk.act_plain(Some(&who.access), "passkeyRegisterStart", "ceremony { id options }");
    let begun = begun.await;
    let options = begun.done()["options"].as_str().unwrap().to_owned();
    (begun.done()["id"].clone(), options)
}

async fn finish(desk: &Desk<'_>, who: &SignedIn, ceremony: &Value, credential: &str) -> Outcome {
    let passkey = json!({ "ceremonyId": ceremony, "credential": credential });
    let input = json!({ "passkey": passkey, "name": "My phone" });
    desk.act(Some(&who.access), "passkeyRegisterConfirm", input, "passkey { id name }").await
}

async fn make(desk: &Desk<'_>, who: &SignedIn) -> (SoftKey, String) {
    let (ceremony, options) = begin(desk, who).await;
    let (key, credential) = SoftKey::make(&options, &origin(desk));
    let made = finish(desk, who, &ceremony, &credential).await;
    (key, made.done()["id"].as_str().unwrap().to_owned())
}

async fn start(desk: &Desk<'_>) -> (Value, String) {
    let begin = "mutation Act { sessionPasskeyStart { ceremony { id options } } }";
    let begun = desk.ask(None, begin, json!({})).await.unwrap();
    let ceremony = &begun["sessionPasskeyStart"]["ceremony"];
    (ceremony["id"].clone(), ceremony["options"].as_str().unwrap().to_owned())
}

async fn sign_in(desk: &Desk<'_>, ceremony: &Value, credential: &str) -> Outcome {
    let input = json!({ "passkey": { "ceremonyId": ceremony, "credential": credential } });
    desk.act(None, "sessionCreateWithPasskey", input, SIGN_IN).await
}

machinery! {
    with reactions();

    async fn a_passkey_signs_in_without_a_name(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let (mut key, _) = make(&desk, &ana).await;
        let (ceremony, options) = start(&desk).await;
        assert!(!options.contains("allowCredentials\":[{"), "nobody's keys are told: {options}");
        let signed = sign_in(&desk, &ceremony, &key.answer(&options)).await;
        assert_eq!(signed.signed_in().id, ana.id);
        assert_eq!(signed.done()["session"]["method"], "PASSKEY");
        assert_eq!(signed.done()["session"]["hasSecondFactor"], true);
        let again = sign_in(&desk, &ceremony, &key.answer(&options)).await;
        assert_eq!(again.refusal(), "CEREMONY_OVER");
    }

    async fn lies_and_copies_are_noticed(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let (mut key, _) = make(&desk, &ana).await;
        let eve = desk.register("eve").await;
        let (ceremony, options) = start(&desk).await;
        sign_in(&desk, &ceremony, &key.answer(&options)).await.signed_in();

        let (ceremony, options) = start(&desk).await;
        let copied = sign_in(&desk, &ceremony, &key.answer_without_counting(&options)).await;
        assert_eq!(copied.refusal(), "CREDENTIAL_INVALID", "the counter did not grow");

        let (ceremony, _) = start(&desk).await;
        let (_, other) = start(&desk).await;
        let swapped = sign_in(&desk, &ceremony, &key.answer(&other)).await;
        assert_eq!(swapped.refusal(), "CREDENTIAL_INVALID", "another ceremony's challenge");

        key.verifies = false;
        let (ceremony, options) = start(&desk).await;
        let unverified = sign_in(&desk, &ceremony, &key.answer(&options)).await;
        assert_eq!(unverified.refusal(), "CREDENTIAL_INVALID", "the user was not verified");
        key.verifies = true;

        let home = std::mem::replace(&mut key.origin, "https://phish.example".to_owned());
        let (ceremony, options) = start(&desk).await;
        let phished = sign_in(&desk, &ceremony, &key.answer(&options)).await;
        assert_eq!(phished.refusal(), "CREDENTIAL_INVALID", "another site's page");
        key.origin = home;

        let eve_id = uuid::Uuid::try_parse(eve.id.trim_start_matches("user_")).unwrap();
        key.claim_user(*eve_id.as_bytes());
        let (ceremony, options) = start(&desk).await;
        let claimed = sign_in(&desk, &ceremony, &key.answer(&options)).await;
        assert_eq!(claimed.refusal(), "CREDENTIAL_INVALID", "somebody else's account");

        let (ceremony, _) = start(&desk).await;
        assert_eq!(sign_in(&desk, &ceremony, "{}").await.refusal(), "CREDENTIAL_INVALID");
    }

    async fn a_ceremony_lasts_five_minutes(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let (mut key, _) = make(&desk, &ana).await;
        let (ceremony, options) = start(&desk).await;
        world.pass(minutes(5));
        let late = sign_in(&desk, &ceremony, &key.answer(&options)).await;
        assert_eq!(late.refusal(), "CEREMONY_OVER");
        let nothing = json!("ceremony_00000000000000000000000000000001");
        assert_eq!(sign_in(&desk, &nothing, "{}").await.refusal(), "CEREMONY_OVER");
    }

    async fn making_a_passkey_is_guarded(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let eve = desk.register("eve").await;
        let (ceremony, options) = begin(&desk, &ana).await;
        let (_, credential) = SoftKey::make(&options, &origin(&desk));
        let stolen = finish(&desk, &eve, &ceremony, &credential).await;
        assert_eq!(stolen.refusal(), "CEREMONY_OVER", "a ceremony is one person's");
        let forged = finish(&desk, &ana, &ceremony, "{}").await;
        assert_eq!(forged.refusal(), "CREDENTIAL_INVALID");
        let (ceremony, options) = begin(&desk, &ana).await;
        let (_, credential) = SoftKey::make(&options, "https://phish.example");
        let phished = finish(&desk, &ana, &ceremony, &credential).await;
        assert_eq!(phished.refusal(), "CREDENTIAL_INVALID");
        world.pass(minutes(6));
        let late = desk.act_plain(Some(&ana.access), "passkeyRegisterStart", "ceremony { id }");
        let late = late.await;
        assert_eq!(late.refusal(), "STEP_UP_NEEDED");
    }

    async fn a_passkey_steps_up_and_is_removed(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let step_up = async |select: &str| {
            desk.act_plain(Some(&ana.access), "sessionStepUpPasskeyStart", select).await
        };
        assert_eq!(step_up("ceremony { id }").await.refusal(), "PASSKEY_NEEDED");
        let (mut key, id) = make(&desk, &ana).await;
        world.pass(minutes(6));
        let remove = json!({ "passkeyId": id });
        let late = desk.act(Some(&ana.access), "passkeyRemove", remove.clone(), "passkeyId").await;
        assert_eq!(late.refusal(), "STEP_UP_NEEDED");
        let begun = step_up("ceremony { id options }").await;
        let answer = key.answer(begun.done()["options"].as_str().unwrap());
        let passkey = json!({ "ceremonyId": begun.done()["id"], "credential": answer });
        let input = json!({ "proof": { "passkey": passkey } });
        let stepped = desk.act(Some(&ana.access), "sessionStepUp", input.clone(), "session { id }");
        stepped.await.done();
        let replayed = desk.act(Some(&ana.access), "sessionStepUp", input, "session { id }").await;
        assert_eq!(replayed.refusal(), "PROOF_WRONG");
        desk.act(Some(&ana.access), "passkeyRemove", remove.clone(), "passkeyId").await.done();
        let gone = desk.act(Some(&ana.access), "passkeyRemove", remove, "passkeyId").await;
        assert_eq!(gone.refusal(), "PASSKEY_NOT_FOUND");
        let (ceremony, options) = start(&desk).await;
        let removed = sign_in(&desk, &ceremony, &key.answer(&options)).await;
        assert_eq!(removed.refusal(), "CREDENTIAL_INVALID");
    }
}
