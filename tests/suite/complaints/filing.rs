//! Filing: about what, by whom, once about one fact.

use kit::{days, nothing_changed, scenario};
use serde_json::{Value, json};

use super::{Story, act, done, file, mutation, see, state};
use crate::fulfilment::keyed;
use crate::orders::{another_shop, ordered};

scenario! {
    /// Who has to do with a case sees it, each in their part; nobody else learns that it is there.
    async fn a_case_is_seen_by_its_parties_and_the_desk(world) {
        let story = Story::begin(world).await;
        let case = story.filed().await;
        let eve = world.careful_person("eve").await;
        for (who, side) in [
            (&story.ana, "COMPLAINANT"), (&story.tea.owner, "SELLER"), (&story.desk, "DESK"),
        ] {
            assert_eq!(see(who, &case, "viewerSide").await["viewerSide"], side);
        }
        assert!(see(&eve, &case, "id").await.is_null());
        let words = "messages { nodes { number kind side text } }";
        for who in [&story.ana, &story.tea.owner, &story.desk] {
            let said = see(who, &case, words).await["messages"]["nodes"].clone();
            assert_eq!(said[0]["kind"], "CLAIM");
            assert!(said[0]["text"].as_str().unwrap().starts_with("The lid is broken"));
        }
        let listed = story.ana.say("{ myComplaints { nodes { id } } }").await.done();
        assert_eq!(listed.text("myComplaints.nodes.0.id"), case);
        let of_order = crate::orders::see(&story.ana, &story.order,
            "complaints { nodes { id } }").await;
        assert_eq!(of_order["complaints"]["nodes"][0]["id"], json!(case));
        let node = story.ana.run("query ($id: ID!) { node(id: $id) { id } }",
            json!({ "id": case })).await.done();
        assert_eq!(node.text("node.id"), case);
        // Nothing of it lies in the clear.
        let clear = "SELECT count(*) FROM complaint_message WHERE CAST(words AS text) LIKE '%lid%'";
        if world.engine() == kit::Engine::Sqlite {
            assert_eq!(world.count(clear).await, 0);
        }
    }

    /// CM-4: the same order and issue is complained of once at a time, and again only with a new
    /// fact.
    async fn cm_4_the_same_fact_is_taken_in_once(world) {
        let story = Story::begin(world).await;
        let case = story.filed().await;
        nothing_changed(world, file(&story.ana, &story.order, "DEFECT")).await
            .refused("ALREADY_OPEN");
        // Another issue is another matter.
        let _ = file(&story.ana, &story.order, "NOT_AS_DESCRIBED").await.done();
        let why = json!({ "reason": "NO_FACTS", "text": "Say what is broken; or ask 12315." });
        let _ = done(&story.desk, "complaintDecline", &case, why).await;
        nothing_changed(world, file(&story.ana, &story.order, "DEFECT")).await
            .refused("NO_NEW_FACT");
        let input = json!({ "about": "ORDER", "aboutId": story.order, "issue": "DEFECT",
            "wish": "REFUND", "text": "The lid is broken at its hinge.",
            "newFact": "The repair shop found a crack in the hinge." });
        let again = story.ana.act(&mutation("complaintFile"), keyed(input)).await.done();
        assert_eq!(again.text("complaintFile.complaint.state"), "SUBMITTED");
    }

    /// Two at once: one is taken in.
    async fn cm_4_two_at_once_are_one(world) {
        let story = Story::begin(world).await;
        let both = (0..4).map(|_| file(&story.ana, &story.order, "DEFECT"));
        let told = futures_util::future::join_all(both).await;
        assert_eq!(told.iter().filter(|one| one.refusals().is_empty()).count(), 1);
        assert_eq!(world.count("SELECT count(*) FROM complaint").await, 1);
    }

    /// CM-9: what is not taken up says why, and where else to turn.
    async fn cm_9_a_decline_names_its_reason_and_other_routes(world) {
        let story = Story::begin(world).await;
        let case = story.filed().await;
        let bare = json!({ "reason": "NOT_OURS", "text": "No." });
        nothing_changed(world, act(&story.desk, "complaintDecline", &case, bare)).await
            .refused("TEXT_INVALID");
        let why = json!({ "reason": "NOT_OURS", "text": "This is for the carrier; ask 12315." });
        let _ = done(&story.desk, "complaintDecline", &case, why).await;
        let seen = see(&story.ana, &case,
            "state declineReason endedAt messages(first: 1) { nodes { kind text } }").await;
        assert_eq!((&seen["state"], &seen["declineReason"]),
            (&json!("DECLINED"), &json!("NOT_OURS")));
        assert!(seen["messages"]["nodes"][0]["text"].as_str().unwrap().contains("12315"));
        assert!(!seen["endedAt"].is_null());
        // Nothing holds the order back any more.
        assert_eq!(world.count("SELECT count(*) FROM order_matter").await, 0);
    }

    /// CM-10: three years to the day.
    async fn cm_10_what_is_older_than_three_years_is_declined(world) {
        let mut story = Story::begin(world).await;
        // Ordered on 22 November 2026; the last day is 22 November 2029, a Thursday.
        world.pass(days(3 * 365));
        story.sign_in_again().await;
        let _ = file(&story.ana, &story.order, "DEFECT").await.done();
        world.pass(days(2));
        story.sign_in_again().await;
        let input = json!({ "about": "ORDER", "aboutId": story.order, "issue": "CONTRACT",
            "wish": "REFUND", "text": "It is not what we had agreed." });
        nothing_changed(world, story.ana.act(&mutation("complaintFile"), keyed(input))).await
            .refused("TOO_OLD");
    }

    async fn what_cannot_be_complained_of_is_refused(world) {
        let story = Story::begin(world).await;
        let cups = another_shop(world, "cups").await;
        let bob = world.person("bob").await;
        let unpaid = ordered(&bob, &cups, "not-paid-1").await;
        let input = |about: &str, id: Value, more: Value| {
            let mut input = json!({ "about": about, "aboutId": id, "issue": "DEFECT",
                "wish": "REFUND", "text": "It is broken, and nobody answers." });
            for (name, value) in more.as_object().unwrap() {
                input[name] = value.clone();
            }
            keyed(input)
        };
        let order = json!(story.order);
        let nothing = "order_019a0000000070008000000000000001";
        for (input, code) in [
            (input("ORDER", json!(nothing), json!({})), "SUBJECT_NOT_FOUND"),
            (input("ORDER", Value::Null, json!({})), "SUBJECT_INVALID"),
            (input("PLATFORM", order.clone(), json!({})), "SUBJECT_INVALID"),
            (input("PRODUCT", order.clone(), json!({})), "SUBJECT_NOT_FOUND"),
            (input("PERSON", json!(story.ana.id), json!({})), "SUBJECT_NOT_FOUND"),
            (input("ORDER", order.clone(), json!({ "text": "short" })), "TEXT_INVALID"),
            (input("ORDER", order.clone(), json!({ "newFact": "x" })), "NEW_FACT_INVALID"),
            (input("ORDER", order.clone(), json!({ "claimMinor": "0" })), "CLAIM_INVALID"),
            (input("ORDER", order.clone(), json!({ "claimMinor": "-5" })), "CLAIM_INVALID"),
            (input("ORDER", order.clone(), json!({ "claimMinor": "128001" })), "CLAIM_INVALID"),
            (input("PRODUCT", json!(story.tea.product), json!({ "claimMinor": "1" })),
                "CLAIM_INVALID"),
        ] {
            nothing_changed(world, story.ana.act(&mutation("complaintFile"), input)).await
                .refused(code);
        }
        // Another's order, and one that was never paid.
        nothing_changed(world, file(&bob, &story.order, "DEFECT")).await
            .refused("SUBJECT_NOT_FOUND");
        nothing_changed(world, file(&bob, &unpaid, "DEFECT")).await.refused("SUBJECT_NOT_FOUND");
        world.visitor().act(&mutation("complaintFile"), input("PLATFORM", Value::Null, json!({})))
            .await.error("UNAUTHENTICATED");
    }

    /// What concerns no shop is collected, looked into and decided by the desk, and can be
    /// appealed.
    async fn the_platform_itself_answers_too(world) {
        let mut story = Story::begin(world).await;
        for (about, id, issue) in [
            ("PLATFORM", Value::Null, "CONDUCT"),
            ("PERSONAL_DATA", Value::Null, "DATA_RIGHTS"),
            ("PERSON", json!(story.tea.owner.id), "CONDUCT"),
        ] {
            let input = json!({ "about": about, "aboutId": id, "issue": issue,
                "wish": "EXPLANATION", "text": "Nobody told me why it was taken down." });
            let filed = story.ana.act(&mutation("complaintFile"), keyed(input)).await.done();
            let case = filed.text("complaintFile.complaint.id");
            let taken = done(&story.desk, "complaintAccept", &case, json!({})).await;
            assert_eq!(taken["state"], "EVIDENCE_COLLECTION");
            story.until_due(&case, time::Duration::ZERO).await;
            let found = json!({ "text": "The notice was sent to an old address." });
            nothing_changed(world, act(&story.desk, "complaintFindingRecord", &case, found.clone()))
                .await.refused("DECISION_NEEDED");
            let mut decided = found;
            decided["finding"] = json!("UPHELD");
            let decided = done(&story.desk, "complaintFindingRecord", &case, decided).await;
            assert_eq!(decided["resolvedHow"], "DESK");
            assert_eq!(decided["rulings"][0]["state"], "EXECUTED", "nothing is to be paid");
            assert_eq!(decided["deadline"]["effect"], "BECOMES_FINAL");
            story.until_due(&case, time::Duration::ZERO).await;
            assert_eq!(state(&story.ana, &case).await, "FEEDBACK");
        }
    }

    /// A complaint keeps its order from completing, exactly as long as it is open.
    async fn an_order_waits_for_its_complaint(world) {
        let mut story = Story::begin(world).await;
        let case = story.filed().await;
        let complete = json!({ "id": story.order });
        nothing_changed(world, story.ana.act(crate::orders::paying::COMPLETE, complete.clone()))
            .await.refused("MATTER_OPEN");
        world.later(days(30)).await;
        story.sign_in_again().await;
        let order = crate::orders::see(&story.ana, &story.order, "state").await;
        assert_eq!(order["state"], "SIGNED");
        let _ = done(&story.ana, "complaintWithdraw", &case, json!({})).await;
        let _ = story.ana.act(crate::orders::paying::COMPLETE, complete).await.done();
    }
}
