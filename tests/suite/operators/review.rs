//! Two members of staff decide; one is enough to say no.

use kit::{Actor, days, nothing_changed, scenario};
use serde_json::{Value, json};

use super::story::{
    QUEUE, REVIEW, approve, business, checkers, file, person, register, reject, shop, state,
};

async fn queue(staff: &Actor<'_>, after: Option<&str>) -> Value {
    staff.run(QUEUE, json!({ "after": after })).await.done().data("registrationQueue").clone()
}

scenario! {
    async fn the_first_does_not_approve_as_well(world) {
        let (ana, id) = world.founder("ana").await;
        let (first, second) = checkers(world).await;
        let version = file(&ana, &id, business(&json!({})), &json!({})).await;
        let _ = approve(&first, &version).await.done();
        nothing_changed(world, approve(&first, &version)).await.refused("SECOND_PERSON_NEEDED");
        let _ = approve(&second, &version).await.done();
        nothing_changed(world, approve(&second, &version)).await.refused("STATE_FORBIDS");
        let late = reject(&first, &version, "LICENCE", "no");
        nothing_changed(world, late).await.refused("STATE_FORBIDS");
    }

    /// Two who approve at the same moment are still two: one recommends, the other approves.
    async fn two_at_once_are_two(world) {
        let (ana, id) = world.founder("ana").await;
        let (first, second) = checkers(world).await;
        let version = file(&ana, &id, business(&json!({})), &json!({})).await;
        let both = tokio::join!(approve(&first, &version), approve(&second, &version));
        let _ = (both.0.done(), both.1.done());
        assert_eq!(state(world, &id).await, "ACTIVE");
        let reviews = "SELECT count(DISTINCT staff_id) FROM registration_review";
        assert_eq!(world.count(reviews).await, 2);
    }

    /// Who handed it in, or acts for the shop, decides nothing; nor does other staff.
    async fn nobody_decides_about_a_shop_of_theirs(world) {
        let (ana, id) = world.founder("ana").await;
        let own = world.staff("COMPLIANCE").await;
        crate::operators::admit(&ana, &id, &own, "SUPPORT").await;
        let version = file(&ana, &id, business(&json!({})), &json!({})).await;
        world.settle().await;
        nothing_changed(world, approve(&own, &version)).await.refused("OWN_MATTER");
        nothing_changed(world, reject(&own, &version, "PHONE", "no")).await.refused("OWN_MATTER");
        let risk = world.staff("RISK").await;
        nothing_changed(world, approve(&risk, &version)).await.error("FORBIDDEN");
        nothing_changed(world, approve(&ana, &version)).await.error("FORBIDDEN");
    }

    /// A rejection has reasons for each field; the next version is another row, and the history of
    /// both stays.
    async fn a_rejection_has_reasons_and_is_answered_by_another_version(world) {
        let (ana, id) = world.founder("ana").await;
        let staff = checkers(world).await;
        let version = file(&ana, &id, business(&json!({})), &json!({})).await;
        let bare = json!({ "registrationId": version, "decision": "REJECT" });
        nothing_changed(world, staff.0.act(REVIEW, bare)).await.refused("REASONS_INVALID");
        let blank = reject(&staff.0, &version, "LICENCE", " ");
        nothing_changed(world, blank).await.refused("REASONS_INVALID");
        let words = "x".repeat(301);
        let long = reject(&staff.0, &version, "LICENCE", &words);
        nothing_changed(world, long).await.refused("REASONS_INVALID");
        let _ = reject(&staff.0, &version, "LICENCE", "The scan is cut off.").await.done();
        assert_eq!(state(world, &id).await, "REJECTED");
        world.settle().await;
        let again = register(world, &ana, (&id, business(&json!({}))), &staff).await;
        assert_ne!(again, version);
        let fields = "state registrations(first: 3) { nodes { id version state reviews { decision
            reasons { field text } } timeline(first: 5) { nodes { to } } } }";
        let seen = shop(&ana, &id, fields).await;
        assert_eq!(seen["state"], "ACTIVE");
        let versions = &seen["registrations"]["nodes"];
        assert_eq!((&versions[0]["version"], &versions[0]["state"]), (&json!(2), &json!("APPROVED")));
        let old = &versions[1];
        assert_eq!((&old["id"], &old["state"]), (&json!(version), &json!("REJECTED")));
        assert_eq!(old["reviews"], json!([{ "decision": "REJECT", "reasons": [
            { "field": "LICENCE", "text": "The scan is cut off." }] }]));
        assert_eq!(old["timeline"]["nodes"], json!([{ "to": "REJECTED" }, { "to": "SUBMITTED" }]));
        let foreign = shop(&world.person("zoe").await, &id, "registrations { nodes { id } }").await;
        assert_eq!(foreign["registrations"]["nodes"], json!([]));
    }

    /// A change leaves what is in force alone until it is approved; everybody sees that one is
    /// being checked.
    async fn a_change_waits_while_the_old_data_stays_in_force(world) {
        let (ana, id) = world.founder("ana").await;
        let staff = checkers(world).await;
        let _ = register(world, &ana, (&id, business(&json!({}))), &staff).await;
        let moved = business(&json!({ "businessAddress": "示例省示例市新路 2 号" }));
        let version = file(&ana, &id, moved, &json!({ "changedOn": "2026-11-20" })).await;
        let fields = "state hasPendingChange pendingChangeDueAt reverifyBy
            licence { businessAddress }";
        let visitor = world.visitor();
        let before = shop(&visitor, &id, fields).await;
        assert_eq!(before["hasPendingChange"], true);
        // NTM 12: ten working days after the 20th, a Friday.
        assert_eq!(before["pendingChangeDueAt"], "2026-12-04T16:00:00.000Z");
        assert_eq!(before["licence"]["businessAddress"], "示例省示例市示例路 1 号");
        let _ = approve(&staff.0, &version).await.done();
        let _ = approve(&staff.1, &version).await.done();
        let after = shop(&visitor, &id, fields).await;
        assert_eq!(after["licence"]["businessAddress"], "示例省示例市新路 2 号");
        assert_eq!(after["pendingChangeDueAt"], json!(null));
        assert_eq!((&after["hasPendingChange"], &after["state"]), (&json!(false), &json!("ACTIVE")));
        // A change is no new verification.
        assert_eq!(after["reverifyBy"], before["reverifyBy"]);
    }

    /// The queue is read from its oldest end, and says when the platform's seven days are over.
    async fn the_queue_is_oldest_first_and_tells_what_is_late(world) {
        let mut staff = world.staff("COMPLIANCE").await;
        let mut filed = Vec::new();
        for name in ["ana", "bob", "cat"] {
            let (owner, id) = world.founder(name).await;
            filed.push(file(&owner, &id, person(&json!({})), &json!({})).await);
        }
        let page = queue(&staff, None).await;
        assert_eq!(page["nodes"][0]["id"], json!(filed[0]));
        assert_eq!(page["nodes"][1]["id"], json!(filed[1]));
        let cursor = page["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
        let rest = queue(&staff, Some(&cursor)).await;
        assert_eq!(rest["nodes"][0]["id"], json!(filed[2]));
        assert_eq!(rest["pageInfo"]["hasNextPage"], false);
        world.later(days(8)).await;
        staff.sign_in_again().await;
        assert_eq!(queue(&staff, None).await["nodes"][0]["isOverdue"], true);
        let late = "SELECT count(*) FROM registration WHERE overdue_at IS NOT NULL";
        assert_eq!(world.count(late).await, 3);
    }
}
