//! The file of a breach: its clocks to the second, what it owes, and letters to those concerned.

use kit::{Actor, World, hours, minutes, nothing_changed, scenario, seconds};
use serde_json::{Value, json};

const OPEN: &str = "mutation ($input: BreachOpenInput!) { breachOpen(input: $input) {
    breach { id state } userErrors { code } } }";
const UPDATE: &str = "mutation ($input: BreachUpdateInput!) { breachUpdate(input: $input) {
    breach { id regulatorDuty { dueAt } } userErrors { code } } }";
const ADVANCE: &str = "mutation ($input: BreachAdvanceInput!) { breachAdvance(input: $input) {
    breach { state regulatorDuty { dueAt } subjectsDuty { dueAt } euDuty { dueAt } }
    userErrors { code } } }";
const ADD: &str = "mutation ($input: BreachSubjectsAddInput!) { breachSubjectsAdd(input: $input) {
    breach { telling { named } } userErrors { code } } }";
const TELL: &str = "mutation ($input: BreachSubjectsTellInput!) {
    breachSubjectsTell(input: $input) { breach { state } userErrors { code } } }";
const SEE: &str = "{ breaches { nodes { state subjectNotice regulatorNotice isNoticeComplete
    telling { named told } timeline { nodes { to actor } } } } }";

fn known(grade: &str, eu: bool) -> Value {
    json!({ "title": "A lost laptop", "grade": grade, "concernsEu": eu, "peopleCount": 2,
            "dataKinds": ["CONTACT"], "cause": "It was left on a train.",
            "harm": "Calls by strangers.", "measures": "Its keys were destroyed.",
            "advice": "Trust no caller.", "contact": "privacy@example.com" })
}

async fn opened(staff: &Actor<'_>, known: Value) -> String {
    staff.act(OPEN, json!({ "known": known })).await.done().text("breachOpen.breach.id")
}

async fn advance(staff: &Actor<'_>, id: &str, to: &str) -> kit::Answer {
    let reference = if to == "REPORTED" { json!("CAC-17") } else { Value::Null };
    staff.act(ADVANCE, json!({ "breachId": id, "to": to, "reference": reference })).await
}

async fn overdue(world: &World, clock: &str) -> i64 {
    world.count(&format!("SELECT count(*) FROM breach WHERE {clock}_overdue_at IS NOT NULL")).await
}

async fn each_clock(world: &World, clock: &str, last: std::time::Duration) {
    world.later(last.saturating_sub(seconds(1))).await;
    assert_eq!(overdue(world, clock).await, 0, "{clock} a second before");
    world.later(seconds(1)).await;
    assert_eq!(overdue(world, clock).await, 1, "{clock} at the second");
}

