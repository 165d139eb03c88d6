//! An order on its way from state to state. Each move is one guarded change with its row of the
//! timeline and its fact; whatever hangs on it (stock, escrow, clocks) moves in the same
//! transaction.

use platform::database::Tx;
use platform::events::{Delivery, Fact};
use platform::kernel::Id;
use platform::kernel::calendar::{Period, Roll, WorkingDays};
use platform::timers::{self, Firing};
use platform::transitions::{self, Actor, ActorKind, States, Step};
use platform::{App, Error, Failure, events, refusals, transaction};
use time::OffsetDateTime;

use super::invoices;
use super::waiting::is_withheld;
use crate::catalog;
use crate::identity::Person;
use crate::ledger::escrow;
use crate::operators;
use crate::orders::facts::{
    OrderCancelled, OrderCompleted, OrderForming, OrderPaid, OrderShipped, OrderSigned, OrderToShip,
};
use crate::orders::{Order, OrderState, jobs, store, terms};
use crate::payments::facts::{PaymentCaptured, PaymentReversed};
use crate::payments::{self, NotRefunded, RefundAsk, RefundSource};

refusals! {
    /// Why an order was not cancelled, in order of precedence.
    pub enum CancelRefusal: "OrderCancelErrorCode", OrderCancelUserError {
        /// There is no such order of yours.
        OrderNotFound at ["id"] says "There is no such order of yours.",
        /// It is being sent already, or has ended.
        TooLate at ["id"] says "This order can no longer be cancelled.",
        /// Its money does not move while a report about it is looked into (PY-4).
        MoneyFrozen at ["id"] says "The money of this order is frozen until a report is decided.",
    }
}

refusals! {
    /// Why an order was not completed, in order of precedence.
    pub enum CompleteRefusal: "OrderCompleteErrorCode", OrderCompleteUserError {
        /// There is no such order of yours.
        OrderNotFound at ["id"] says "There is no such order of yours.",
        /// Not all of it is signed for, or it has ended.
        NotSigned at ["id"] says "This order is not delivered yet, or has ended.",
        /// Something about it is open.
        MatterOpen at ["id"] says "Something about this order is still open.",
    }
}

/// Cancels an order of the person who placed it: one that is not paid, or that was paid a few
/// minutes ago. What was paid goes back by the way it came.
///
/// # Errors
/// [`CancelRefusal`], or ours.
pub async fn cancel(
    app: &App,
    person: &Person,
    id: Id<Order>,
) -> Result<Order, Error<CancelRefusal>> {
    let buyer = person.account_id();
    transaction!(app, |tx| {
        let order = store::orders::lock(tx, id).await?.filter(|order| order.buyer_id == buyer);
        let order = order.ok_or(CancelRefusal::OrderNotFound)?;
        let actor = Actor::person(ActorKind::Buyer, buyer.uuid());
        match order.state {
            OrderState::Submitted => Ok(give_up(tx, order, actor, "cancelled unpaid").await?),
            // A group that forms is left through the group.
            OrderState::Paid => {
                let cancelled = cancel_paid(tx, order, actor, "cancelled by its buyer").await?;
                Ok(cancelled.map_err(|MoneyFrozen| CancelRefusal::MoneyFrozen)?)
            }
            _ => Err(CancelRefusal::TooLate.into()),
        }
    })
}

/// Completes a delivered order of the person who placed it, before its time.
///
/// # Errors
/// [`CompleteRefusal`], or ours.
pub async fn complete(
    app: &App,
    person: &Person,
    id: Id<Order>,
) -> Result<Order, Error<CompleteRefusal>> {
    let buyer = person.account_id();
    transaction!(app, |tx| {
        let order = store::orders::lock(tx, id).await?.filter(|order| order.buyer_id == buyer);
        let order = order.ok_or(CompleteRefusal::OrderNotFound)?;
        if order.state != OrderState::Signed {
            return Err(CompleteRefusal::NotSigned.into());
        }
        if order.paused_at.is_some() {
            return Err(CompleteRefusal::MatterOpen.into());
        }
        let actor = Actor::person(ActorKind::Buyer, buyer.uuid());
        Ok(finish(tx, order, actor, "confirmed by its buyer").await?)
    })
}

