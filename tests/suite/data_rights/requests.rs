//! PD-7: what people ask is answered in time, or refused with a reason and an appeal.

use kit::{Actor, days, minutes, nothing_changed, scenario, seconds};
use serde_json::{Value, json};

use super::{CONFIRM, FILE, GIVE, SEE, file, given, is_live, see};

const FULFIL: &str = "mutation ($input: SubjectRequestFulfilInput!) {
    subjectRequestFulfil(input: $input) { request { state } userErrors { code } } }";
const REFUSE: &str = "mutation ($input: SubjectRequestRefuseInput!) {
    subjectRequestRefuse(input: $input) { request { state } userErrors { code } } }";
const APPEAL: &str = "mutation ($input: SubjectRequestAppealInput!) {
    subjectRequestAppeal(input: $input) { request { state } userErrors { code } } }";
const DECIDE: &str = "mutation ($input: SubjectAppealDecideInput!) {
    subjectAppealDecide(input: $input) { request { state } userErrors { code } } }";
const QUEUE: &str = "{ subjectRequestQueue { nodes { id corrections { field value } } } }";
const APPEALS: &str = "{ subjectAppealQueue { nodes { id appealText } } }";

fn correction(key: &str) -> Value {
    json!({ "idempotencyKey": key, "kind": "CORRECT",
            "corrections": [{ "field": "age band", "value": "adult" }] })
}

async fn correct(actor: &Actor<'_>, key: &str) -> String {
    let filed = actor.act(FILE, correction(key)).await.done();
    filed.text("subjectRequestFile.request.id")
}

fn refusal(id: &str) -> Value {
    json!({ "requestId": id, "ground": "UNFOUNDED", "answer": "It says so already." })
}

