//! Every illegal transition by everybody is refused, by the verbs and by the database.

use std::collections::BTreeSet;

use fairstall::returns::ReturnState;
use kit::{nothing_changed, scenario};
use platform::transitions::States as _;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{Story, act, asked, found, see, show};

/// Each verb, what it takes beside the return, whose it is, and from which states it may be done.
fn verbs() -> Vec<(&'static str, Value, &'static str, &'static [&'static str])> {
    let text = json!({ "text": "Something that is long enough for every verb." });
    let way = json!({ "carrier": "SF", "waybill": "SF10002000" });
    let mut answer = text.clone();
    answer["agrees"] = json!(false);
    let mut decision = text.clone();
    decision["refundMinor"] = json!("1");
    let refunds = &["REQUESTED", "ADDRESS_GIVEN", "IN_RETURN", "RECEIVED"];
    vec![
        ("returnWithdraw", json!({}), "buyer", &["REQUESTED", "ADDRESS_GIVEN"]),
        ("returnShip", way.clone(), "buyer", &["ADDRESS_GIVEN"]),
        ("returnAnswer", answer, "buyer", &["REFUSED", "ASSESSED"]),
        ("returnConfirm", json!({}), "buyer", &["REPLACED"]),
        (
            "returnAddressGive",
            json!({ "address": "Some street, some town" }),
            "shop",
            &["REQUESTED"],
        ),
        ("returnRefuse", text, "shop", &["REQUESTED"]),
        ("returnReceive", json!({}), "shop", &["IN_RETURN"]),
        ("returnAssess", found("NOT_DEFECTIVE", 1), "shop", &["IN_RETURN", "RECEIVED"]),
        ("returnReplace", way, "shop", &["RECEIVED"]),
        ("returnRefund", json!({}), "shop", refunds),
        ("returnDecide", decision, "desk", &["DISPUTED"]),
    ]
}

/// Puts a return into a state beside the application: how it gets there is told elsewhere.
async fn put(world: &kit::World, state: &str) {
    let ended = ["REFUNDED", "COMPLETED", "REJECTED", "WITHDRAWN", "LAPSED"].contains(&state);
    let refunded = state == "REFUNDED";
    let sql = format!(
        "UPDATE goods_return SET state = '{state}', is_open = {}, ended_at = {}, settled_at = {}, \
         settled_by = {}",
        !ended,
        if ended { "1" } else { "NULL" },
        if refunded { "1" } else { "NULL" },
        if refunded { "'SHOP'" } else { "NULL" },
    );
    let (off, on) = match world.engine() {
        kit::Engine::Postgres => (
            "ALTER TABLE goods_return DISABLE TRIGGER USER".to_owned(),
            "ALTER TABLE goods_return ENABLE TRIGGER USER".to_owned(),
        ),
        kit::Engine::Sqlite => {
            let kept = "SELECT sql FROM sqlite_master WHERE name = 'guard_goods_return_state'";
            let text = world.ask(kept).await.pop().expect("a trigger");
            ("DROP TRIGGER guard_goods_return_state".to_owned(), text)
        }
    };
    world.run(&off).await;
    world.run(&sql).await;
    world.run(&on).await;
}

fn names() -> BTreeSet<String> {
    ReturnState::EDGES.iter().flat_map(|(from, to, _)| [from.name(), to.name()]).collect()
}

scenario! {
    /// A table of every verb, every state and everybody: done only by who may, from where it may.
    async fn every_illegal_transition_is_refused(world) {
        let mut story = Story::begin(world).await;
        let back = asked(&story.ana, &story.order, "EXCHANGE", 1).await;
        let _ = show(&story.tea.owner, &back).await;
        let mut eve = world.careful_person("eve").await;
        assert_eq!(names().len(), 13);
        for state in &names() {
            put(world, state).await;
            story.wake().await;
            eve.wake().await;
            let actors = [("buyer", &story.ana), ("shop", &story.tea.owner),
                ("desk", &story.desk), ("eve", &eve)];
            nothing_changed(world, async {
                for (verb, input, whose, from) in verbs() {
                    let legal = |who: &str| who == whose && from.contains(&state.as_str());
                    for (who, actor) in actors.iter().filter(|(who, _)| !legal(who)) {
                        let answer = act(actor, verb, &back, input.clone()).await;
                        let refused = answer.refusals().iter().any(|code| {
                            ["STATE_FORBIDS", "RETURN_NOT_FOUND"].contains(code)
                        });
                        let forbidden = answer.codes().contains(&"FORBIDDEN");
                        assert!(refused || forbidden, "{verb} of {state} by {who}: {answer}");
                    }
                }
            }).await;
        }
        put(world, "REQUESTED").await;
        let seen = see(&story.ana, &back, "allowedTransitions").await;
        assert_eq!(seen["allowedTransitions"], json!(["WITHDRAWN"]));
    }

    async fn every_illegal_edge_is_refused_by_the_database(world) {
        let story = Story::begin(world).await;
        let _ = asked(&story.ana, &story.order, "EXCHANGE", 1).await;
        let allowed = world.ask("SELECT from_state || '>' || to_state FROM allowed_transition \
            WHERE machine = 'goods_return'").await;
        let edges: BTreeSet<String> = ReturnState::EDGES.iter()
            .map(|(from, to, _)| format!("{}>{}", from.name(), to.name())).collect();
        assert_eq!(allowed.iter().cloned().collect::<BTreeSet<_>>(), edges);
        for from in &names() {
            put(world, from).await;
            for to in names().iter().filter(|to| *to != from) {
                if !edges.contains(&format!("{from}>{to}")) {
                    let sql = format!("UPDATE goods_return SET state = '{to}'");
                    assert!(world.direct().execute_unprepared(&sql).await.is_err(),
                        "{from} to {to}");
                }
            }
        }
        put(world, "REQUESTED").await;
    }

    /// Every move keeps who, when, and by which version of the rules; and each party is told.
    async fn every_move_is_kept_and_told(world) {
        let story = Story::begin(world).await;
        let back = story.received("COOLING_OFF", 1).await;
        let moves = see(&story.ana, &back, "timeline { nodes { to actor ruleVersion } }").await;
        let moves: Vec<String> = moves["timeline"]["nodes"].as_array().expect("moves").iter()
            .map(|one| format!("{} {} {}", one["to"].as_str().unwrap_or(""),
                one["actor"].as_str().unwrap_or(""), one["ruleVersion"].as_str().unwrap_or("")))
            .collect();
        let rule = "returns-cn/2026-11-23";
        assert_eq!(moves, [format!("RECEIVED OPERATOR {rule}"), format!("IN_RETURN BUYER {rule}"),
            format!("ADDRESS_GIVEN OPERATOR {rule}")]);
        world.settle().await;
        let told = "{ notifications(first: 50) { nodes { kind dueAt } } }";
        for who in [&story.ana, &story.tea.owner] {
            let told = who.say(told).await.done();
            let kinds: BTreeSet<String> = told.list("notifications.nodes").iter()
                .filter(|one| one["dueAt"].is_string())
                .map(|one| one["kind"].as_str().unwrap_or("").to_owned())
                .collect();
            for kind in ["REQUESTED", "ADDRESS_GIVEN", "ON_ITS_WAY", "RECEIVED"] {
                assert!(kinds.contains(&format!("RETURN_{kind}")), "{kind} of {kinds:?}");
            }
        }
    }
}
