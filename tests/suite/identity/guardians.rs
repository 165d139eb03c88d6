//! PD-5: a child below 14 acts only once an adult has confirmed that they answer for them.

use kit::{machinery, minutes, nothing_changed, seconds};
use serde_json::{Value, json};

use super::desk::{Desk, Outcome, SignedIn, reactions};

const SELECT: &str = "guardianship { id state allowedTransitions child { handle } \
     guardian { handle } timeline { nodes { from to actor cause } } }";

async fn request(desk: &Desk<'_>, child: &SignedIn, adult: &str) -> Outcome {
    let input = json!({ "guardianHandle": adult });
    desk.act(Some(&child.access), "guardianshipRequest", input, SELECT).await
}

async fn decide(desk: &Desk<'_>, who: &SignedIn, verb: &str, id: &Value) -> Outcome {
    desk.act(Some(&who.access), verb, json!({ "guardianshipId": id }), SELECT).await
}

async fn may_act(desk: &Desk<'_>, child: &SignedIn) -> Value {
    desk.me(&child.access, "mayAct").await.unwrap()["mayAct"].clone()
}

machinery! {
    with reactions();

    async fn pd_5_a_child_may_act_with_a_guardian(world) {
        let desk = Desk::new(world);
        let child = desk.register_aged("kid", "UNDER_14", None).await;
        let adult = desk.register("mother").await;
        assert_eq!(may_act(&desk, &child).await, false);
        let principal = desk.principal(Some(&child.access)).await.unwrap();
        assert!(principal.grants.person, "a child may sign in and read");
        let asked = request(&desk, &child, "@Mother").await;
        let id = asked.done()["id"].clone();
        assert_eq!(asked.done()["allowedTransitions"], json!(["DECLINED"]));
        assert_eq!(may_act(&desk, &child).await, false);
        let confirmed = decide(&desk, &adult, "guardianshipConfirm", &id).await;
        assert_eq!(confirmed.done()["state"], "CONFIRMED");
        assert_eq!(confirmed.done()["timeline"]["nodes"][0]["cause"], "PD-5");
        assert_eq!(may_act(&desk, &child).await, true);
        let shed = nothing_changed(world, decide(&desk, &child, "guardianshipEnd", &id)).await;
        assert_eq!(shed.refusal(), "STATE_FORBIDS", "a child does not shed its guardian");
        let close = desk.act_plain(Some(&adult.access), "accountClose", "userId").await;
        assert_eq!(close.refusal(), "GUARDIAN_OF_CHILD");
        decide(&desk, &adult, "guardianshipEnd", &id).await.done();
        assert_eq!(may_act(&desk, &child).await, false);
        world.pass(seconds(3));
    }

    async fn pd_5_who_may_ask_and_who_may_confirm(world) {
        let desk = Desk::new(world);
        let child = desk.register_aged("kid", "UNDER_14", None).await;
        let teen = desk.register_aged("teen", "FROM_14_TO_17", None).await;
        let adult = desk.register("mother").await;
        let eve = desk.register("eve").await;
        assert_eq!(request(&desk, &teen, "mother").await.refusal(), "NOT_A_CHILD");
        for nobody in ["teen", "kid", "nobody", "?"] {
            let asked = nothing_changed(world, request(&desk, &child, nobody)).await;
            assert_eq!(asked.refusal(), "GUARDIAN_NOT_FOUND", "{nobody}");
        }
        let id = request(&desk, &child, "mother").await.done()["id"].clone();
        let twice = nothing_changed(world, request(&desk, &child, "eve")).await;
        assert_eq!(twice.refusal(), "ALREADY_REQUESTED");
        for (who, verb, refusal) in [
            (&eve, "guardianshipConfirm", "GUARDIANSHIP_NOT_FOUND"),
            (&child, "guardianshipConfirm", "STEP_UP_NEEDED"),
            (&eve, "guardianshipEnd", "GUARDIANSHIP_NOT_FOUND"),
        ] {
            if refusal == "STEP_UP_NEEDED" {
                world.pass(minutes(6));
            }
            let outcome = nothing_changed(world, decide(&desk, who, verb, &id)).await;
            assert_eq!(outcome.refusal(), refusal);
        }
        let late = decide(&desk, &adult, "guardianshipConfirm", &id).await;
        assert_eq!(late.refusal(), "STEP_UP_NEEDED");
        decide(&desk, &adult, "guardianshipEnd", &id).await.done();
        let over = decide(&desk, &adult, "guardianshipEnd", &id).await;
        assert_eq!(over.refusal(), "STATE_FORBIDS");
    }

    /// The database refuses what the code would: an edge that is not allowed, a second guardian.
    async fn pd_5_the_database_agrees(world) {
        let desk = Desk::new(world);
        let child = desk.register_aged("kid", "UNDER_14", None).await;
        desk.register("mother").await;
        request(&desk, &child, "mother").await.done();
        let run = sea_orm::ConnectionTrait::execute_unprepared;
        let jump = "UPDATE guardianship SET state = 'ENDED', decided_at = 1";
        let refused = run(world.direct(), jump).await.unwrap_err().to_string();
        assert!(refused.contains("transition"), "{refused}");
        let closed = "UPDATE account SET state = 'CLOSED'";
        assert!(run(world.direct(), closed).await.is_err(), "closed without an instant");
    }
}
