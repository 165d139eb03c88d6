//! RT-1 and RT-5: rows are kept for their term, and a legal hold beats every deletion.

use fairstall::data_rights::registry::tables;
use fairstall::privacy::retention::{self, NotPurged};
use kit::{Actor, World, days, minutes, nothing_changed, scenario};
use platform::{Failure, transaction};
use serde_json::json;
use time::OffsetDateTime;

use super::{CONFIRM, HOLD, LIFT, file, see, uuid};

async fn hold(staff: &Actor<'_>, target: &str) -> String {
    let input = json!({ "targetId": target, "reason": "File 2026-17." });
    staff.act(HOLD, input).await.done().text("legalHoldSet.hold.id")
}

async fn purge(
    world: &World,
    table: &str,
    subject: &str,
    ended: OffsetDateTime,
) -> Result<u64, NotPurged> {
    let table = tables().find(|declared| declared.name == table).unwrap();
    let done: Result<Result<u64, NotPurged>, Failure> =
        transaction!(world.app(), |tx| { retention::purge(tx, table, uuid(subject), ended).await });
    done.unwrap()
}

scenario! {
    async fn rt_1_purge_refuses_what_has_not_had_its_time(world) {
        let ana = world.person("ana").await;
        let now = world.app().now();
        let early = nothing_changed(world, purge(world, "session", &ana.id, now)).await;
        assert!(matches!(early, Err(NotPurged::NotExpired { until: Some(_) })), "{early:?}");
        let nobodys = purge(world, "topic", &ana.id, now).await;
        assert_eq!(nobodys, Err(NotPurged::NotOfASubject));
        assert_eq!(purge(world, "recovery_code", &ana.id, now).await, Ok(0));
    }

    async fn rt_5_purge_refuses_what_is_held(world) {
        let ana = world.person("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let long_ago = world.app().now() - time::Duration::days(4_000);
        let id = hold(&staff, &ana.id).await;
        let held = nothing_changed(world, purge(world, "follow", &ana.id, long_ago)).await;
        assert_eq!(held, Err(NotPurged::Held));
        let input = json!({ "holdId": id, "reason": "Settled." });
        let _ = staff.act(LIFT, input.clone()).await.done();
        assert_eq!(purge(world, "follow", &ana.id, long_ago).await, Ok(0));
        nothing_changed(world, staff.act(LIFT, input)).await.refused("ALREADY_LIFTED");
    }

    async fn rt_5_a_hold_beats_deletion(world) {
        let mut ana = world.person("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        hold(&staff, &ana.id).await;
        ana.sign_in_again().await;
        let close = "mutation { accountClose { userId userErrors { code } } }";
        nothing_changed(world, ana.say(close)).await.refused("LEGAL_HOLD");
        let filed = file(&ana, "DELETE", "key-00001").await.done();
        let id = filed.text("subjectRequestFile.request.id");
        let refused = ana.act(CONFIRM, json!({ "requestId": id })).await.done();
        assert_eq!(refused.text("subjectRequestConfirm.request.state"), "REFUSED");
        let seen = see(&ana, &id).await;
        assert_eq!(seen["refusalGround"], "LEGAL_HOLD");
        assert_eq!(seen["allowedTransitions"], json!(["APPEALED"]));
        assert_eq!(world.count("SELECT count(*) FROM account WHERE state = 'CLOSED'").await, 0);
    }

    async fn only_compliance_holds_and_lifts(world) {
        let (ana, staff) = (world.person("ana").await, world.staff("COMPLIANCE").await);
        let input = |target: &str, reason: &str| json!({ "targetId": target, "reason": reason });
        for who in [&ana, &world.staff("SUPPORT").await] {
            nothing_changed(world, who.act(HOLD, input(&ana.id, "x"))).await.error("FORBIDDEN");
        }
        let mut staff = staff;
        staff.sign_in_again().await;
        nothing_changed(world, staff.act(HOLD, input(&ana.id, " "))).await
            .refused("REASON_INVALID");
        let nobody = "user_0192f00000007000800000000000dead";
        nothing_changed(world, staff.act(HOLD, input(nobody, "x"))).await
            .refused("TARGET_NOT_FOUND");
        nothing_changed(world, staff.act(HOLD, input("x", "x"))).await.error("INVALID_ID");
        let id = hold(&staff, &ana.id).await;
        let none = json!({ "holdId": "legal_hold_0192f00000007000800000000000dead", "reason": "x" });
        nothing_changed(world, staff.act(LIFT, none)).await.refused("HOLD_NOT_FOUND");
        world.pass(minutes(6));
        let late = json!({ "holdId": id, "reason": "x" });
        nothing_changed(world, staff.act(LIFT, late)).await.refused("STEP_UP_NEEDED");
        nothing_changed(world, staff.act(HOLD, input(&ana.id, "x"))).await
            .refused("STEP_UP_NEEDED");
        let listed = staff.say("{ legalHolds { nodes { id reason liftedAt } } }").await;
        assert_eq!(listed.text("legalHolds.nodes.0.id"), id);
        world.pass(days(1));
    }
}
