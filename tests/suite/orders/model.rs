//! Random commands over some orders against a model of a few fields: whatever happens, in whatever
//! order, each order stands where the model says, and stock and escrow hold what it says.

use kit::{Actor, World, scenario, seconds};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use super::paying::{COMPLETE, deliver, matter, payment};
use super::{CANCEL, Shop, address, line, see, shop, submit};

#[derive(Debug, Clone)]
enum Command {
    Submit(i32),
    Pay(usize),
    Cancel(usize),
    Deliver(usize),
    Complete(usize),
    /// Something about an order is open, or no longer.
    Matter(usize, bool),
    Wait(u64),
}

fn command() -> impl Strategy<Value = Command> {
    let order = 0_usize..4;
    let waits = [1_u64, 500, 569, 1_200, 1_799, 86_400, 11 * 86_400];
    prop_oneof![
        3 => (1_i32..8).prop_map(Command::Submit),
        4 => order.clone().prop_map(Command::Pay),
        2 => order.clone().prop_map(Command::Cancel),
        4 => order.clone().prop_map(Command::Deliver),
        2 => order.clone().prop_map(Command::Complete),
        2 => (order, any::<bool>()).prop_map(|(order, open)| Command::Matter(order, open)),
        4 => prop::sample::select(waits.to_vec()).prop_map(Command::Wait),
    ]
}

/// One order, by the book of the story; instants in seconds of Unix time.
#[derive(Debug)]
struct Told {
    pieces: i64,
    state: &'static str,
    pay_by: i64,
    hand_on: i64,
    complete_by: i64,
    is_open: bool,
    paused_at: Option<i64>,
    was_paid: bool,
}

impl Told {
    fn submitted(pieces: i64, now: i64) -> Self {
        let (pay_by, is_open, was_paid) = (now + 1_800, false, false);
        let (hand_on, complete_by, paused_at, state) = (0, 0, None, "SUBMITTED");
        Self { pieces, state, pay_by, hand_on, complete_by, is_open, paused_at, was_paid }
    }

    /// What the clock has done by now.
    fn run_to(&mut self, now: i64) {
        match self.state {
            "SUBMITTED" if now >= self.pay_by => self.state = "CANCELLED",
            "PAID" if now >= self.hand_on => self.state = "TO_SHIP",
            "SIGNED" if self.paused_at.is_none() && now >= self.complete_by => {
                self.state = "COMPLETED";
            }
            _ => {}
        }
    }

    fn pay(&mut self, now: i64) {
        if self.state == "SUBMITTED" {
            (self.state, self.hand_on, self.was_paid) = ("PAID", now + 600, true);
        }
    }

    fn cancel(&mut self) -> Option<&'static str> {
        match self.state {
            "SUBMITTED" | "PAID" => {
                self.state = "CANCELLED";
                None
            }
            _ => Some("TOO_LATE"),
        }
    }

    /// Delivered: complete at the end of the tenth day after, in Shanghai.
    fn deliver(&mut self, now: i64) {
        let day = (now + 28_800).div_euclid(86_400);
        (self.state, self.complete_by) = ("SIGNED", (day + 11) * 86_400 - 28_800);
        self.paused_at = self.is_open.then_some(now);
    }

    fn complete(&mut self) -> Option<&'static str> {
        match (self.state, self.paused_at) {
            ("SIGNED", None) => {
                self.state = "COMPLETED";
                None
            }
            ("SIGNED", Some(_)) => Some("MATTER_OPEN"),
            _ => Some("NOT_SIGNED"),
        }
    }

    fn matter(&mut self, open: bool, now: i64) {
        self.is_open = open;
        if self.state == "SIGNED" {
            match (self.paused_at, open) {
                (None, true) => self.paused_at = Some(now),
                (Some(since), false) => {
                    self.complete_by += now - since;
                    self.paused_at = None;
                }
                _ => {}
            }
        }
    }

    fn holds(&self) -> i64 {
        if matches!(self.state, "SUBMITTED" | "PAID" | "TO_SHIP") { self.pieces } else { 0 }
    }

    fn has_taken(&self) -> i64 {
        if matches!(self.state, "SIGNED" | "COMPLETED") { self.pieces } else { 0 }
    }

    fn in_escrow(&self) -> i64 {
        let is_held = self.was_paid && matches!(self.state, "PAID" | "TO_SHIP" | "SIGNED");
        if is_held { self.pieces * 12_800 } else { 0 }
    }
}

/// A story as it goes: what was told, and who ordered it.
struct Story<'world> {
    world: &'world World,
    tea: Shop<'world>,
    orders: Vec<(Told, Actor<'world>, String)>,
    seed: usize,
}