/// Gives up an order that nobody has paid for: its pieces are for sale again. What is captured for
/// it nevertheless goes back by itself.
///
/// # Errors
/// It is not `SUBMITTED`: a failure of ours; the database's own.
pub async fn give_up(tx: &Tx, order: Order, actor: Actor, cause: &str) -> Result<Order, Failure> {
    payments::drop_part(tx, order.id.uuid()).await?;
    timers::cancel(tx, jobs::PAY_BY, order.id.uuid()).await?;
    cancelled(tx, order, actor, cause).await
}

/// The money of an order is frozen, and does not move before what it is frozen for is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyFrozen;

/// Cancels an order that was paid and not sent: everything in its escrow goes back, and its pieces
/// are for sale again. For its buyer, a group that failed, and an operator that cannot deliver.
///
/// # Errors
/// The inner one: its escrow is frozen; whoever reads it must not commit. The outer one: the order
/// is not in a state for this, a failure of ours; the database's own.
pub async fn cancel_paid(
    tx: &Tx,
    order: Order,
    actor: Actor,
    cause: &str,
) -> Result<Result<Order, MoneyFrozen>, Failure> {
    let ask = RefundAsk {
        part: order.id.uuid(),
        amount: order.price.total,
        source: RefundSource::Escrow,
        key: format!("cancel:{}", order.id.uuid()),
    };
    match payments::refund(tx, &ask).await? {
        Ok(_) => {}
        Err(NotRefunded::EscrowRefuses) => return Ok(Err(MoneyFrozen)),
        Err(_) => return Err(Failure::broken("an order that was not sent refuses a refund")),
    }
    timers::cancel(tx, jobs::HAND_ON, order.id.uuid()).await?;
    cancelled(tx, order, actor, cause).await.map(Ok)
}

async fn cancelled(tx: &Tx, order: Order, actor: Actor, cause: &str) -> Result<Order, Failure> {
    catalog::free_reserved(tx, order.id.uuid()).await?;
    invoices::withdraw(tx, order.id).await?;
    operators::close_matter(tx, order.operator_id, order.id.uuid()).await?;
    let now = tx.now();
    let told = OrderCancelled::of(&order);
    go(tx, order, (OrderState::Cancelled, actor, cause), &told, |order| {
        order.cancelled_at = Some(now);
    })
    .await
}

/// What was captured for a checkout goes into the escrow of its orders. An order that has ended
/// meanwhile is passed over: its part was dropped, and payments give it back.
///
/// # Errors
/// The database's own.
pub async fn captured(app: App, delivery: Delivery) -> Result<(), Failure> {
    let Some(fact) = delivery.event.fact::<PaymentCaptured>()? else { return Ok(()) };
    transaction!(&app, |tx| {
        let orders = store::orders::lock_of_checkout(tx, fact.subject).await?;
        let when = payments::captured_at(tx, &ids_of(&orders)).await?;
        for order in orders {
            if order.state != OrderState::Submitted {
                continue;
            }
            // What counts is when the money was there, however late we hear of it.
            if when.get(&order.id.uuid()).is_none_or(|at| *at < order.pay_by) {
                paid(tx, order).await?;
            } else {
                give_up(tx, order, Actor::SYSTEM, "paid too late").await?;
            }
        }
        delivery.settle(tx).await
    })
}

