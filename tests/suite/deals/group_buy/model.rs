//! Random commands over one group against a model of a few fields: whatever happens, in whatever
//! order, group, members, money and stock are what the model says.

use kit::{World, scenario, seconds};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use super::{Buyer, Story, WAIVE, seating};
use crate::orders::paying::payment;

const SIZE: usize = 3;

#[derive(Debug, Clone)]
enum Command {
    Join(usize),
    Pay(usize),
    Leave(usize),
    Waive,
    Wait(u64),
}

fn command() -> impl Strategy<Value = Command> {
    let who = 1_usize..5;
    let waits = [1_u64, 400, 899, 1_000, 40_000];
    prop_oneof![
        4 => who.clone().prop_map(Command::Join),
        4 => who.clone().prop_map(Command::Pay),
        2 => (0_usize..5).prop_map(Command::Leave),
        1 => Just(Command::Waive),
        2 => prop::sample::select(waits.to_vec()).prop_map(Command::Wait),
    ]
}

/// One buyer's seat, by the book of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    None,
    Seated { until: i64 },
    Paid,
    Confirmed,
    Out,
}

/// The group, by the book of the story.
#[derive(Debug)]
struct Book {
    state: &'static str,
    deadline: i64,
    seats: [Told; 5],
    captured: i64,
    refunded: i64,
}

impl Book {
    fn count(&self, of: fn(&Told) -> bool) -> usize {
        self.seats.iter().filter(|told| of(told)).count()
    }

    fn taken(&self) -> usize {
        self.count(|told| matches!(told, Told::Seated { .. } | Told::Paid))
    }

    fn paid(&self) -> usize {
        self.count(|told| *told == Told::Paid)
    }

    /// What the clock has done by now.
    fn run_to(&mut self, now: i64) {
        for told in &mut self.seats {
            if matches!(told, Told::Seated { until } if now >= *until) {
                *told = Told::Out;
            }
        }
        if self.state == "FORMING" && now >= self.deadline {
            self.state = "REFUNDED";
            self.refunded += 9_900 * i64::try_from(self.paid()).unwrap();
            self.seats = [Told::Out; 5];
        }
    }

    fn join(&mut self, who: usize, now: i64) -> Option<&'static str> {
        if self.state != "FORMING" {
            return Some("NOT_FORMING");
        }
        let sits = matches!(self.seats[who], Told::Seated { .. } | Told::Paid);
        if sits {
            return Some("ALREADY_IN");
        }
        if self.taken() == SIZE {
            return Some("GROUP_FULL");
        }
        self.seats[who] = Told::Seated { until: self.deadline.min(now + 900) };
        None
    }

    fn pay(&mut self, who: usize) {
        if matches!(self.seats[who], Told::Seated { .. }) {
            self.seats[who] = Told::Paid;
            self.captured += 9_900;
            if self.paid() == SIZE {
                self.succeed();
            }
        }
    }

    fn succeed(&mut self) {
        self.state = "SUCCEEDED";
        for told in &mut self.seats {
            if *told == Told::Paid {
                *told = Told::Confirmed;
            }
        }
    }

    fn leave(&mut self, who: usize) -> Option<&'static str> {
        match self.seats[who] {
            Told::None => Some("GROUP_NOT_FOUND"),
            Told::Seated { .. } if self.state == "FORMING" => {
                self.seats[who] = Told::Out;
                None
            }
            Told::Paid => {
                self.refunded += 9_900;
                self.seats[who] = Told::Out;
                None
            }
            _ => Some("NOT_FORMING"),
        }
    }

    fn waive(&mut self, waived: bool) -> Option<&'static str> {
        if waived {
            return None;
        }
        if self.state != "FORMING" {
            return Some("NOT_FORMING");
        }
        if self.paid() == 0 {
            return Some("NOBODY_PAID");
        }
        if self.taken() > self.paid() {
            return Some("SEATS_PENDING");
        }
        self.succeed();
        None
    }
}

struct Told5<'world> {
    story: Story<'world>,
    book: Book,
    buyers: Vec<Buyer<'world>>,
    orders: Vec<Option<String>>,
    /// Who left by themselves: leaving again is the same.
    left: [bool; 5],
    waived: bool,
    group: String,
    keys: usize,
}

