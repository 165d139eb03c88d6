//! Group buys: campaigns, groups, seats.

mod campaigns;
mod crashes;
mod frozen;
mod listing;
mod live;
mod model;
mod races;
mod reading;
mod refused;
mod rules;
mod seats;
mod stopping;
mod waiving;

use std::borrow::Borrow;

use kit::{Actor, Answer, World};
use serde_json::{Value, json};

use crate::fulfilment::keyed;
use crate::orders::paying::payment;
use crate::orders::{ADDRESS, Shop, place, shop};

pub const CREATE: &str = "mutation ($input: GroupBuyCampaignCreateInput!) {
    groupBuyCampaignCreate(input: $input) { campaign { id state size groupPrice { amountMinor }
        soloPrice { amountMinor } stockLeft } userErrors { code field } } }";

pub const SUBMIT: &str = "mutation ($input: GroupBuyCampaignSubmitInput!) {
    groupBuyCampaignSubmit(input: $input) { campaign { id state } userErrors { code } } }";

pub const REVIEW: &str = "mutation ($input: GroupBuyCampaignReviewInput!) {
    groupBuyCampaignReview(input: $input) { campaign { id state rejection }
        userErrors { code } } }";

pub const STOP: &str = "mutation ($input: GroupBuyCampaignStopInput!) {
    groupBuyCampaignStop(input: $input) { campaign { id state } userErrors { code } } }";

pub const OPEN: &str = "mutation ($input: GroupBuyOpenInput!) { groupBuyOpen(input: $input) {
    seating { group { id state } seat { state payBy order { id } } }
    userErrors { code field retryAt } } }";

pub const JOIN: &str = "mutation ($input: GroupBuyJoinInput!) { groupBuyJoin(input: $input) {
    seating { group { id state } seat { state payBy order { id } } }
    userErrors { code field retryAt } } }";

pub const LEAVE: &str = "mutation ($input: GroupBuyLeaveInput!) { groupBuyLeave(input: $input) {
    seating { group { state paid seats } seat { state } } userErrors { code } } }";

pub const WAIVE: &str = "mutation ($input: GroupBuyWaiveInput!) { groupBuyWaive(input: $input) {
    group { state paid waiver { completedWith size } } userErrors { code retryAt } } }";

/// The price of one piece in a group of the stories.
pub const UNIT: i64 = 9_900;

/// A campaign as a shop plans it, with what a story changes.
pub fn plan(world: &World, sku: &str, changes: &Value) -> Value {
    let now = world.app().now();
    let at = |days: i64| {
        let at = now + time::Duration::days(days);
        at.format(&time::format_description::well_known::Rfc3339).expect("an instant")
    };
    let mut input = json!({
        "idempotencyKey": "campaign-1", "skuId": sku, "groupPriceMinor": UNIT.to_string(),
        "size": 3, "startsAt": at(0), "endsAt": at(7), "stock": 18, "mostPerPerson": 2,
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    input
}

/// A shop with a campaign that runs.
pub struct Story<'world> {
    pub world: &'world World,
    pub tea: Shop<'world>,
    pub staff: Actor<'world>,
    pub campaign: String,
}

impl<'world> Story<'world> {
    /// Groups of three, at 99.00 in place of 128.00.
    pub async fn of_three(world: &'world World) -> Self {
        Self::with(world, &json!({})).await
    }

    pub async fn with(world: &'world World, changes: &Value) -> Self {
        let staff = world.staff("COMPLIANCE").await;
        let tea = shop(world, "tea").await;
        let made = tea.owner.act(CREATE, plan(world, &tea.skus[0], changes)).await.done();
        let campaign = made.text("groupBuyCampaignCreate.campaign.id");
        let id = json!({ "id": campaign });
        let _ = tea.owner.act(SUBMIT, id.clone()).await.done();
        let _ = staff.act(REVIEW, id).await.done();
        world.settle().await;
        Self { world, tea, staff, campaign }
    }

    /// A buyer with an address of their own.
    pub async fn buyer(&self, handle: &str) -> Buyer<'world> {
        let actor = self.world.person(handle).await;
        let phone = format!("139{:08}", fold(handle));
        let home = home(&actor, &phone).await;
        Buyer { actor, home }
    }

    /// Asks for the first seat of a new group.
    pub async fn ask_to_open(&self, buyer: &Buyer<'_>, changes: impl Borrow<Value>) -> Answer {
        let mut input = buyer.wish(changes.borrow());
        input["campaignId"] = json!(self.campaign);
        buyer.actor.act(OPEN, input).await
    }

    /// A group that this buyer has opened and paid for.
    pub async fn led_by(&self, buyer: &Buyer<'_>) -> (String, String) {
        let (group, order) = seating(&self.ask_to_open(buyer, json!({})).await.done(), "Open");
        buyer.pay(&order).await;
        assert_eq!(self.look(&group, "state").await["state"], "FORMING");
        (group, order)
    }

    /// Somebody takes a seat and pays for it.
    pub async fn joins(&self, buyer: &Buyer<'_>, group: &str) -> String {
        let order = buyer.sits(group).await;
        buyer.pay(&order).await;
        order
    }

    /// A group as everybody sees it; null if they do not.
    pub async fn look(&self, group: &str, fields: &str) -> Value {
        look(&self.world.visitor(), group, fields).await
    }

    /// The states of all members, in the order of their names.
    pub async fn members(&self) -> Vec<String> {
        self.world.ask("SELECT state FROM group_member ORDER BY state").await
    }

    /// What everybody has paid, and what has gone back to them.
    pub async fn money(&self) -> (i64, i64) {
        let captured = "SELECT coalesce(sum(captured_minor), 0) FROM payment_attempt";
        let refunded =
            "SELECT coalesce(sum(amount_minor), 0) FROM payment_refund WHERE state = 'PAID'";
        (self.world.count(captured).await, self.world.count(refunded).await)
    }

    /// Pieces that orders hold.
    pub async fn reserved(&self) -> i64 {
        crate::orders::reserved(self.world).await
    }
}