scenario! {
    async fn pd_7_a_refusal_has_a_reason_and_an_appeal(world) {
        let ana = world.person("ana").await;
        let (support, judge) = (world.staff("SUPPORT").await, world.staff("COMPLIANCE").await);
        let admin = world.staff("ADMIN").await;
        let mut ana = ana;
        ana.sign_in_again().await;
        let id = correct(&ana, "key-00001").await;
        assert_eq!(see(&ana, &id).await["state"], "IN_PROGRESS");
        let queue = support.say(QUEUE).await;
        assert_eq!(queue.text("subjectRequestQueue.nodes.0.corrections.0.value"), "adult");
        nothing_changed(world, ana.act(REFUSE, refusal(&id))).await.error("FORBIDDEN");
        let bare = json!({ "requestId": id, "ground": "UNFOUNDED", "answer": "" });
        nothing_changed(world, support.act(REFUSE, bare)).await.refused("ANSWER_INVALID");
        let early = json!({ "requestId": id, "text": "No." });
        nothing_changed(world, ana.act(APPEAL, early.clone())).await.refused("NOT_REFUSED");
        let _ = admin.act(REFUSE, refusal(&id)).await.done();
        let seen = see(&ana, &id).await;
        assert_eq!(seen["refusalGround"], "UNFOUNDED");
        assert_eq!(seen["answer"], "It says so already.");
        assert_eq!(seen["allowedTransitions"], json!(["APPEALED"]));
        let _ = ana.act(APPEAL, early).await.done();
        assert_eq!(judge.say(APPEALS).await.text("subjectAppealQueue.nodes.0.appealText"), "No.");
        let decide = |upheld: bool| json!({ "requestId": id, "isUpheld": upheld, "answer": "So." });
        nothing_changed(world, admin.act(DECIDE, decide(true))).await.refused("DECIDED_BY_SAME");
        let _ = judge.act(DECIDE, decide(true)).await.done();
        let _ = support.act(FULFIL, json!({ "requestId": id, "answer": "Done." })).await.done();
        let seen = see(&ana, &id).await;
        assert_eq!(seen["state"], "FULFILLED");
        assert_eq!(seen["timeline"]["nodes"].as_array().unwrap().len(), 5);
        nothing_changed(world, judge.act(DECIDE, decide(false))).await.refused("NOT_APPEALED");
    }

    /// The texts of a request are all of one version of its row: an older answer that is put back
    /// does not open.
    async fn pd_7_an_older_answer_put_back_does_not_open(world) {
        let (support, judge) = (world.staff("SUPPORT").await, world.staff("COMPLIANCE").await);
        let admin = world.staff("ADMIN").await;
        let ana = world.person("ana").await;
        let id = correct(&ana, "key-00001").await;
        let _ = support.act(REFUSE, refusal(&id)).await.done();
        world.run("CREATE TABLE kept AS SELECT answer FROM subject_request").await;
        let _ = ana.act(APPEAL, json!({ "requestId": id, "text": "No." })).await.done();
        let yes = json!({ "requestId": id, "isUpheld": true, "answer": "Look again." });
        let _ = judge.act(DECIDE, yes).await.done();
        let again = json!({ "requestId": id, "ground": "LAW_FORBIDS", "answer": "Second no." });
        let _ = admin.act(REFUSE, again).await.done();
        let seen = see(&ana, &id).await;
        assert_eq!((&seen["answer"], &seen["appealText"]), (&json!("Second no."), &json!("No.")));
        assert_eq!(seen["corrections"][0]["value"], "adult");
        assert_eq!(world.count("SELECT version FROM subject_request").await, 5);
        world.run("UPDATE subject_request SET answer = (SELECT answer FROM kept)").await;
        world.run("DROP TABLE kept").await;
        ana.run(SEE, json!({ "id": id })).await.error("INTERNAL");
    }

    async fn pd_7_an_appeal_may_be_dismissed_for_good(world) {
        let (support, judge) = (world.staff("SUPPORT").await, world.staff("COMPLIANCE").await);
        let ana = world.person("ana").await;
        let id = correct(&ana, "key-00001").await;
        let _ = support.act(REFUSE, refusal(&id)).await.done();
        let _ = ana.act(APPEAL, json!({ "requestId": id, "text": "No." })).await.done();
        let no = json!({ "requestId": id, "isUpheld": false, "answer": "Still so." });
        let _ = judge.act(DECIDE, no).await.done();
        assert_eq!(see(&ana, &id).await["state"], "REFUSED_FINALLY");
        let again = json!({ "requestId": id, "text": "No!" });
        nothing_changed(world, ana.act(APPEAL, again)).await.refused("NOT_REFUSED");
    }

    async fn pd_7_what_is_late_is_marked_at_the_second(world) {
        let mut ana = world.person("ana").await;
        let eu = json!({ "idempotencyKey": "key-00001", "kind": "CORRECT", "law": "EU",
            "corrections": [{ "field": "a", "value": "b" }] });
        let filed = ana.act(FILE, eu).await.done();
        let id = filed.text("subjectRequestFile.request.id");
        // Filed on 22 November: the month ends at 24:00 of 22 December in Shanghai.
        let due = filed.text("subjectRequestFile.request.dueAt");
        assert_eq!(due, "2026-12-22T16:00:00.000Z");
        world.later((days(30) + kit::hours(14)).saturating_sub(seconds(1))).await;
        let late = "SELECT count(*) FROM subject_request WHERE overdue_at IS NOT NULL";
        assert_eq!(world.count(late).await, 0);
        world.later(seconds(1)).await;
        assert_eq!(world.count(late).await, 1);
        ana.sign_in_again().await;
        assert_eq!(see(&ana, &id).await["isOverdue"], true);
    }

    async fn who_asks_shows_who_they_are(world) {
        let (mut ana, eve) = (world.person("ana").await, world.person("eve").await);
        world.pass(minutes(6));
        let filed = file(&ana, "RESTRICT", "key-00001").await.done();
        let id = filed.text("subjectRequestFile.request.id");
        assert_eq!(filed.text("subjectRequestFile.request.state"), "RECEIVED");
        let confirm = json!({ "requestId": id });
        nothing_changed(world, ana.act(CONFIRM, confirm.clone())).await.refused("STEP_UP_NEEDED");
        nothing_changed(world, eve.act(CONFIRM, confirm.clone())).await
            .refused("REQUEST_NOT_FOUND");
        assert_eq!(see(&eve, &id).await, Value::Null);
        ana.sign_in_again().await;
        let _ = ana.act(CONFIRM, confirm.clone()).await.done();
        assert_eq!(see(&ana, &id).await["state"], "FULFILLED");
        nothing_changed(world, ana.act(CONFIRM, confirm)).await.refused("STATE_FORBIDS");
    }

    async fn data_that_rests_is_neither_profiled_nor_shared(world) {
        let ana = world.person("ana").await;
        let _ = ana.act(GIVE, given("PERSONALISED_FEED")).await.done();
        assert!(is_live(world, &ana.id, "PERSONALISED_FEED", None).await);
        let filed = file(&ana, "RESTRICT", "key-00001").await.done();
        assert_eq!(filed.text("subjectRequestFile.request.state"), "FULFILLED");
        assert!(!is_live(world, &ana.id, "PERSONALISED_FEED", None).await);
        nothing_changed(world, ana.act(GIVE, given("MARKETING"))).await
            .refused("PROCESSING_RESTRICTED");
        let lift = "mutation { processingRestrictionLift { wasRestricted } }";
        assert_eq!(ana.say(lift).await.data("processingRestrictionLift.wasRestricted"), true);
        assert!(is_live(world, &ana.id, "PERSONALISED_FEED", None).await);
        assert_eq!(ana.say(lift).await.data("processingRestrictionLift.wasRestricted"), false);
    }

    async fn a_request_is_filed_once(world) {
        let ana = world.person("ana").await;
        let id = correct(&ana, "key-00001").await;
        let again = nothing_changed(world, ana.act(FILE, correction("key-00001"))).await.done();
        assert_eq!(again.text("subjectRequestFile.request.id"), id);
        let other = json!({ "idempotencyKey": "key-00001", "kind": "ACCESS" });
        nothing_changed(world, ana.act(FILE, other)).await.refused("IDEMPOTENCY_CONFLICT");
        nothing_changed(world, ana.act(FILE, correction("key-00002"))).await
            .refused("ALREADY_OPEN");
        let bare = json!({ "idempotencyKey": "key-00003", "kind": "CORRECT" });
        nothing_changed(world, ana.act(FILE, bare)).await.refused("CORRECTIONS_INVALID");
        let much = json!({ "idempotencyKey": "key-00004", "kind": "ACCESS",
            "corrections": [{ "field": "a", "value": "b" }] });
        nothing_changed(world, ana.act(FILE, much)).await.refused("CORRECTIONS_INVALID");
        nothing_changed(world, file(&ana, "ACCESS", "short")).await
            .refused("IDEMPOTENCY_KEY_INVALID");
    }

    async fn staff_decide_nothing_of_their_own_and_nothing_of_a_program(world) {
        let mut support = world.staff("SUPPORT").await;
        support.sign_in_again().await;
        let own = correct(&support, "key-00001").await;
        let answer = json!({ "requestId": own, "answer": "Done." });
        nothing_changed(world, support.act(FULFIL, answer)).await.refused("OWN_REQUEST");
        nothing_changed(world, support.act(REFUSE, refusal(&own))).await.refused("OWN_REQUEST");
        let ana = world.person("ana").await;
        let filed = file(&ana, "DELETE", "key-00001").await.done();
        let id = filed.text("subjectRequestFile.request.id");
        assert_eq!(filed.text("subjectRequestFile.request.state"), "RECEIVED");
        support.sign_in_again().await;
        let answer = json!({ "requestId": id, "answer": "Done." });
        nothing_changed(world, support.act(FULFIL, answer)).await.refused("NOT_IN_PROGRESS");
        let none = "subject_request_0192f00000007000800000000000dead";
        nothing_changed(world, support.act(REFUSE, refusal(none))).await
            .refused("REQUEST_NOT_FOUND");
    }

    /// PD-4: the account is emptied, what it allowed ends, and what need not stay goes.
    async fn pd_4_closing_takes_along_what_need_not_stay(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let _ = ana.act(GIVE, given("MARKETING")).await.done();
        let block = "mutation ($input: UserBlockInput!) { userBlock(input: $input) {
            userErrors { code } } }";
        let _ = ana.act(block, json!({ "userId": bob.id })).await.done();
        let filed = file(&ana, "CLOSE", "key-00001").await.done();
        let id = filed.text("subjectRequestFile.request.id");
        assert!(is_live(world, &ana.id, "MARKETING", None).await);
        let closed = ana.act(CONFIRM, json!({ "requestId": id })).await;
        assert_eq!(closed.refusals(), [""; 0]);
        world.settle().await;
        assert!(!is_live(world, &ana.id, "MARKETING", None).await);
        for (question, left) in [
            ("SELECT count(*) FROM block", 0),
            ("SELECT count(*) FROM contact", 1),
            ("SELECT count(*) FROM account WHERE state = 'CLOSED' AND display_name = '–'", 1),
            ("SELECT count(*) FROM subject_request WHERE state = 'FULFILLED'", 1),
            ("SELECT count(*) FROM consent_event WHERE method = 'ACCOUNT_CLOSED'", 1),
        ] {
            assert_eq!(world.count(question).await, left, "{question}");
        }
    }
}
