//! Standings of staff: given by an admin, usable only with a second factor.

use kit::{machinery, minutes, nothing_changed, seconds};
use platform::graphql::Role;
use serde_json::json;

use super::desk::{Desk, Outcome, SignedIn, reactions};
use super::factors::turn_on;

async fn admin(desk: &Desk<'_>, handle: &str) -> SignedIn {
    let person = desk.register(handle).await;
    desk.appoint(handle, Role::Admin).await;
    turn_on(desk, &person).await;
    desk.world.pass(seconds(3));
    person
}

async fn grant(desk: &Desk<'_>, who: &SignedIn, whom: &str, role: &str) -> Outcome {
    let input = json!({ "userId": whom, "role": role });
    desk.act(Some(&who.access), "staffRoleGrant", input, "user { handle }").await
}

async fn revoke(desk: &Desk<'_>, who: &SignedIn, whom: &str, role: &str) -> Outcome {
    let input = json!({ "userId": whom, "role": role });
    desk.act(Some(&who.access), "staffRoleRevoke", input, "userId").await
}

machinery! {
    with reactions();

    /// The role alone is not enough: it counts in sessions that have shown a second factor.
    async fn a_role_needs_a_second_factor(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        desk.appoint("ana", Role::Admin).await;
        world.pass(seconds(3));
        let roles = desk.me(&ana.access, "staffRoles").await.unwrap();
        assert_eq!(roles["staffRoles"], json!(["ADMIN"]));
        let principal = desk.principal(Some(&ana.access)).await.unwrap();
        assert!(principal.grants.roles.is_empty());
        let refused = nothing_changed(world, grant(&desk, &ana, &ana.id, "RISK")).await;
        assert_eq!(refused.top.as_deref(), Some("FORBIDDEN"));
        turn_on(&desk, &ana).await;
        world.pass(seconds(3));
        let principal = desk.principal(Some(&ana.access)).await.unwrap();
        assert!(principal.grants.roles.contains(&Role::Admin));
        grant(&desk, &ana, &ana.id, "RISK").await.done();
    }

    async fn roles_are_given_and_taken(world) {
        let desk = Desk::new(world);
        let boss = admin(&desk, "boss").await;
        let bob = desk.register("bob").await;
        grant(&desk, &boss, &bob.id, "COMPLIANCE").await.done();
        grant(&desk, &boss, &bob.id, "COMPLIANCE").await.done();
        turn_on(&desk, &bob).await;
        world.pass(seconds(3));
        let socket = desk.principal(Some(&bob.access)).await.unwrap();
        assert!(socket.grants.roles.contains(&Role::Compliance));
        let nobody = "user_00000000000000000000000000000001";
        assert_eq!(grant(&desk, &boss, nobody, "RISK").await.refusal(), "USER_NOT_FOUND");
        let held = revoke(&desk, &boss, &bob.id, "RISK").await;
        assert_eq!(held.refusal(), "ROLE_NOT_HELD");
        let own = revoke(&desk, &boss, &boss.id, "ADMIN").await;
        assert_eq!(own.refusal(), "OWN_ADMIN_ROLE");
        revoke(&desk, &boss, &bob.id, "COMPLIANCE").await.done();
        world.pass(seconds(3));
        assert!(!desk.stands(&socket).await, "a socket opened with the role is closed");
        let visitor = json!({ "userId": bob.id, "role": "RISK" });
        let visitor = desk.act(None, "staffRoleGrant", visitor, "user { id }").await;
        assert_eq!(visitor.top.as_deref(), Some("UNAUTHENTICATED"));
        let consumer = grant(&desk, &bob, &bob.id, "ADMIN").await;
        assert_eq!(consumer.top.as_deref(), Some("FORBIDDEN"));
        world.pass(minutes(6));
        assert_eq!(grant(&desk, &boss, &bob.id, "RISK").await.refusal(), "STEP_UP_NEEDED");
        assert_eq!(revoke(&desk, &boss, &bob.id, "RISK").await.refusal(), "STEP_UP_NEEDED");
    }

    /// Suspended: may sign in and read, may not act; then let go on.
    async fn accounts_are_suspended_and_reinstated(world) {
        let desk = Desk::new(world);
        let boss = admin(&desk, "boss").await;
        let bob = desk.register("bob").await;
        let moderate = async |verb: &str, whom: &str, reason: &str| {
            let input = json!({ "userId": whom, "reason": reason });
            desk.act(Some(&boss.access), verb, input, "user { state allowedTransitions }").await
        };
        let reasons = moderate("accountSuspend", &bob.id, " ").await;
        assert_eq!(reasons.refusal(), "REASON_INVALID");
        assert_eq!(moderate("accountSuspend", &boss.id, "x").await.refusal(), "OWN_ACCOUNT");
        let nobody = "user_00000000000000000000000000000001";
        assert_eq!(moderate("accountSuspend", nobody, "x").await.refusal(), "USER_NOT_FOUND");
        assert_eq!(moderate("accountReinstate", &bob.id, "x").await.refusal(), "STATE_FORBIDS");
        let suspended = moderate("accountSuspend", &bob.id, "spam").await;
        assert_eq!(suspended.done()["state"], "SUSPENDED");
        assert_eq!(suspended.done()["allowedTransitions"], json!(["ACTIVE"]));
        world.pass(seconds(3));
        assert_eq!(desk.me(&bob.access, "mayAct").await.unwrap()["mayAct"], false);
        let change = json!({ "bio": "buy now" });
        let change = desk.act(Some(&bob.access), "profileUpdate", change, "user { bio }").await;
        assert_eq!(change.refusal(), "ACCOUNT_NOT_ACTIVE");
        moderate("accountReinstate", &bob.id, "appeal upheld").await.done();
        world.pass(seconds(3));
        assert_eq!(desk.me(&bob.access, "mayAct").await.unwrap()["mayAct"], true);
        let moves = world.ask("SELECT from_state || to_state || actor_kind FROM transition").await;
        assert_eq!(moves.len(), 2);
        world.pass(minutes(6));
        assert_eq!(moderate("accountSuspend", &bob.id, "x").await.refusal(), "STEP_UP_NEEDED");
    }
}