/// Somebody who buys, and where it goes.
pub struct Buyer<'world> {
    pub actor: Actor<'world>,
    pub home: String,
}

impl Buyer<'_> {
    fn wish(&self, changes: &Value) -> Value {
        let mut input = json!({
            "idempotencyKey": "the-first-seat", "seenTotalMinor": UNIT.to_string(),
            "purchase": { "addressId": self.home },
        });
        for (name, value) in changes.as_object().into_iter().flatten() {
            if let Some(more) = value.as_object() {
                for (name_within, value) in more {
                    input[name][name_within] = value.clone();
                }
            } else {
                input[name] = value.clone();
            }
        }
        input
    }

    pub async fn ask_to_join(&self, group: &str, changes: impl Borrow<Value>) -> Answer {
        let mut input = self.wish(changes.borrow());
        input["groupId"] = json!(group);
        self.actor.act(JOIN, input).await
    }

    /// Takes a seat; answers the order to pay.
    pub async fn sits(&self, group: &str) -> String {
        seating(&self.ask_to_join(group, json!({})).await.done(), "Join").1
    }

    pub async fn pay(&self, order: &str) {
        let id = payment(&self.actor, order).await;
        let _ = self.actor.pay(&id).await;
    }

    pub async fn leaves(&self, group: &str) -> Answer {
        self.actor.act(LEAVE, keyed(json!({ "id": group }))).await
    }

    /// Where an order of theirs stands.
    pub async fn order(&self, order: &str) -> String {
        let seen = crate::orders::see(&self.actor, order, "state").await;
        seen["state"].as_str().expect("a state").to_owned()
    }
}

/// The group and the order of an answer.
pub fn seating(answer: &Answer, verb: &str) -> (String, String) {
    let at = format!("groupBuy{verb}.seating");
    (answer.text(&format!("{at}.group.id")), answer.text(&format!("{at}.seat.order.id")))
}

/// An address with a phone of its own.
pub async fn home(actor: &Actor<'_>, phone: &str) -> String {
    let mut input = place("CN-33");
    input["phone"] = json!(phone);
    actor.act(ADDRESS, input).await.done().text("addressAdd.address.id")
}

pub async fn look(who: &Actor<'_>, group: &str, fields: &str) -> Value {
    let query = format!("query ($id: ID!) {{ groupBuy(id: $id) {{ {fields} }} }}");
    who.run(&query, json!({ "id": group })).await.done().data("groupBuy").clone()
}

/// A number of eight digits that differs with a handle.
fn fold(handle: &str) -> u32 {
    handle
        .bytes()
        .fold(7_u32, |sum, byte| (sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 100_000_000)
}