/// A payment was not authorised by its payer, and payments gave back what was left of an order's
/// part (PY-4): what was not sent is cancelled. What was sent goes on without money.
///
/// # Errors
/// The database's own.
pub async fn reversed(app: App, delivery: Delivery) -> Result<(), Failure> {
    let Some(fact) = delivery.event.fact::<PaymentReversed>()? else { return Ok(()) };
    transaction!(&app, |tx| {
        let order = store::orders::lock(tx, Id::from_uuid(fact.part)).await?;
        let unsent =
            |order: &Order| order.state.may_become(OrderState::Cancelled, ActorKind::System);
        if let Some(order) = order.filter(unsent) {
            timers::cancel(tx, jobs::PAY_BY, fact.part).await?;
            timers::cancel(tx, jobs::HAND_ON, fact.part).await?;
            cancelled(tx, order, Actor::SYSTEM, "PY-4: not authorised by its payer").await?;
        }
        delivery.settle(tx).await
    })
}

async fn paid(tx: &Tx, order: Order) -> Result<(), Failure> {
    let (id, total) = (order.id.uuid(), order.price.total);
    if escrow::fund(tx, id, total).await?.is_err() {
        return Err(Failure::broken("what was captured for an order is not in transit"));
    }
    timers::cancel(tx, jobs::PAY_BY, id).await?;
    let now = tx.now();
    let told = OrderPaid::of(&order);
    let step = (OrderState::Paid, Actor::SYSTEM, "paid into escrow");
    let order = go(tx, order, step, &told, |order| order.paid_at = Some(now)).await?;
    if !order.waits_for_group {
        return timers::set(tx, jobs::HAND_ON, id, now + terms::SECOND_THOUGHTS).await;
    }
    let told = OrderForming::of(&order);
    let step = (OrderState::Forming, Actor::SYSTEM, "waits for its group");
    go(tx, order, step, &told, |_| ()).await.map(|_| ())
}

/// The first parcel of an order is on its way: its pieces have left the store.
///
/// # Errors
/// It is not to be sent: a failure of ours; the database's own.
pub async fn ship(
    tx: &Tx,
    order: Order,
    at: OffsetDateTime,
    actor: Actor,
) -> Result<Order, Failure> {
    catalog::take_reserved(tx, order.id.uuid()).await?;
    let told = OrderShipped::of(&order);
    go(tx, order, (OrderState::Shipped, actor, "sent"), &told, |order| {
        order.shipped_at = Some(at);
    })
    .await
}

/// All of an order was delivered at an instant; ten days later it completes by itself, unless
/// something about it is open [ECL 51].
///
/// # Errors
/// It was not sent: a failure of ours; the database's own.
pub async fn sign(
    tx: &Tx,
    order: Order,
    at: OffsetDateTime,
    actor: Actor,
) -> Result<Order, Failure> {
    let id = order.id.uuid();
    let days = Period::Days(terms::COMPLETE_DAYS, Roll::Stay);
    let end = days
        .deadline(at, &WorkingDays::built_in())
        .map_err(|error| Failure::because("when an order completes", error))?;
    let complete_by = end.instant();
    let is_open = store::matters::count(tx, id).await? > 0;
    if !is_open {
        timers::set(tx, jobs::COMPLETE, id, complete_by).await?;
    }
    let now = tx.now();
    let told = OrderSigned::of(&order);
    go(tx, order, (OrderState::Signed, actor, "delivered"), &told, |order| {
        order.signed_at = Some(at);
        order.complete_by = Some(complete_by);
        order.paused_at = is_open.then_some(now);
    })
    .await
}

async fn finish(tx: &Tx, order: Order, actor: Actor, cause: &str) -> Result<Order, Failure> {
    let (id, now) = (order.id.uuid(), tx.now());
    timers::cancel(tx, jobs::COMPLETE, id).await?;
    operators::close_matter(tx, order.operator_id, id).await?;
    timers::set(tx, jobs::ARCHIVE, id, now + terms::ARCHIVE_AFTER).await?;
    let told = OrderCompleted::of(&order);
    go(tx, order, (OrderState::Completed, actor, cause), &told, |order| {
        order.completed_at = Some(now);
    })
    .await
}

