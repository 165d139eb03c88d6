//! Compensation: what the law gives, who pays it, and who pays it back.

mod amounts;
mod faked;
mod illegal;
mod owing;
mod paying;
mod reading;
mod rules;
mod waterfall;

use fairstall::compensation::{
    Advance, AdvanceGround, Approval, Basis, Compensation, Demand, NewClaim, approve, claim,
    pay_in_advance,
};
use fairstall::ledger::Account;
use fairstall::orders::facts::OrderCompleted;
use kit::{Actor, Answer, World};
use platform::kernel::{Currency, Id, Money};
use platform::transitions::Actor as Mover;
use platform::{Failure, transaction};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fulfilment::keyed;
use crate::ledger::{comes, minor, moves, post};
use crate::orders::{Shop, shop};
use crate::settlement::{literal, order, told, uuid};

pub const SEEN: &str = "id state allowedTransitions legalGround legalSource basis reference
    base { amountMinor } multiple floor { amountMinor } cap { amountMinor } amount { amountMinor }
    payer advanceGround recourse { amountMinor } balance { amountMinor } payBy paidAt contestBy
    dueAt rejectReason contest { id state }
    entries { nodes { kind funder legalGround amount { amountMinor } } }";

/// A document of a mutation whose payload has a claim.
pub fn document(name: &str) -> String {
    let input = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    format!(
        "mutation ($input: {input}!) {{ {name}(input: $input) {{
        compensation {{ {SEEN} }} userErrors {{ code field }} }} }}"
    )
}

/// Does something with a claim.
pub async fn act(actor: &Actor<'_>, name: &str, input: Value) -> Answer {
    Box::pin(async { actor.act(&document(name), keyed(input)).await }).await
}

// The helpers box their futures: a story holds many of them, and its thread has a small stack.

/// Who plays in most stories; all of them have just proved who they are.
pub struct Cast<'world> {
    pub tea: Shop<'world>,
    /// She bought.
    pub ana: Actor<'world>,
    /// Opens claims.
    pub desk: Actor<'world>,
    /// Decides about them.
    pub judge: Actor<'world>,
    pub risk: Actor<'world>,
}

impl Cast<'_> {
    /// Everybody proves once more who they are.
    pub async fn fresh(&mut self) {
        Box::pin(async {
            for actor in [
                &mut self.tea.owner,
                &mut self.ana,
                &mut self.desk,
                &mut self.judge,
                &mut self.risk,
            ] {
                actor.sign_in_again().await;
            }
        })
        .await;
    }
}

pub async fn cast(world: &World) -> Cast<'_> {
    Box::pin(async {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let (desk, judge) = (world.staff("SUPPORT").await, world.staff("SUPPORT").await);
        let risk = world.staff("RISK").await;
        let mut cast = Cast { tea, ana, desk, judge, risk };
        cast.fresh().await;
        cast
    })
    .await
}

/// An order that somebody bought, its price in escrow.
pub async fn bought(
    world: &World,
    shop: &Shop<'_>,
    (number, buyer): (u128, &Actor<'_>),
    price: i64,
) -> Uuid {
    Box::pin(async {
        let id = order(world, shop, number, "SHIPPED", price).await;
        let (order, buyer) = (literal(world, id), literal(world, uuid(&buyer.id)));
        world.run(&format!("UPDATE trade_order SET buyer_id = {buyer} WHERE id = {order}")).await;
        id
    })
    .await
}

/// The money of an order is shared out: its shop has 95 % of it coming.
pub async fn settled(world: &World, shop: &Shop<'_>, order: Uuid) {
    Box::pin(async {
        told(world, &OrderCompleted { order, operator: uuid(&shop.id) }).await;
    })
    .await;
}

pub fn order_id(order: Uuid) -> String {
    format!("order_{}", order.simple())
}

/// Opens a claim, with more said; by admission unless another basis is said.
pub async fn open(desk: &Actor<'_>, order: Uuid, ground: &str, more: Value) -> Answer {
    let mut input = json!({ "orderId": order_id(order), "ground": ground, "basis": "ADMISSION" });
    for (name, value) in more.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    act(desk, "compensationOpen", input).await
}

/// Opens a claim of so much that was lost; answers its id.
pub async fn lost(desk: &Actor<'_>, order: Uuid, minor: i64) -> String {
    let more = json!({ "lossMinor": minor.to_string(), "basis": "RULING" });
    let opened = open(desk, order, "LOSS", more).await.done();
    opened.text("compensationOpen.compensation.id")
}

pub async fn approved(judge: &Actor<'_>, id: &str) -> Answer {
    act(judge, "compensationApprove", json!({ "id": id })).await
}

/// Approves, and the platform pays at once, because it promised to.
pub async fn promised(judge: &Actor<'_>, id: &str) -> Answer {
    act(judge, "compensationApprove", json!({ "id": id, "payAtOnce": "PROMISED" })).await
}

/// A claim as somebody sees it; null if they may not.
pub async fn see(actor: &Actor<'_>, id: &str) -> Value {
    Box::pin(async {
        let query = format!("query ($id: ID!) {{ compensation(id: $id) {{ {SEEN} }} }}");
        actor.run(&query, json!({ "id": id })).await.done().data("compensation").clone()
    })
    .await
}

pub fn state(seen: &Value) -> &str {
    seen["state"].as_str().expect("a state")
}

pub fn wallet(person: &Actor<'_>) -> Account {
    Account::Wallet(Id::from_uuid(uuid(&person.id)))
}

pub fn deposit(shop: &str) -> Account {
    Account::Deposit(Id::from_uuid(uuid(shop)))
}

/// An account comes to hold exactly so much.
pub async fn holds(world: &World, account: Account, wanted: i64) {
    let app = world.app();
    let there = minor(app, account).await;
    let key = format!("holds:{}", app.new_uuid());
    let more = wanted - there;
    if more > 0 {
        post(app, &[comes(account, more, &key)]).await.unwrap();
    } else if more < 0 {
        post(app, &[moves(account, Account::Payouts, -more, &key)]).await.unwrap();
    }
}

/// A claim of so much that was lost, claimed, approved and paid by the platform in one transaction
/// of the house, as another room does it.
pub async fn advanced(world: &World, order: Uuid, by: &Actor<'_>, minor: i64) -> Compensation {
    let new = NewClaim {
        order: Id::from_uuid(order),
        lines: Vec::new(),
        demand: Demand::Loss(Money::new(minor, Currency::Cny), Basis::Ruling),
        matter: Some(Uuid::from_u128(7)),
        by: None,
    };
    let by = Id::from_uuid(uuid(&by.id));
    let done: Result<Compensation, Failure> = Box::pin(async {
        transaction!(world.app(), |tx| {
            let claimed = claim(tx, &new).await?.expect("a claim");
            let approval = Approval { by, at_once: None };
            let approved = approve(tx, claimed.id, approval).await?.expect("an approval");
            let asked = Advance { ground: AdvanceGround::Promised, actor: Mover::SYSTEM };
            Ok(pay_in_advance(tx, approved.id, asked).await?.expect("a payment"))
        })
    })
    .await;
    let done = done.unwrap();
    world.settle().await;
    done
}
