//! Random commands over one payment against a model of a few numbers: whatever happens, in whatever
//! order, all money that came in is in escrow, in transit, on its way back, or back.

use fairstall::payments::{NotRefunded, RefundSource};
use kit::{World, scenario, seconds};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;
use uuid::Uuid;

use super::{is_state, places, refund};

#[derive(Debug, Clone)]
enum Command {
    Confirm(&'static str),
    Drop(usize),
    Refund(usize, i64),
    Wait(u64),
}

fn command() -> impl Strategy<Value = Command> {
    let scripts = [
        "succeed",
        "fail:NO",
        "delay:20",
        "delay:90 fail:NO",
        "unknown",
        "lost",
        "duplicate",
        "reorder delay:5",
        "amount:7",
        "succeed refund-fail",
        "delay:9 refund-unknown",
    ];
    prop_oneof![
        4 => prop::sample::select(scripts.to_vec()).prop_map(Command::Confirm),
        1 => (0_usize..3).prop_map(Command::Drop),
        3 => (0_usize..3, 1_i64..400).prop_map(|(part, minor)| Command::Refund(part, minor)),
        3 => (1_u64..120).prop_map(Command::Wait),
    ]
}

/// What was paid for each part and has not been asked back, by the book of the story.
struct Model {
    parts: [i64; 3],
    left: [i64; 3],
    dropped: [bool; 3],
    captured: bool,
}

impl Model {
    /// The payment was captured since we last looked.
    fn saw_captured(&mut self) {
        if !self.captured {
            self.captured = true;
            for part in 0..3 {
                self.left[part] = if self.dropped[part] { 0 } else { self.parts[part] };
            }
        }
    }

    fn refund(&mut self, part: usize, minor: i64) -> Result<(), NotRefunded> {
        if !self.captured {
            return Err(NotRefunded::NotCaptured);
        }
        if self.left[part] < minor {
            return Err(NotRefunded::TooMuch);
        }
        self.left[part] -= minor;
        Ok(())
    }
}

async fn tell(world: &World, seed: u8, commands: &[Command]) {
    let mut ana = world.person(&format!("ana_{seed}")).await;
    let (_, shop) = world.seller(&format!("stall_{seed}")).await;
    let owed = [(shop.as_str(), 100), (shop.as_str(), 250), (shop.as_str(), 33)];
    let before = places(world).await;
    let (payment, parts): (String, Vec<Uuid>) = world.owe(&ana.id, &owed).await;
    let mut model =
        Model { parts: [100, 250, 33], left: [0; 3], dropped: [false; 3], captured: false };
    for (number, command) in commands.iter().enumerate() {
        if is_state(world, &payment, "CAPTURED").await {
            model.saw_captured();
        }
        match command {
            Command::Confirm(script) => {
                let more = json!({ "idempotencyKey": format!("key-{number:06}"),
                                   "sandboxScript": script });
                ana.sign_in_again().await;
                let before = is_state(world, &payment, "CAPTURED").await;
                let _ = ana.confirm(&payment, more).await;
                if before {
                    model.saw_captured();
                }
            }
            Command::Drop(part) => {
                world.drop_part(parts[*part]).await;
                model.dropped[*part] = true;
                model.left[*part] = 0;
            }
            Command::Refund(part, minor) => {
                let key = format!("r-{payment}-{number}");
                let asked = refund(world, parts[*part], *minor, RefundSource::Transit, &key).await;
                assert_eq!(asked.map(|_| ()), model.refund(*part, *minor), "{command:?}");
            }
            Command::Wait(time) => world.later(seconds(*time)).await,
        }
        world.settle().await;
        let now = places(world).await;
        assert_eq!(now.iter().sum::<i64>(), 0, "after {command:?}: {now:?}");
    }
    // Whatever is on its way arrives.
    world.later(seconds(400)).await;
    world.later(kit::hours(2)).await;
    if is_state(world, &payment, "CAPTURED").await {
        model.saw_captured();
    }
    let left: i64 = model.left.iter().sum();
    let after = places(world).await;
    let moved: Vec<i64> = after.iter().zip(before).map(|(after, before)| after - before).collect();
    assert_eq!(moved, [left, 0, -left], "{commands:?}");
}

scenario! {
    async fn money_in_is_money_kept_and_money_back_whatever_happens(world) {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[29; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let stories = prop::collection::vec(command(), 3..12);
        for seed in 0..8 {
            let commands = stories.new_tree(&mut runner).expect("commands").current();
            tell(world, seed, &commands).await;
        }
    }
}