impl Told5<'_> {
    fn now(&self) -> i64 {
        self.story.world.app().now().unix_timestamp()
    }

    async fn act(&mut self, command: &Command) {
        match command {
            Command::Wait(time) => {
                self.story.world.later(seconds(*time)).await;
                let now = self.now();
                self.book.run_to(now);
                return;
            }
            Command::Waive => self.story.tea.owner.wake().await,
            Command::Join(who) | Command::Pay(who) | Command::Leave(who) => {
                self.buyers[*who].actor.wake().await;
            }
        }
        let now = self.now();
        match *command {
            Command::Join(who) => {
                self.keys += 1;
                let key = json!({ "idempotencyKey": format!("key-number-{}", self.keys) });
                let answer = self.buyers[who].ask_to_join(&self.group, &key).await;
                let told = self.book.join(who, now);
                expect(&answer, told);
                if told.is_none() {
                    self.orders[who] = Some(seating(&answer, "Join").1);
                    self.left[who] = false;
                }
            }
            Command::Pay(who) => {
                let Some(order) = self.orders[who].clone() else { return };
                let id = payment(&self.buyers[who].actor, &order).await;
                let _ = self.buyers[who].actor.confirm(&id, json!({})).await;
                self.book.pay(who);
            }
            Command::Leave(who) => {
                let answer = self.buyers[who].leaves(&self.group).await;
                if self.left[who] {
                    expect(&answer, None);
                    return;
                }
                let told = self.book.leave(who);
                expect(&answer, told);
                self.left[who] = told.is_none();
            }
            Command::Waive => {
                let input = json!({ "id": self.group });
                let answer = self.story.tea.owner.act(WAIVE, input).await;
                let told = self.book.waive(self.waived);
                expect(&answer, told);
                self.waived |= told.is_none();
            }
            Command::Wait(_) => {}
        }
    }

    async fn compare(&mut self, after: &Command) {
        self.story.world.settle().await;
        let seen = self.story.look(&self.group, "state paid seats").await;
        let book = &self.book;
        assert_eq!(seen["state"], book.state, "after {after:?}: {book:?}");
        if book.state == "FORMING" {
            let counted = json!({ "state": "FORMING", "paid": book.paid(), "seats": book.taken() });
            assert_eq!(seen, counted, "after {after:?}: {book:?}");
        }
        let money = self.story.money().await;
        assert_eq!(money, (book.captured, book.refunded), "after {after:?}: {book:?}");
        let held = book.taken() + book.count(|told| *told == Told::Confirmed);
        let reserved = self.story.reserved().await;
        assert_eq!(reserved, i64::try_from(held).unwrap(), "after {after:?}: {book:?}");
    }
}

fn expect(answer: &kit::Answer, refusal: Option<&str>) {
    assert_eq!(answer.refusals(), refusal.into_iter().collect::<Vec<_>>(), "{answer}");
}

/// The same stories in every run.
async fn stories(world: &World, seed: u8) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let commands = prop::collection::vec(command(), 14..26);
    let commands = commands.new_tree(&mut runner).expect("commands").current();
    let story = Story::of_three(world).await;
    let mut buyers = Vec::new();
    for number in 0..5 {
        buyers.push(story.buyer(&format!("buyer_{number}")).await);
    }
    let (group, order) = story.led_by(&buyers[0]).await;
    let deadline = world.app().now().unix_timestamp() + 24 * 3_600;
    let mut seats = [Told::None; 5];
    seats[0] = Told::Paid;
    let book = Book { state: "FORMING", deadline, seats, captured: 9_900, refunded: 0 };
    let mut orders = vec![None; 5];
    orders[0] = Some(order);
    let (left, waived, keys) = ([false; 5], false, 0);
    let mut told = Told5 { story, book, buyers, orders, left, waived, group, keys };
    for command in commands {
        told.act(&command).await;
        told.compare(&command).await;
    }
}

scenario! {
    async fn groups_stand_where_the_model_says_one(world) {
        stories(world, 1).await;
    }

    async fn groups_stand_where_the_model_says_two(world) {
        stories(world, 2).await;
    }

    async fn groups_stand_where_the_model_says_three(world) {
        stories(world, 3).await;
    }

    async fn groups_stand_where_the_model_says_four(world) {
        stories(world, 4).await;
    }
}
