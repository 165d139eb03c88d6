//! Random stories of sessions against a model of a few lines.

use std::collections::BTreeSet;

use kit::{Actor, Answer, World, minutes, scenario};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use super::{ABANDON, begun, help, minor, running, see};
use crate::orders::reserved;

const PARTS: usize = 6;
const MINUTES: u64 = 60;

#[derive(Debug, Clone, Copy)]
enum Command {
    Help(usize),
    SelfHelp,
    Wait(u64),
    Abandon,
    ForeignAbandon(usize),
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        6 => (0..8_usize).prop_map(Command::Help),
        1 => Just(Command::SelfHelp),
        2 => (1..9_u64).prop_map(Command::Wait),
        1 => Just(Command::Abandon),
        1 => (0..8_usize).prop_map(Command::ForeignAbandon),
    ]
}

/// What a session is, told simply.
struct Told {
    helped: BTreeSet<usize>,
    cut: i64,
    passed: u64,
    won_at: Option<u64>,
    abandoned: bool,
}

impl Told {
    fn state(&self) -> &'static str {
        if self.abandoned {
            return "ABANDONED";
        }
        let until = self.won_at.map_or(MINUTES, |at| MINUTES.max(at + 24 * 60));
        match (self.passed >= until, self.won_at, self.helped.len()) {
            (true, ..) => "EXPIRED",
            (_, Some(_), _) => "WON",
            (_, None, 0) => "STARTED",
            _ => "IN_PROGRESS",
        }
    }

    fn takes(&self) -> bool {
        matches!(self.state(), "STARTED" | "IN_PROGRESS")
    }
}

scenario! {
    async fn random_stories_of_cuts_follow_the_model(world) {
        stories(world, 3).await;
    }

    async fn other_random_stories_of_cuts_follow_the_model(world) {
        stories(world, 7).await;
    }
}

/// What a command should be refused with.
fn refusal(told: &Told, command: Command) -> Option<&'static str> {
    let open = matches!(told.state(), "STARTED" | "IN_PROGRESS" | "WON");
    match command {
        Command::Help(who) if told.helped.contains(&who) => None,
        Command::Help(_) if !told.takes() => Some("ENDED"),
        Command::SelfHelp => Some("SELF_HELP"),
        Command::Abandon if !open => Some("ENDED"),
        Command::ForeignAbandon(_) => Some("PRICE_CUT_NOT_FOUND"),
        _ => None,
    }
}

/// A session, whose it is, and who may help.
struct Session<'world> {
    world: &'world World,
    id: String,
    token: String,
    owner: Actor<'world>,
    people: Vec<Actor<'world>>,
}

impl Session<'_> {
    async fn ask(&self, command: Command) -> Option<Answer> {
        let asked = json!({ "id": self.id });
        Some(match command {
            Command::Help(who) => help(&self.people[who], &self.token).await,
            Command::SelfHelp => help(&self.owner, &self.token).await,
            Command::Abandon => self.owner.act(ABANDON, asked).await,
            Command::ForeignAbandon(who) => self.people[who].act(ABANDON, asked).await,
            Command::Wait(_) => return None,
        })
    }

    async fn wait(&mut self, so_many: u64) {
        self.world.later(minutes(so_many)).await;
        self.owner.wake().await;
        for one in &mut self.people {
            one.wake().await;
        }
    }

    /// It is as it is told, to whoever looks.
    async fn is(&self, told: &Told, command: Command) {
        let fields = "state helpCount atMostMoreHelps price { amountMinor } file";
        let seen = see(&self.world.visitor(), &self.id, fields).await;
        assert_eq!(seen["state"], told.state(), "after {command:?}");
        assert_eq!(seen["helpCount"], json!(told.helped.len()), "after {command:?}");
        assert_eq!(seen["atMostMoreHelps"], json!(PARTS - told.helped.len()));
        assert_eq!(minor(&seen["price"]["amountMinor"]), 12_800 - told.cut, "after {command:?}");
        let ended = matches!(told.state(), "EXPIRED" | "ABANDONED");
        assert_eq!(seen["file"].is_null(), !ended, "the seed is told at the end, not before");
        if let Some(file) = seen["file"].as_str() {
            cut::verify(file, None).unwrap();
        }
        assert_eq!(reserved(self.world).await, i64::from(!ended), "after {command:?}");
    }
}

async fn stories(world: &World, seed: u8) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let commands = prop::collection::vec(command(), 24..40);
    let commands = commands.new_tree(&mut runner).expect("commands").current();
    let changes = json!({ "hours": 1, "mostHelps": PARTS });
    let (_, campaign) = running(world, &changes).await;
    let mut people: Vec<Actor<'_>> = Vec::new();
    for number in 0..8 {
        people.push(world.person(&format!("helper_{number}")).await);
    }
    let owner = world.person("ana").await;
    let (id, token) = begun(&owner, &campaign).await;
    let mut session = Session { world, id, token, owner, people };
    let mut told =
        Told { helped: BTreeSet::new(), cut: 0, passed: 0, won_at: None, abandoned: false };
    for command in commands {
        let refusal = refusal(&told, command);
        if let Command::Wait(so_many) = command {
            session.wait(so_many).await;
            told.passed += so_many;
        }
        if let Some(answer) = session.ask(command).await {
            let found = answer.refusals();
            assert_eq!(found, refusal.into_iter().collect::<Vec<_>>(), "{command:?}: {answer}");
            match command {
                // The same key again is the first help again, whatever has come since.
                Command::Help(who) if refusal.is_none() && told.helped.insert(who) => {
                    told.cut += minor(answer.data("priceCutHelp.help.amountMinor"));
                    if told.helped.len() == PARTS {
                        told.won_at = Some(told.passed);
                    }
                }
                Command::Abandon if refusal.is_none() => told.abandoned = true,
                _ => {}
            }
        }
        session.is(&told, command).await;
    }
}
