//! Programs of partners: a secret for a short token with scopes.

use kit::{machinery, minutes, seconds};
use platform::graphql::Role;
use serde_json::{Value, json};

use super::desk::{Desk, Outcome, SignedIn, reactions};
use super::factors::turn_on;

async fn create(desk: &Desk<'_>, who: &SignedIn, name: &str, scopes: Value) -> Outcome {
    let input = json!({ "name": name, "scopes": scopes });
    let select = "credentials { clientId clientSecret scopes }";
    desk.act(Some(&who.access), "partnerClientCreate", input, select).await
}

async fn issue(desk: &Desk<'_>, id: &Value, secret: &Value) -> Outcome {
    let input = json!({ "clientId": id, "clientSecret": secret });
    desk.act(None, "clientTokenIssue", input, "token { accessToken expiresAt scopes }").await
}

machinery! {
    with reactions();

    async fn a_program_reads_within_its_scopes(world) {
        let desk = Desk::new(world);
        let boss = desk.register("boss").await;
        desk.appoint("boss", Role::Admin).await;
        turn_on(&desk, &boss).await;
        world.pass(seconds(3));
        let scopes = json!(["posts:read", "catalog:read"]);
        for (name, scopes, refusal) in [
            (" ", scopes.clone(), "NAME_INVALID"),
            ("Feed", json!([]), "SCOPES_INVALID"),
            ("Feed", json!(["posts:write"]), "SCOPES_INVALID"),
        ] {
            assert_eq!(create(&desk, &boss, name, scopes).await.refusal(), refusal);
        }
        let made = create(&desk, &boss, "Feed", scopes.clone()).await;
        let (id, secret) = (&made.done()["clientId"], &made.done()["clientSecret"]);
        assert_eq!(create(&desk, &boss, "Feed", scopes).await.refusal(), "NAME_TAKEN");

        let wrong = issue(&desk, id, &json!("fsc_wrong")).await;
        assert_eq!(wrong.refusal(), "CREDENTIALS_WRONG");
        let nobody = json!("client_00000000000000000000000000000001");
        assert_eq!(issue(&desk, &nobody, secret).await.refusal(), "CREDENTIALS_WRONG");
        let token = issue(&desk, id, secret).await;
        let access = token.done()["accessToken"].as_str().unwrap().to_owned();
        let principal = desk.principal(Some(&access)).await.unwrap();
        assert!(principal.grants.scopes.contains("posts:read"));
        assert!(!principal.grants.person && principal.session.is_none());
        assert_eq!(desk.me(&access, "locale").await.unwrap_err(), "UNAUTHENTICATED");

        let input = json!({ "clientId": id });
        desk.act(Some(&boss.access), "partnerClientRevoke", input.clone(), "clientId").await.done();
        world.pass(seconds(3));
        assert!(!desk.stands(&principal).await);
        assert_eq!(desk.principal(Some(&access)).await.unwrap_err(), "UNAUTHENTICATED");
        assert_eq!(issue(&desk, id, secret).await.refusal(), "CREDENTIALS_WRONG");
        let again = desk.act(Some(&boss.access), "partnerClientRevoke", input.clone(), "clientId");
        assert_eq!(again.await.refusal(), "CLIENT_NOT_FOUND");
        world.pass(minutes(6));
        let late = desk.act(Some(&boss.access), "partnerClientRevoke", input, "clientId").await;
        assert_eq!(late.refusal(), "STEP_UP_NEEDED");
        let late = create(&desk, &boss, "Late", json!(["posts:read"])).await;
        assert_eq!(late.refusal(), "STEP_UP_NEEDED");
    }

    async fn guesses_of_a_secret_are_counted(world) {
        let desk = Desk::new(world);
        let id = json!("client_00000000000000000000000000000001");
        for _ in 0..4 {
            assert_eq!(issue(&desk, &id, &json!("x")).await.refusal(), "CREDENTIALS_WRONG");
        }
        assert_eq!(issue(&desk, &id, &json!("x")).await.refusal(), "TOO_MANY_ATTEMPTS");
    }
}
