//! Profiles: what may be changed, how often; and what is left of a closed account (PD-4).

use kit::{days, machinery, minutes, nothing_changed, seconds};
use serde_json::{Value, json};

use super::desk::{Desk, Outcome, PASSWORD, SignedIn, email, reactions};

const SELECT: &str = "user { handle displayName bio }";

async fn update(desk: &Desk<'_>, who: &SignedIn, change: Value) -> Outcome {
    desk.act(Some(&who.access), "profileUpdate", change, SELECT).await
}

machinery! {
    with reactions();

    async fn a_profile_is_changed(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let change = json!({ "displayName": "安娜 Li", "bio": "tea\nand clay", "locale": "zh-hans" });
        let changed = update(&desk, &ana, change).await;
        assert_eq!(changed.done()["displayName"], "安娜 Li");
        assert_eq!(changed.done()["bio"], "tea\nand clay");
        let me = desk.me(&ana.access, "locale").await.unwrap();
        assert_eq!(me["locale"], "zh-Hans");
        nothing_changed(world, update(&desk, &ana, json!({}))).await.done();
    }

    async fn each_refusal_of_a_change(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        desk.register("bob").await;
        let rows = [
            (json!({ "handle": "a" }), "HANDLE_MALFORMED"),
            (json!({ "handle": "admin" }), "HANDLE_RESERVED"),
            (json!({ "displayName": "" }), "DISPLAY_NAME_INVALID"),
            (json!({ "displayName": "x".repeat(51) }), "DISPLAY_NAME_INVALID"),
            (json!({ "displayName": "\u{202e}evil" }), "DISPLAY_NAME_INVALID"),
            (json!({ "bio": "x".repeat(501) }), "BIO_INVALID"),
            (json!({ "locale": "!" }), "LOCALE_INVALID"),
            (json!({ "handle": "BOB" }), "HANDLE_TAKEN"),
        ];
        for (change, refusal) in rows {
            let outcome = nothing_changed(world, update(&desk, &ana, change)).await;
            assert_eq!(outcome.refusal(), refusal);
        }
    }

    async fn a_handle_changes_once_in_thirty_days(world) {
        let desk = Desk::new(world);
        let mut ana = desk.register("ana").await;
        update(&desk, &ana, json!({ "handle": "anna" })).await.done();
        let soon = update(&desk, &ana, json!({ "handle": "ana" })).await;
        assert_eq!(soon.refusal(), "HANDLE_TOO_SOON");
        assert!(soon.payload["userErrors"][0]["retryAt"].is_string());
        world.pass(days(29));
        ana = desk.refresh(&ana.refresh).await.signed_in();
        let soon = update(&desk, &ana, json!({ "handle": "ana" })).await;
        assert_eq!(soon.refusal(), "HANDLE_TOO_SOON");
        world.pass(days(2));
        let again = desk.sign_in("ana", PASSWORD).await.signed_in();
        update(&desk, &again, json!({ "handle": "ana" })).await.done();
    }

    /// PD-4: nothing personal is left; the address and the handle are free again.
    async fn pd_4_a_closed_account_is_emptied(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        world.pass(minutes(6));
        let late = desk.act_plain(Some(&ana.access), "accountClose", "userId").await;
        assert_eq!(late.refusal(), "STEP_UP_NEEDED");
        let fresh = desk.sign_in("ana", PASSWORD).await.signed_in();
        desk.act_plain(Some(&fresh.access), "accountClose", "userId").await.done();
        world.pass(seconds(3));
        for over in [&ana, &fresh] {
            assert_eq!(desk.me(&over.access, "locale").await.unwrap_err(), "UNAUTHENTICATED");
            assert_eq!(desk.refresh(&over.refresh).await.refusal(), "REFRESH_TOKEN_INVALID");
        }
        assert_eq!(desk.sign_in("ana", PASSWORD).await.refusal(), "CREDENTIALS_WRONG");
        let seen = format!("{{ user(id: \"{}\") {{ handle displayName bio state }} }}", ana.id);
        let seen = desk.ask(None, &seen, json!({})).await.unwrap()["user"].clone();
        assert_eq!(seen["state"], "CLOSED");
        assert!(!seen.to_string().contains("ana"), "{seen}");
        for table in ["contact", "password", "totp", "passkey"] {
            assert_eq!(world.count(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
        }
        world.pass(minutes(2));
        assert_ne!(desk.register("ana").await.id, ana.id);
        let _ = email("ana");
    }

    async fn people_are_found_by_id_and_handle_only(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let nobody = "{ userByHandle(handle: \"nobody\") { id } }";
        assert_eq!(desk.ask(None, nobody, json!({})).await.unwrap()["userByHandle"], Value::Null);
        let wrong = "{ user(id: \"session_00000000000000000000000000000001\") { id } }";
        assert_eq!(desk.ask(None, wrong, json!({})).await.unwrap_err(), "INVALID_ID");
        let missing = "{ user(id: \"user_00000000000000000000000000000001\") { id } }";
        assert_eq!(desk.ask(None, missing, json!({})).await.unwrap()["user"], Value::Null);
        let visitor = desk.ask(None, "{ me { locale } }", json!({})).await.unwrap_err();
        assert_eq!(visitor, "UNAUTHENTICATED");
        let found = format!("{{ user(id: \"{}\") {{ handle }} }}", ana.id);
        assert_eq!(desk.ask(None, &found, json!({})).await.unwrap()["user"]["handle"], "ana");
    }
}
