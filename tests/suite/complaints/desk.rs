//! The desk: the urgent first, then the next deadline; nobody works on a case of their own.

use kit::{nothing_changed, scenario, seconds};
use serde_json::json;

use super::{Story, act, done, file, mutation, see};
use crate::fulfilment::keyed;
use crate::operators::admit;

const DESK: &str = "query ($queue: ComplaintQueue!, $state: ComplaintState, $first: Int,
    $after: String) { complaintDesk(queue: $queue, state: $state, first: $first, after: $after) {
    nodes { id priority state } pageInfo { hasNextPage endCursor } } }";

scenario! {
    /// CM-2: what is more urgent overtakes what was filed before it.
    async fn cm_2_the_urgent_come_first(world) {
        let story = Story::begin(world).await;
        let mut ids = Vec::new();
        for issue in ["DEFECT", "COUNTERFEIT", "FRAUD", "INJURY"] {
            let filed = file(&story.ana, &story.order, issue).await.done();
            ids.push(filed.text("complaintFile.complaint.id"));
            world.pass(seconds(1));
        }
        ids.reverse();
        let first = json!({ "queue": "DESK", "first": 3 });
        let page = story.desk.run(DESK, first).await.done();
        let after = page.text("complaintDesk.pageInfo.endCursor");
        let rest = json!({ "queue": "DESK", "first": 3, "after": after });
        let rest = story.desk.run(DESK, rest).await.done();
        let seen: Vec<_> = [&page, &rest]
            .iter()
            .flat_map(|page| page.list("complaintDesk.nodes").to_vec())
            .map(|node| node["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(seen, ids);
        let _ = done(&story.desk, "complaintAccept", &ids[2], json!({})).await;
        let mine = story.desk.run(DESK, json!({ "queue": "MINE" })).await.done();
        assert_eq!(mine.text("complaintDesk.nodes.0.id"), ids[2]);
        let _ = done(&story.desk, "complaintAssign", &ids[2], json!({ "isMine": false })).await;
        let mine = story.desk.run(DESK, json!({ "queue": "MINE" })).await.done();
        assert!(mine.list("complaintDesk.nodes").is_empty());
        story.ana.run(DESK, json!({ "queue": "DESK" })).await.error("FORBIDDEN");
    }

    /// Staff who complained, or belong to the shop, are no staff of the case.
    async fn nobody_works_on_a_case_of_their_own(world) {
        let mut story = Story::begin(world).await;
        let mut insider = world.staff("SUPPORT").await;
        story.wake().await;
        admit(&story.tea.owner, &story.tea.id, &insider, "SUPPORT").await;
        world.settle().await;
        insider.sign_in_again().await;
        let case = story.filed().await;
        nothing_changed(world, act(&insider, "complaintAccept", &case, json!({}))).await
            .refused("COMPLAINT_NOT_FOUND");
        let own = json!({ "about": "PLATFORM", "issue": "CONDUCT", "wish": "EXPLANATION",
            "text": "My own colleagues do not answer me." });
        let filed = insider.act(&mutation("complaintFile"), keyed(own)).await.done();
        let own = filed.text("complaintFile.complaint.id");
        nothing_changed(world, act(&insider, "complaintAccept", &own, json!({}))).await
            .refused("COMPLAINT_NOT_FOUND");
        let _ = done(&story.desk, "complaintAccept", &own, json!({})).await;
    }

    /// The accused shop sees what it has to answer, and can neither close nor decline it.
    async fn a_shop_works_through_its_cases(world) {
        let story = Story::begin(world).await;
        let case = story.accepted().await;
        let query = "query ($id: ID!) { operatorComplaints(operatorId: $id) { nodes { id
            allowedTransitions deadline { effect } } }
            operatorComplaintHistory(operatorId: $id) { nodes { id } } }";
        let seen = story.tea.owner.run(query, json!({ "id": story.tea.id })).await.done();
        assert_eq!(seen.text("operatorComplaints.nodes.0.id"), case);
        assert_eq!(seen.text("operatorComplaintHistory.nodes.0.id"), case);
        let next = seen.data("operatorComplaints.nodes.0.allowedTransitions").clone();
        assert_eq!(next, json!(["NEGOTIATING", "RESOLVED", "SUSPENDED"]));
        let none = story.ana.run(query, json!({ "id": story.tea.id })).await.done();
        assert!(none.data("operatorComplaints").is_null());
        for verb in ["complaintWithdraw", "complaintEscalate"] {
            nothing_changed(world, act(&story.tea.owner, verb, &case, json!({}))).await
                .refused("COMPLAINT_NOT_FOUND");
        }
        nothing_changed(world, act(&story.tea.owner, "complaintAccept", &case, json!({}))).await
            .error("FORBIDDEN");
    }

    /// A page of cases with what a list shows takes the same number of statements, however many.
    async fn a_page_of_cases_takes_few_statements(world) {
        let story = Story::begin(world).await;
        let query = "{ complaintDesk(queue: DESK) { nodes { id state priority viewerSide
            allowedTransitions deadline { at effect } operator { name } complainant { handle }
            order { id } offers { id } rulings { id } evidence { id } } } }";
        let mut counts = Vec::new();
        for issue in ["DEFECT", "COUNTERFEIT", "FRAUD", "INJURY"] {
            let _ = file(&story.ana, &story.order, issue).await.done();
            let read = async || story.desk.say(query).await;
            let (count, answer) = world.fewest_statements(read).await;
            let _ = answer.done();
            counts.push(count);
        }
        // A question each would cost two more.
        assert!(counts[3] < counts[1] + 2, "{counts:?}");
        assert!(counts[3] <= 9, "{counts:?}");
    }

    /// What is said is told to who looks on, and to nobody else.
    async fn the_conversation_goes_on_between_three_parties(world) {
        let story = Story::begin(world).await;
        let case = story.accepted().await;
        for (who, text) in [(&story.ana, "Hello?"), (&story.tea.owner, "Yes?"),
            (&story.desk, "Please talk to each other.")] {
            let _ = done(who, "complaintMessageSend", &case, json!({ "text": text })).await;
        }
        let words = "messages { nodes { number side text } }";
        let said = see(&story.tea.owner, &case, words).await["messages"]["nodes"].clone();
        assert_eq!(said[0], json!({ "number": 4, "side": "DESK",
            "text": "Please talk to each other." }));
        assert_eq!(said[2]["text"], "Hello?");
        let eve = world.careful_person("eve").await;
        nothing_changed(world, act(&eve, "complaintMessageSend", &case, json!({ "text": "x" })))
            .await.refused("COMPLAINT_NOT_FOUND");
        for text in ["", " ", &"x".repeat(2_001)] {
            nothing_changed(world, act(&story.ana, "complaintMessageSend", &case,
                json!({ "text": text }))).await.refused("TEXT_INVALID");
        }
    }

    /// Every verb under its key happens once.
    async fn a_verb_under_its_key_happens_once(world) {
        let story = Story::begin(world).await;
        let case = story.filed().await;
        let input = keyed(json!({ "complaintId": case }));
        let accept = mutation("complaintAccept");
        let _ = story.desk.act(&accept, input.clone()).await.done();
        let _ = nothing_changed(world, story.desk.act(&accept, input.clone())).await.done();
        let reply = mutation("complaintReply");
        let mut said = keyed(json!({ "complaintId": case, "text": "We look into it." }));
        let _ = story.tea.owner.act(&reply, said.clone()).await.done();
        let _ = nothing_changed(world, story.tea.owner.act(&reply, said.clone())).await.done();
        said["text"] = json!("We do not.");
        nothing_changed(world, story.tea.owner.act(&reply, said)).await
            .refused("IDEMPOTENCY_CONFLICT");
    }
}
