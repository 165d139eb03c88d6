//! Signing in with a password: the pauses after failures, and what leads in all the same.

use kit::{hours, machinery, minutes, seconds};
use serde_json::json;

use super::desk::{Desk, PASSWORD, SIGN_IN, email, reactions};

machinery! {
    with reactions();

    async fn the_right_password_signs_in(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let again = desk.sign_in("ANA", PASSWORD).await.signed_in();
        assert_eq!(again.id, ana.id);
        assert_ne!(again.session, ana.session);
        let bad = json!({ "contact": { "phone": "12" }, "password": "x" });
        let bad = desk.act(None, "sessionCreateWithPassword", bad, SIGN_IN).await;
        assert_eq!(bad.refusal(), "CONTACT_INVALID");
        let stored = world.ask("SELECT hash FROM password").await;
        assert!(stored[0].starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored:?}");
    }

    /// Ten failures an hour, with growing pauses from the fourth; counted on all servers together.
    async fn failures_cost_time(world) {
        let here = Desk::new(world);
        here.register("ana").await;
        let there = Desk::on(world, world.another_server().await).from("203.0.113.9");
        for number in 0..4 {
            let desk = if number % 2 == 0 { &here } else { &there };
            let wrong = desk.sign_in("ana", "wrong horse").await;
            assert_eq!(wrong.refusal(), "CREDENTIALS_WRONG");
        }
        let paused = there.sign_in("ana", PASSWORD).await;
        assert_eq!(paused.refusal(), "TOO_MANY_ATTEMPTS");
        assert!(paused.payload["userErrors"][0]["retryAt"].is_string());
        world.pass(seconds(5));
        for _ in 0..6 {
            assert_eq!(here.sign_in("ana", "wrong horse").await.refusal(), "CREDENTIALS_WRONG");
            world.pass(minutes(3));
        }
        assert_eq!(here.sign_in("ana", PASSWORD).await.refusal(), "TOO_MANY_ATTEMPTS");
        world.pass(hours(1));
        here.sign_in("ana", PASSWORD).await.signed_in();
    }

    /// Guesses sent at the same moment are counted before the work, so they cannot pass together.
    async fn guesses_at_once_are_counted_at_once(world) {
        let desk = Desk::new(world);
        desk.register("ana").await;
        let guesses = (0..12).map(|_| desk.sign_in("ana", "wrong horse"));
        let outcomes = futures_util::future::join_all(guesses).await;
        let tried = outcomes.iter().filter(|outcome| outcome.refusal() == "CREDENTIALS_WRONG");
        assert_eq!(tried.count(), 4);
    }

    /// Who guesses passwords cannot shut the person out: a code still leads in.
    async fn a_code_leads_in_past_failures(world) {
        let desk = Desk::new(world);
        desk.register("ana").await;
        world.pass(minutes(2));
        let attacker = Desk::new(world).from("203.0.113.66");
        for _ in 0..10 {
            attacker.sign_in("ana", "wrong horse").await;
            world.pass(minutes(3));
        }
        assert_eq!(desk.sign_in("ana", PASSWORD).await.refusal(), "TOO_MANY_ATTEMPTS");
        let input = json!({ "contact": { "email": email("ana") } });
        let sent = desk.act(None, "sessionCodeRequest", input, "challenge { id }").await;
        let input = json!({ "challengeId": sent.done()["id"], "code": desk.code().await });
        desk.act(None, "sessionCreateWithCode", input, SIGN_IN).await.signed_in();
    }

    /// A forgotten password is replaced after signing in with a code; other sessions end.
    async fn a_password_is_replaced(world) {
        let desk = Desk::new(world);
        let before = desk.register("ana").await;
        world.pass(minutes(6));
        let set = async |access: &str, password: &str| {
            let input = json!({ "password": password });
            desk.act(Some(access), "passwordSet", input, "sessionsEnded").await
        };
        assert_eq!(set(&before.access, "x").await.refusal(), "PASSWORD_LENGTH");
        assert_eq!(set(&before.access, "ana@example.com").await.refusal(), "PASSWORD_GUESSABLE");
        assert_eq!(set(&before.access, "another horse").await.refusal(), "STEP_UP_NEEDED");
        let input = json!({ "contact": { "email": email("ana") } });
        let sent = desk.act(None, "sessionCodeRequest", input, "challenge { id }").await;
        let input = json!({ "challengeId": sent.done()["id"], "code": desk.code().await });
        let fresh = desk.act(None, "sessionCreateWithCode", input, SIGN_IN).await.signed_in();
        assert_eq!(set(&fresh.access, "another horse").await.done(), 1);
        assert_eq!(desk.refresh(&before.refresh).await.refusal(), "REFRESH_TOKEN_INVALID");
        assert_eq!(desk.sign_in("ana", PASSWORD).await.refusal(), "CREDENTIALS_WRONG");
        desk.sign_in("ana", "another horse").await.signed_in();
    }
}
