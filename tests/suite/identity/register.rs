//! Registering: a code, then the account.

use kit::{Engine, machinery, minutes, nothing_changed_but};
use serde_json::{Value, json};

use super::desk::{Desk, PASSWORD, SIGN_IN, email, reactions};

fn new_person(challenge: &Value, code: &str, handle: &str) -> Value {
    json!({
        "challengeId": challenge, "code": code, "handle": handle, "displayName": "Ana Li",
        "ageBand": "ADULT", "password": PASSWORD,
    })
}

machinery! {
    with reactions();

    /// The whole way, and what everybody and only oneself may then see (PD-6).
    async fn somebody_registers(world) {
        let desk = Desk::new(world);
        let ana = desk.register("Ana.Li").await;
        let select = "ageBand mayAct contacts { kind masked } user { handle }";
        let me = desk.me(&ana.access, select).await.unwrap();
        assert_eq!(me["contacts"], json!([{ "kind": "EMAIL", "masked": "a***@example.com" }]));
        assert_eq!(me["user"]["handle"], "Ana.Li");
        assert_eq!(me["mayAct"], true);
        let seen = "{ userByHandle(handle: \"@ana.li\") { id handle displayName state } }";
        let seen = desk.ask(None, seen, json!({})).await.unwrap();
        assert_eq!(seen["userByHandle"]["id"], ana.id.as_str());
        let hex = match world.engine() {
            Engine::Sqlite => "lower(hex(sealed))",
            Engine::Postgres => "encode(sealed, 'hex')",
        };
        let stored = world.ask(&format!("SELECT lookup || masked || {hex} FROM contact")).await;
        let stored = stored.join(" ");
        let clear = ["ana.li", "616e612e6c69"].into_iter().any(|text| stored.contains(text));
        assert!(!clear, "the address is stored in the clear: {stored}");
    }

    /// Each refusal in its order; none uses the code up, and nothing else changes.
    async fn each_refusal_of_the_confirmation(world) {
        let desk = Desk::new(world);
        desk.register("taken").await;
        let started = desk.register_start(&email("new")).await;
        let challenge = started.done()["id"].clone();
        let code = desk.code().await;
        let rows = [
            ("handle", json!("a"), "HANDLE_MALFORMED"),
            ("handle", json!("support"), "HANDLE_RESERVED"),
            ("displayName", json!("  "), "DISPLAY_NAME_INVALID"),
            ("locale", json!("x"), "LOCALE_INVALID"),
            ("password", json!("short"), "PASSWORD_LENGTH"),
            ("password", json!("password1"), "PASSWORD_GUESSABLE"),
            ("handle", json!("TAKEN"), "HANDLE_TAKEN"),
        ];
        for (field, value, refusal) in rows {
            let mut input = new_person(&challenge, &code, "new");
            input[field] = value;
            let act = desk.act(None, "accountRegisterConfirm", input, SIGN_IN);
            let outcome = nothing_changed_but(world, &["attempt"], act).await;
            assert_eq!(outcome.refusal(), refusal);
            assert_eq!(outcome.payload["signIn"], Value::Null);
        }
        let input = new_person(&challenge, &code, "new");
        desk.act(None, "accountRegisterConfirm", input, SIGN_IN).await.signed_in();
    }

    /// PY-5 for registration: five tries, five minutes, once.
    async fn py_5_registration_codes(world) {
        let desk = Desk::new(world);
        let confirm = async |challenge: &Value, code: &str| {
            let input = new_person(challenge, code, "ana");
            desk.act(None, "accountRegisterConfirm", input, SIGN_IN).await
        };
        let challenge = desk.register_start(&email("ana")).await.done()["id"].clone();
        let code = desk.code().await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            assert_eq!(confirm(&challenge, wrong).await.refusal(), "CODE_WRONG");
        }
        assert_eq!(confirm(&challenge, &code).await.refusal(), "CODE_DEAD");

        world.pass(minutes(2));
        let challenge = desk.register_start(&email("ana")).await.done()["id"].clone();
        let code = desk.code().await;
        world.pass(minutes(5));
        assert_eq!(confirm(&challenge, &code).await.refusal(), "CODE_DEAD");

        let challenge = desk.register_start(&email("ana")).await.done()["id"].clone();
        let code = desk.code().await;
        confirm(&challenge, &code).await.signed_in();
        assert_eq!(confirm(&challenge, &code).await.refusal(), "CODE_DEAD");
        assert_eq!(world.count("SELECT count(*) FROM account").await, 1);
    }

    /// Codes to one address are paced; the pause is told.
    async fn codes_are_paced(world) {
        let desk = Desk::new(world);
        let first = desk.register_start(&email("ana")).await;
        let same = email("ANA");
        let act = desk.register_start(&same);
        let second = nothing_changed_but(world, &["attempt"], act).await;
        assert_eq!(second.refusal(), "TOO_MANY_REQUESTS");
        assert_eq!(second.payload["userErrors"][0]["retryAt"], first.done()["resendAt"]);
        let bad = desk.register_start("nobody").await;
        assert_eq!(bad.refusal(), "CONTACT_INVALID");
    }

    /// An address may ask twenty times a minute, whatever for.
    async fn one_address_asks_twenty_times_a_minute(world) {
        let desk = Desk::new(world);
        for number in 0..20 {
            desk.register_start(&email(&format!("ana{number}"))).await.done();
        }
        assert_eq!(desk.register_start(&email("eve")).await.refusal(), "TOO_MANY_REQUESTS");
        let elsewhere = Desk::new(world).from("203.0.113.9");
        elsewhere.register_start(&email("eve")).await.done();
        world.pass(minutes(1));
        desk.register_start(&email("mallory")).await.done();
    }
}