scenario! {
    async fn each_duty_is_late_at_its_second(world) {
        let staff = world.staff("COMPLIANCE").await;
        let id = opened(&staff, known("RELATIVELY_LARGE", true)).await;
        let confirmed = advance(&staff, &id, "CONFIRMED").await.done();
        let duties = confirmed.data("breachAdvance.breach");
        assert!(duties["regulatorDuty"]["dueAt"].is_string());
        assert!(duties["euDuty"]["dueAt"].is_string());
        each_clock(world, "regulator", hours(4)).await;
        each_clock(world, "subjects", hours(20)).await;
        each_clock(world, "eu", hours(48)).await;
        let told = "SELECT count(*) FROM event WHERE kind = 'breach.overdue'";
        assert_eq!(world.count(told).await, 3);
    }

    async fn what_is_done_in_time_is_not_late(world) {
        let staff = world.staff("COMPLIANCE").await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let id = opened(&staff, known("LARGE", true)).await;
        let _ = advance(&staff, &id, "CONFIRMED").await.done();
        let _ = advance(&staff, &id, "CONTAINED").await.done();
        let _ = advance(&staff, &id, "REPORTED").await.done();
        let people = json!({ "breachId": id, "userIds": [ana.id, bob.id, ana.id] });
        let added = staff.act(ADD, people).await.done();
        assert_eq!(added.number("breachSubjectsAdd.breach.telling.named"), 2);
        world.letters();
        let _ = staff.act(TELL, json!({ "breachId": id })).await.done();
        world.settle().await;
        let letters = world.letters();
        assert_eq!(letters.len(), 2);
        for text in ["CONTACT", "left on a train", "Calls by strangers", "keys were destroyed",
            "Trust no caller", "privacy@example.com"]
        {
            assert!(letters.iter().all(|letter| letter.text.contains(text)), "{text}");
        }
        let seen = staff.say(SEE).await;
        assert_eq!(seen.text("breaches.nodes.0.state"), "SUBJECTS_TOLD");
        assert_eq!(seen.number("breaches.nodes.0.telling.told"), 2);
        let _ = advance(&staff, &id, "CLOSED").await.done();
        world.later(hours(80)).await;
        for clock in ["regulator", "subjects", "eu"] {
            assert_eq!(overdue(world, clock).await, 0, "{clock}");
        }
    }

    /// A graver grade starts its clock from the confirmation; a milder one stops none.
    async fn a_grade_that_grows_starts_its_clock(world) {
        let mut staff = world.staff("COMPLIANCE").await;
        let id = opened(&staff, known("GENERAL", false)).await;
        let confirmed = advance(&staff, &id, "CONFIRMED").await.done();
        let duties = confirmed.data("breachAdvance.breach");
        assert_eq!(duties["regulatorDuty"]["dueAt"], Value::Null);
        assert_eq!(duties["euDuty"]["dueAt"], Value::Null);
        world.later(hours(1)).await;
        staff.sign_in_again().await;
        let graver = json!({ "breachId": id, "known": known("LARGE", false) });
        let _ = staff.act(UPDATE, graver).await.done();
        let milder = json!({ "breachId": id, "known": known("GENERAL", false) });
        let _ = staff.act(UPDATE, milder).await.done();
        each_clock(world, "regulator", hours(3).saturating_sub(seconds(31))).await;
    }

    async fn what_cannot_be_is_refused(world) {
        let staff = world.staff("COMPLIANCE").await;
        let ana = world.person("ana").await;
        let open = json!({ "known": known("GENERAL", false) });
        nothing_changed(world, ana.act(OPEN, open)).await.error("FORBIDDEN");
        let change = |field: &str, value: Value| {
            let mut input = known("GENERAL", false);
            input[field] = value;
            input
        };
        let long = "x".repeat(2_001);
        for (wrong, code) in [
            (change("title", json!("")), "TITLE_INVALID"),
            (change("peopleCount", json!(-1)), "PEOPLE_COUNT_INVALID"),
            (change("peopleCount", json!(2_147_483_647)), "PEOPLE_COUNT_INVALID"),
            (change("cause", json!(long)), "TEXT_TOO_LONG"),
        ] {
            let act = staff.act(OPEN, json!({ "known": wrong }));
            nothing_changed(world, act).await.refused(code);
        }
        let id = opened(&staff, change("advice", json!(""))).await;
        for (to, code) in [("CONTAINED", "STATE_FORBIDS"), ("REPORTED", "STATE_FORBIDS"),
            ("SUBJECTS_TOLD", "STATE_FORBIDS"), ("CLOSED", "STATE_FORBIDS")]
        {
            nothing_changed(world, advance(&staff, &id, to)).await.refused(code);
        }
        let _ = advance(&staff, &id, "CONFIRMED").await.done();
        let _ = advance(&staff, &id, "CONTAINED").await.done();
        nothing_changed(world, advance(&staff, &id, "REPORTED")).await
            .refused("NOTICE_INCOMPLETE");
        let bare = json!({ "breachId": id, "to": "REPORTED" });
        nothing_changed(world, staff.act(ADVANCE, bare)).await.refused("REFERENCE_INVALID");
        nothing_changed(world, staff.act(TELL, json!({ "breachId": id }))).await
            .refused("STATE_FORBIDS");
        let whole = json!({ "breachId": id, "known": known("GENERAL", false) });
        let _ = staff.act(UPDATE, whole.clone()).await.done();
        let _ = advance(&staff, &id, "REPORTED").await.done();
        nothing_changed(world, staff.act(TELL, json!({ "breachId": id }))).await
            .refused("NOBODY_NAMED");
        let add = |ids: Value| json!({ "breachId": id, "userIds": ids });
        nothing_changed(world, staff.act(ADD, add(json!([])))).await.refused("USERS_INVALID");
        let nobody = json!([ana.id, "user_0192f00000007000800000000000dead"]);
        nothing_changed(world, staff.act(ADD, add(nobody))).await.refused("USER_NOT_FOUND");
        let _ = staff.act(ADD, add(json!([ana.id]))).await.done();
        let _ = staff.act(TELL, json!({ "breachId": id })).await.done();
        world.settle().await;
        nothing_changed(world, staff.act(UPDATE, whole)).await.refused("TOO_LATE");
        nothing_changed(world, staff.act(ADD, add(json!([ana.id])))).await.refused("TOO_LATE");
        world.pass(minutes(1));
    }
}