impl Story<'_> {
    fn now(&self) -> i64 {
        self.world.app().now().unix_timestamp()
    }

    async fn submit(&mut self, pieces: i32) {
        let handle = format!("buyer_{}_{}", self.seed, self.orders.len());
        let buyer = self.world.person(&handle).await;
        let home = address(&buyer).await;
        let total = i64::from(pieces) * 12_800;
        let lines = json!([line(&self.tea.skus[0], pieces, 12_800)]);
        let free = 20 - self.sum(Told::holds) - self.sum(Told::has_taken);
        let answer = submit(&buyer, "the-only-order", &home, lines, total).await;
        if i64::from(pieces) > free {
            answer.refused("SOLD_OUT");
            return;
        }
        let order = answer.done().text("checkoutSubmit.checkout.orders.0.id");
        self.orders.push((Told::submitted(i64::from(pieces), self.now()), buyer, order));
    }

    fn sum(&self, of: fn(&Told) -> i64) -> i64 {
        self.orders.iter().map(|(told, ..)| of(told)).sum()
    }

    async fn act(&mut self, command: &Command) {
        let (Command::Pay(which)
        | Command::Cancel(which)
        | Command::Deliver(which)
        | Command::Complete(which)
        | Command::Matter(which, _)) = command
        else {
            match command {
                Command::Submit(pieces) => self.submit(*pieces).await,
                Command::Wait(time) => self.world.later(seconds(*time)).await,
                _ => {}
            }
            return;
        };
        if let Some((_, buyer, _)) = self.orders.get_mut(*which) {
            // Takes half a minute, in which clocks run.
            buyer.sign_in_again().await;
        }
        let (world, now) = (self.world, self.now());
        self.orders.iter_mut().for_each(|(told, ..)| told.run_to(now));
        let Some((told, buyer, order)) = self.orders.get_mut(*which) else { return };
        let id = json!({ "id": order });
        match command {
            Command::Pay(_) => {
                let payment = payment(buyer, order).await;
                let _ = buyer.confirm(&payment, json!({})).await;
                told.pay(now);
            }
            Command::Cancel(_) => expect(&buyer.act(CANCEL, id).await, told.cancel()),
            Command::Complete(_) => expect(&buyer.act(COMPLETE, id).await, told.complete()),
            Command::Deliver(_) if told.state == "TO_SHIP" => {
                deliver(world, order).await;
                told.deliver(now);
            }
            Command::Matter(_, open) if matches!(told.state, "TO_SHIP" | "SIGNED") => {
                matter(world, order, 1, *open).await;
                told.matter(*open, now);
            }
            _ => {}
        }
    }

    async fn compare(&mut self, after: &Command) {
        self.world.settle().await;
        let now = self.now();
        self.orders.iter_mut().for_each(|(told, ..)| told.run_to(now));
        for (told, _, order) in &self.orders {
            let staff = "SELECT state FROM trade_order WHERE";
            let digits = kit::paying::bare(order).simple().to_string();
            let found = match self.world.engine() {
                kit::Engine::Sqlite => format!("{staff} lower(hex(id)) = '{digits}'"),
                kit::Engine::Postgres => {
                    format!("{staff} replace(id::text, '-', '') = '{digits}'")
                }
            };
            assert_eq!(self.world.ask(&found).await, [told.state], "after {after:?}: {told:?}");
        }
        let count = async |sql: &str| self.world.count(sql).await;
        let reserved = "SELECT reserved FROM sku WHERE code = '50'";
        assert_eq!(count(reserved).await, self.sum(Told::holds), "after {after:?}");
        let left = "SELECT on_hand FROM sku WHERE code = '50'";
        assert_eq!(count(left).await, 20 - self.sum(Told::has_taken), "after {after:?}");
        let held =
            "SELECT coalesce(sum(funded_minor - released_minor - refunded_minor), 0) FROM escrow";
        assert_eq!(count(held).await, self.sum(Told::in_escrow), "after {after:?}");
    }
}

fn expect(answer: &kit::Answer, refusal: Option<&str>) {
    assert_eq!(answer.refusals(), refusal.into_iter().collect::<Vec<_>>(), "{answer}");
}

async fn tell(world: &World, seed: usize, commands: &[Command]) {
    let tea = shop(world, "tea").await;
    let mut story = Story { world, tea, orders: Vec::new(), seed };
    for command in commands {
        story.act(command).await;
        story.compare(command).await;
    }
    for (told, buyer, order) in &mut story.orders {
        buyer.sign_in_again().await;
        // Its buyer sees what the rows say, unless the clock went on in this half minute.
        let seen = see(buyer, order, "state").await;
        assert!(seen["state"].is_string(), "{told:?}");
    }
}

/// The same stories in every run.
async fn stories(world: &World, seed: u8) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let commands = prop::collection::vec(command(), 12..24);
    let commands = commands.new_tree(&mut runner).expect("commands").current();
    tell(world, usize::from(seed), &commands).await;
}

scenario! {
    async fn orders_stand_where_the_model_says_one(world) {
        stories(world, 1).await;
    }

    async fn orders_stand_where_the_model_says_two(world) {
        stories(world, 2).await;
    }

    async fn orders_stand_where_the_model_says_three(world) {
        stories(world, 3).await;
    }

    async fn orders_stand_where_the_model_says_four(world) {
        stories(world, 4).await;
    }
}
