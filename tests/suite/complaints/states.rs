//! Every illegal transition by everybody is refused, by the verbs and by the database.

use fairstall::complaints::ComplaintState;
use kit::{nothing_changed, scenario};
use platform::transitions::States as _;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{Story, act, done, ruling, see};
use crate::reflection::Schema;

const OPEN: &[&str] = &[
    "SUBMITTED",
    "ACCEPTED",
    "NEGOTIATING",
    "EVIDENCE_COLLECTION",
    "INVESTIGATING",
    "MEDIATION",
    "ADJUDICATION",
    "SUSPENDED",
];

const RESTS: &[&str] = &[
    "ACCEPTED",
    "NEGOTIATING",
    "EVIDENCE_COLLECTION",
    "INVESTIGATING",
    "MEDIATION",
    "ADJUDICATION",
];

/// Each verb, what it takes beside the case, and the states from which it may be done.
fn verbs() -> Vec<(&'static str, Value, &'static [&'static str])> {
    let text = json!({ "text": "Something that is long enough for every verb." });
    let nobody = json!({ "offerId": "complaint_offer_019a0000000070008000000000000001",
        "agrees": true });
    let vote = json!({ "rulingId": "complaint_remedy_019a0000000070008000000000000001",
        "agrees": true });
    let mut decline = text.clone();
    decline["reason"] = json!("NOT_OURS");
    vec![
        ("complaintAccept", json!({}), &["SUBMITTED"]),
        ("complaintDecline", decline, &["SUBMITTED"]),
        ("complaintReply", text.clone(), &["ACCEPTED"]),
        ("complaintEscalate", json!({}), &["NEGOTIATING"]),
        ("complaintOfferMake", json!({ "refundMinor": "1", "text": "This." }), RESTS),
        ("complaintOfferAnswer", nobody, RESTS),
        ("complaintFindingRecord", text.clone(), &["INVESTIGATING"]),
        ("complaintMediationEnd", json!({}), &["MEDIATION"]),
        ("complaintPanelDraw", json!({}), &["ADJUDICATION", "APPEALED"]),
        ("complaintRulingDraft", ruling(1, 0, 0), &["ADJUDICATION", "APPEALED"]),
        ("complaintRulingVote", vote, &["ADJUDICATION", "APPEALED"]),
        ("complaintExecute", json!({}), &["RESOLVED"]),
        ("complaintAppeal", text, &["RESOLVED"]),
        ("complaintFeedbackGive", json!({ "satisfaction": 5 }), &["FEEDBACK"]),
        ("complaintWithdraw", json!({}), OPEN),
        ("complaintRefer", json!({ "to": "COURT" }), OPEN),
        ("complaintSuspend", json!({ "reason": "AGREED" }), RESTS),
        ("complaintResume", json!({}), &["SUSPENDED"]),
    ]
}

/// Puts a case into a state beside the application: how it gets there is told elsewhere.
async fn put(world: &kit::World, state: &str) {
    let ends = ["DECLINED", "CLOSED", "WITHDRAWN", "REFERRED"].contains(&state);
    let when = |wanted: &[&str], value: &str| {
        if wanted.contains(&state) { value.to_owned() } else { "NULL".to_owned() }
    };
    let resolved = ["RESOLVED", "APPEALED", "FEEDBACK", "CLOSED"];
    let sql = format!(
        "UPDATE complaint SET state = '{state}', is_open = {}, ended_at = {}, declined_why = {}, \
         referred_to = {}, resolved_how = {}, resolved_at = {}, suspended_from = {}, \
         suspended_why = {}, suspended_at = {}, left_millis = {}",
        !ends,
        if ends { "1" } else { "NULL" },
        when(&["DECLINED"], "'NOT_OURS'"),
        when(&["REFERRED"], "'COURT'"),
        when(&resolved, "'RULING'"),
        when(&resolved, "1"),
        when(&["SUSPENDED"], "'NEGOTIATING'"),
        when(&["SUSPENDED"], "'AGREED'"),
        when(&["SUSPENDED"], "1"),
        when(&["SUSPENDED"], "1"),
    );
    unguarded(world, &sql).await;
}

/// Does something that the guard of states would refuse.
async fn unguarded(world: &kit::World, sql: &str) {
    let (off, on) = match world.engine() {
        kit::Engine::Postgres => (
            "ALTER TABLE complaint DISABLE TRIGGER USER".to_owned(),
            "ALTER TABLE complaint ENABLE TRIGGER USER".to_owned(),
        ),
        kit::Engine::Sqlite => {
            let kept = "SELECT sql FROM sqlite_master WHERE name = 'guard_complaint_state'";
            let text = world.ask(kept).await.pop().expect("a trigger");
            ("DROP TRIGGER guard_complaint_state".to_owned(), text)
        }
    };
    world.run(&off).await;
    world.run(sql).await;
    world.run(&on).await;
}

scenario! {
    /// A table of every verb, every state and everybody: done only by who may, from where it may.
    async fn every_illegal_transition_is_refused(world) {
        let mut story = Story::begin(world).await;
        let case = story.accepted().await;
        let mut eve = world.careful_person("eve").await;
        let mut judge = world.staff("ARBITRATOR").await;
        let names: Vec<String> = state_names();
        assert_eq!(names.len(), 15);
        for state in &names {
            put(world, state).await;
            story.wake().await;
            eve.wake().await;
            judge.wake().await;
            let actors = [("complainant", &story.ana), ("shop", &story.tea.owner),
                ("desk", &story.desk), ("eve", &eve), ("judge", &judge)];
            nothing_changed(world, async {
                for (verb, input, from) in verbs() {
                    let legal = from.contains(&state.as_str());
                    let mine = |who: &&str| !legal || ["eve", "judge"].contains(who);
                    for (who, actor) in actors.iter().filter(|(who, _)| mine(who)) {
                        let answer = act(actor, verb, &case, input.clone()).await;
                        let refused = answer.refusals().iter().any(|code| {
                            ["STATE_FORBIDS", "COMPLAINT_NOT_FOUND"].contains(code)
                        });
                        let forbidden = answer.codes().contains(&"FORBIDDEN");
                        assert!(refused || forbidden, "{verb} of {state} by {who}: {answer}");
                    }
                }
            }).await;
        }
        put(world, "ACCEPTED").await;
    }

    async fn every_illegal_edge_is_refused_by_the_database(world) {
        let story = Story::begin(world).await;
        let _ = story.filed().await;
        let names: Vec<String> = state_names();
        let allowed = world.ask("SELECT from_state || '>' || to_state FROM allowed_transition \
            WHERE machine = 'complaint'").await;
        let edges: std::collections::BTreeSet<String> = ComplaintState::EDGES.iter()
            .map(|(from, to, _)| format!("{}>{}", from.name(), to.name())).collect();
        assert_eq!(allowed.iter().cloned().collect::<std::collections::BTreeSet<_>>(), edges);
        for from in &names {
            put(world, from).await;
            for to in names.iter().filter(|to| *to != from) {
                if !edges.contains(&format!("{from}>{to}")) {
                    let sql = format!("UPDATE complaint SET state = '{to}'");
                    assert!(world.direct().execute_unprepared(&sql).await.is_err(),
                        "{from} to {to}");
                }
            }
        }
        put(world, "SUBMITTED").await;
    }

    /// CM-8: each move keeps who, when, and by which version of the rules.
    async fn cm_8_every_move_keeps_actor_time_and_rule_version(world) {
        let story = Story::begin(world).await;
        let case = story.negotiating().await;
        let _ = done(&story.ana, "complaintWithdraw", &case, json!({})).await;
        let fields = "timeline { nodes { from to actor ruleVersion at } }";
        let moves = see(&story.ana, &case, fields).await["timeline"]["nodes"].clone();
        let seen: Vec<(String, String)> = moves.as_array().unwrap().iter()
            .map(|one| (one["to"].as_str().unwrap().to_owned(),
                one["actor"].as_str().unwrap().to_owned()))
            .collect();
        let told = [("WITHDRAWN", "BUYER"), ("NEGOTIATING", "OPERATOR"), ("ACCEPTED", "STAFF")];
        assert_eq!(seen, told.map(|(to, who)| (to.to_owned(), who.to_owned())));
        for one in moves.as_array().unwrap() {
            assert_eq!(one["ruleVersion"], "complaints/1");
            assert!(!one["at"].is_null());
        }
    }
}

fn state_names() -> Vec<String> {
    let states = Schema::get().find("ComplaintState").enum_values.as_ref().expect("states");
    states.iter().map(|value| value.name.clone()).collect()
}
