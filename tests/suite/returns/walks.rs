//! Random walks of a buyer, a shop, staff and the clock over the returns of one order: no return is
//! stuck, nothing goes back twice, and at the end the books are even and everybody was told.

use kit::{Actor, World, scenario, seconds};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use super::{Story, act, ask, found, show, wish};
use crate::orders::paying::COMPLETE;

#[derive(Debug, Clone)]
enum Command {
    Ask(&'static str, i32),
    /// A verb about the newest return but so many.
    Act(usize, usize),
    Complete,
    Wait(u64),
}

const KINDS: [&str; 5] = ["COOLING_OFF", "DEFECT_REFUND", "REFUND_ONLY", "EXCHANGE", "REPAIR"];

/// Each verb and who tries it; none of them need be allowed.
fn verbs() -> Vec<(&'static str, &'static str, Value)> {
    let text = json!({ "text": "Something that is long enough." });
    let way = json!({ "carrier": "SF", "waybill": "SF10002000", "carriageMinor": "1200" });
    let sent = json!({ "carrier": "SF", "waybill": "SF20003000" });
    let mut no = text.clone();
    no["agrees"] = json!(false);
    let mut decided = text.clone();
    decided["refundMinor"] = json!("7000");
    vec![
        ("buyer", "returnShip", way),
        ("buyer", "returnWithdraw", json!({})),
        ("buyer", "returnAnswer", no),
        ("buyer", "returnAnswer", json!({ "agrees": true })),
        ("buyer", "returnConfirm", json!({})),
        ("buyer", "returnConfirm", json!({ "wrong": "It is broken again." })),
        ("shop", "returnAddressGive", json!({ "address": "Some street, some town" })),
        ("shop", "returnReceive", json!({})),
        ("shop", "returnReceive", json!({})),
        ("shop", "returnRefund", json!({})),
        ("shop", "returnRefuse", text),
        ("shop", "returnAssess", found("DAMAGED", 2_000)),
        ("shop", "returnAssess", found("NOT_DEFECTIVE", 12_000)),
        ("shop", "returnReplace", sent),
        ("desk", "returnDecide", decided),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let waits = [60_u64, 3_600, 86_400, 5 * 86_400, 16 * 86_400];
    prop_oneof![
        3 => (prop::sample::select(KINDS.to_vec()), 1..3_i32)
            .prop_map(|(kind, quantity)| Command::Ask(kind, quantity)),
        12 => (0..2_usize, 0..verbs().len()).prop_map(|(back, verb)| Command::Act(back, verb)),
        1 => Just(Command::Complete),
        3 => prop::sample::select(waits.to_vec()).prop_map(Command::Wait),
    ]
}

async fn step(story: &mut Story<'_>, backs: &mut Vec<String>, command: &Command) {
    match command {
        Command::Ask(kind, quantity) => {
            story.ana.sign_in_again().await;
            let answer = ask(&story.ana, wish(&story.order, kind, *quantity)).await;
            assert!(answer.codes().is_empty(), "{answer}");
            if answer.refusals().is_empty() {
                backs.push(answer.text("returnRequest.return.id"));
            }
        }
        Command::Act(back, verb) => {
            let Some(at) = backs.len().checked_sub(1 + back) else { return };
            let id = backs[at].clone();
            let (who, verb, input) = verbs().swap_remove(*verb);
            story.sign_in_again().await;
            let actor: &Actor<'_> = match who {
                "buyer" => &story.ana,
                "shop" => &story.tea.owner,
                _ => &story.desk,
            };
            if verb == "returnAssess" && story_is_open(story, &id).await {
                let _ = show(actor, &id).await;
            }
            let answer = act(actor, verb, &id, input).await;
            assert!(answer.codes().is_empty(), "{verb}: {answer}");
        }
        Command::Complete => {
            story.ana.sign_in_again().await;
            let answer = story.ana.act(COMPLETE, json!({ "id": story.order })).await;
            assert!(answer.codes().is_empty(), "{answer}");
        }
        Command::Wait(time) => story.world.later(seconds(*time)).await,
    }
    story.world.settle().await;
    even(story).await;
}

async fn story_is_open(story: &Story<'_>, back: &str) -> bool {
    super::column(story.world, back, "ended_at").await.is_empty()
}

/// What holds after every step.
async fn even(story: &Story<'_>) {
    let world = story.world;
    let count = async |sql: &str| world.count(sql).await;
    let refunded = "SELECT coalesce(sum(goods_minor + freight_minor), 0) FROM goods_return";
    assert!(count(refunded).await <= 25_600, "more went back than was paid");
    let open = "SELECT count(*) FROM goods_return WHERE is_open AND due_at IS NULL";
    assert_eq!(count(open).await, 0, "a return without a clock");
    let taken = "SELECT coalesce(sum(quantity), 0) FROM return_line WHERE return_id IN \
        (SELECT id FROM goods_return WHERE is_open OR state = 'REFUNDED')";
    let counted = "SELECT coalesce(sum(taken), 0) FROM returned_piece";
    assert_eq!(count(taken).await, count(counted).await, "pieces");
    let matters = "SELECT count(*) FROM goods_return WHERE is_open";
    assert_eq!(count(matters).await, count("SELECT count(*) FROM order_matter").await);
}

async fn walk(world: &World, seed: u8) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let commands = prop::collection::vec(command(), 16..28);
    let commands = commands.new_tree(&mut runner).expect("commands").current();
    let mut story = Story::begin(world).await;
    let mut backs = Vec::new();
    for command in &commands {
        step(&mut story, &mut backs, command).await;
    }
    // Nobody does anything any more: the clock ends what it may, and staff decide the rest.
    world.later(kit::days(70)).await;
    story.sign_in_again().await;
    for back in &backs {
        if story_is_open(&story, back).await {
            let decided = json!({ "refundMinor": "0", "text": "Nobody said anything more." });
            let _ = act(&story.desk, "returnDecide", back, decided).await.done();
        }
    }
    world.settle().await;
    even(&story).await;
    let stuck = "SELECT count(*) FROM goods_return WHERE is_open";
    assert_eq!(world.count(stuck).await, 0);
    let told = "SELECT count(*) FROM goods_return WHERE NOT EXISTS (SELECT 1 FROM account_notice \
        WHERE subject_id = goods_return.id AND account_id = goods_return.buyer_id)";
    assert_eq!(world.count(told).await, 0, "somebody was not told");
    world.at_rest().await;
    let read = fairstall::ledger::verify(world.app(), &[], |_, _, _| ()).await;
    let verified = read.expect("books that are read");
    assert!(verified.is_whole(), "{:?}", verified.differing);
}

scenario! {
    async fn a_first_random_walk(world) {
        walk(world, 1).await;
    }

    async fn a_second_random_walk(world) {
        walk(world, 2).await;
    }

    async fn a_third_random_walk(world) {
        walk(world, 3).await;
    }
}