/// One move: the guarded change, its row of the timeline, its fact.
pub(super) async fn go<F: Fact>(
    tx: &Tx,
    before: Order,
    (to, actor, cause): (OrderState, Actor, &str),
    told: &F,
    change: impl FnOnce(&mut Order),
) -> Result<Order, Failure> {
    if !before.state.may_become(to, actor.kind) {
        return Err(Failure::broken("an order cannot go there from where it stands"));
    }
    let mut after = Order { state: to, ..before.clone() };
    change(&mut after);
    if !store::orders::put(tx, &before, &after).await? {
        return Err(Failure::broken("a locked order moved"));
    }
    after.version += 1;
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to,
        actor,
        cause: cause.to_owned(),
        rule_version: Some(terms::VERSION.to_owned()),
    };
    transitions::record(tx, step).await?;
    events::record(tx, told).await?;
    Ok(after)
}

fn ids_of(orders: &[Order]) -> Vec<uuid::Uuid> {
    orders.iter().map(|order| order.id.uuid()).collect()
}

/// Its time has passed, and an order was not paid. One whose money was there in time is left alone,
/// though nobody has heard of it yet: the fact of it is on its way.
///
/// # Errors
/// The database's own.
pub async fn expire(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let order = store::orders::lock(tx, Id::from_uuid(firing.aggregate)).await?;
        firing.settle(tx).await?;
        let Some(order) = order.filter(|order| order.state == OrderState::Submitted) else {
            return Ok(());
        };
        let when = payments::captured_at(tx, &[order.id.uuid()]).await?;
        if when.get(&order.id.uuid()).is_some_and(|at| *at < order.pay_by) {
            return Ok(());
        }
        give_up(tx, order, Actor::SYSTEM, "not paid in time").await.map(|_| ())
    })
}

/// The time for second thoughts is over: an order is handed on to be sent.
///
/// # Errors
/// The database's own.
pub async fn hand_on(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let order = store::orders::lock(tx, Id::from_uuid(firing.aggregate)).await?;
        firing.settle(tx).await?;
        let Some(order) = order.filter(|order| order.state == OrderState::Paid) else {
            return Ok(());
        };
        // PY-4: it goes on when its money is free again.
        if is_withheld(tx, &order).await? {
            return Ok(());
        }
        let promised = order.paid_at.unwrap_or(tx.now()) + terms::SHIP_WITHIN;
        let ship_by = order.ship_by.unwrap_or(promised);
        let told = OrderToShip::of(&order);
        let step = (OrderState::ToShip, Actor::SYSTEM, "handed on to be sent");
        go(tx, order, step, &told, |order| order.ship_by = Some(ship_by)).await.map(|_| ())
    })
}

/// Ten days after signing, without anything open.
///
/// # Errors
/// The database's own.
pub async fn fall_complete(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let order = store::orders::lock(tx, Id::from_uuid(firing.aggregate)).await?;
        firing.settle(tx).await?;
        let due = |order: &Order| order.state == OrderState::Signed && order.paused_at.is_none();
        match order.filter(due) {
            Some(order) => {
                finish(tx, order, Actor::SYSTEM, "ten days after signing").await.map(|_| ())
            }
            None => Ok(()),
        }
    })
}

/// An order that has been complete for long is put away.
///
/// # Errors
/// The database's own.
pub async fn archive(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let order = store::orders::lock(tx, Id::from_uuid(firing.aggregate)).await?;
        firing.settle(tx).await?;
        let Some(order) = order.filter(|order| order.state == OrderState::Completed) else {
            return Ok(());
        };
        let told = crate::orders::facts::OrderChanged::of(&order);
        let step = (OrderState::Archived, Actor::SYSTEM, "put away");
        go(tx, order, step, &told, |_| ()).await.map(|_| ())
    })
}
