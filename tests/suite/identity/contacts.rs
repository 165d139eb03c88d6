//! Further addresses of an account.

use kit::{machinery, minutes, nothing_changed};
use serde_json::{Value, json};

use super::desk::{Desk, Outcome, email, reactions};

async fn add(desk: &Desk<'_>, access: &str, contact: Value) -> Outcome {
    let input = json!({ "contact": contact });
    desk.act(Some(access), "contactAddStart", input, "challenge { id }").await
}

async fn confirm(desk: &Desk<'_>, access: &str, challenge: &Value, code: &str) -> Outcome {
    let input = json!({ "challengeId": challenge, "code": code });
    desk.act(Some(access), "contactAddConfirm", input, "contact { kind masked }").await
}

machinery! {
    with reactions();

    async fn an_address_is_added_and_removed(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let phone = json!({ "phone": "13812345678" });
        let malformed = add(&desk, &ana.access, json!({ "phone": "1" })).await;
        assert_eq!(malformed.refusal(), "CONTACT_INVALID");
        let same = add(&desk, &ana.access, json!({ "email": "b@example.com" })).await;
        assert_eq!(same.refusal(), "KIND_TAKEN");
        let challenge = add(&desk, &ana.access, phone.clone()).await.done()["id"].clone();
        assert_eq!(add(&desk, &ana.access, phone).await.refusal(), "TOO_MANY_REQUESTS");
        let code = desk.code().await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        assert_eq!(confirm(&desk, &ana.access, &challenge, wrong).await.refusal(), "CODE_WRONG");
        let eve = desk.register("eve").await;
        let stolen = confirm(&desk, &eve.access, &challenge, &code).await;
        assert_eq!(stolen.refusal(), "CODE_DEAD");
        let added = confirm(&desk, &ana.access, &challenge, &code).await;
        assert_eq!(added.done(), &json!({ "kind": "PHONE", "masked": "138****5678" }));
        let remove = async |kind: &str| {
            let input = json!({ "kind": kind });
            desk.act(Some(&ana.access), "contactRemove", input, "kind").await
        };
        remove("EMAIL").await.done();
        assert_eq!(remove("EMAIL").await.refusal(), "CONTACT_NOT_FOUND");
        assert_eq!(nothing_changed(world, remove("PHONE")).await.refusal(), "LAST_CONTACT");
        world.pass(minutes(6));
        assert_eq!(remove("PHONE").await.refusal(), "STEP_UP_NEEDED");
        let late = add(&desk, &ana.access, json!({ "email": "b@example.com" })).await;
        assert_eq!(late.refusal(), "STEP_UP_NEEDED");
    }

    /// Whose an address is, is not said; its owner is told.
    async fn somebody_elses_address_looks_like_any(world) {
        let desk = Desk::new(world);
        let eve = desk.register_aged("eve", "ADULT", None).await;
        let input = json!({ "contact": { "phone": "13812345678" } });
        let started = desk.act(None, "accountRegisterStart", input, "challenge { id }").await;
        let input = json!({
            "challengeId": started.done()["id"], "code": desk.code().await, "handle": "ming",
            "displayName": "Ming", "ageBand": "ADULT",
        });
        let select = "signIn { user { id } }";
        desk.act(None, "accountRegisterConfirm", input, select).await.done();
        world.pass(minutes(2));
        let taken = add(&desk, &eve.access, json!({ "phone": "13812345678" })).await;
        let challenge = taken.done()["id"].clone();
        world.settle().await;
        assert!(world.letters()[0].text.contains("belongs to your account"));
        let guessed = confirm(&desk, &eve.access, &challenge, "123456").await;
        assert_eq!(guessed.refusal(), "CODE_WRONG");
        let _ = email("eve");
    }
}
