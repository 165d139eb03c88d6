//! What becomes of the order of a member, and what that means for the group. Every reaction may run
//! twice, late, and in any order between orders, and does its work once.

use platform::database::Tx;
use platform::events::{Delivery, Fact as _};
use platform::transitions::Actor;
use platform::{App, Failure, timers, transaction};
use uuid::Uuid;

use super::{counting, ending, steps};
use crate::deals::group_buy::benefit::{BenefitState, LeaderBenefit};
use crate::deals::group_buy::group::{GroupBuy, GroupState};
use crate::deals::group_buy::member::{Member, MemberState};
use crate::deals::group_buy::{jobs, store};
use crate::orders::facts::{OrderCancelled, OrderCompleted, OrderForming, OrderShipped};
use crate::payments::facts::RefundPaid;

/// An order moved, or money came back: it may be a member's.
///
/// # Errors
/// The database's own; it is then tried again.
pub async fn moved(app: App, delivery: Delivery) -> Result<(), Failure> {
    let order = order_of(&delivery)?;
    transaction!(&app, |tx| {
        if let Some(order) = order {
            react(tx, order, &delivery.event.kind).await?;
        }
        delivery.settle(tx).await
    })
}

fn order_of(delivery: &Delivery) -> Result<Option<Uuid>, Failure> {
    let event = &delivery.event;
    Ok(match event.kind.as_str() {
        OrderForming::KIND => event.fact::<OrderForming>()?.map(|fact| fact.order),
        OrderCancelled::KIND => event.fact::<OrderCancelled>()?.map(|fact| fact.order),
        OrderShipped::KIND => event.fact::<OrderShipped>()?.map(|fact| fact.order),
        OrderCompleted::KIND => event.fact::<OrderCompleted>()?.map(|fact| fact.order),
        RefundPaid::KIND => event.fact::<RefundPaid>()?.map(|fact| fact.part),
        _ => None,
    })
}

async fn react(tx: &Tx, order: Uuid, kind: &str) -> Result<(), Failure> {
    let Some(known) = store::members::of_order(tx.conn(), order).await? else { return Ok(()) };
    let Some(group) = store::groups::lock(tx, known.group_id.uuid()).await? else {
        return Ok(());
    };
    // As it is now that its group is locked.
    let Some(member) = store::members::of_order(tx.conn(), order).await? else { return Ok(()) };
    match kind {
        OrderForming::KIND => counting::paid(tx, group, &member).await,
        OrderCancelled::KIND => cancelled(tx, &group, &member).await,
        OrderShipped::KIND => shipped(tx, &group).await,
        OrderCompleted::KIND => completed(tx, &group, &member).await,
        _ => refunded(tx, &group, &member).await,
    }
}

/// An order of a member was cancelled: not paid in time, or given back for another reason. The
/// others keep their price, and the group its state (GB-6).
async fn cancelled(tx: &Tx, group: &GroupBuy, member: &Member) -> Result<(), Failure> {
    if !member.has_seat() {
        return Ok(());
    }
    let why = (Actor::SYSTEM, "its order was cancelled");
    let after = ending::lose(tx, group, member, why).await?;
    ending::close_refunds(tx, &after).await?;
    close(tx, &after).await
}

/// The first parcel of a group is on its way.
async fn shipped(tx: &Tx, group: &GroupBuy) -> Result<(), Failure> {
    if group.state != GroupState::Succeeded {
        return Ok(());
    }
    let why = (Actor::SYSTEM, "its first order was sent");
    steps::group(tx, group, GroupState::Fulfilling, why, |_| ()).await.map(|_| ())
}

/// A member has what they bought, and keeps it.
async fn completed(tx: &Tx, group: &GroupBuy, member: &Member) -> Result<(), Failure> {
    if member.state != MemberState::Confirmed || member.ended_at.is_some() {
        return Ok(());
    }
    let after = Member { ended_at: Some(tx.now()), ..member.clone() };
    if !store::members::put(tx, member.state, &after).await? {
        return Err(Failure::broken("a member of a locked group moved"));
    }
    let owed = group.benefit.is_some_and(|own| own.state == BenefitState::Promised);
    if member.is_leader && owed {
        timers::set(tx, jobs::BENEFIT, group.id.uuid(), tx.now()).await?;
    }
    close(tx, group).await
}

/// Every order of a complete group is over.
async fn close(tx: &Tx, group: &GroupBuy) -> Result<(), Failure> {
    let runs = matches!(group.state, GroupState::Succeeded | GroupState::Fulfilling);
    if !runs || store::members::orders_open(tx, group.id.uuid()).await? > 0 {
        return Ok(());
    }
    let (why, now) = ((Actor::SYSTEM, "every order of it is over"), tx.now());
    let closed = steps::group(tx, group, GroupState::Closed, why, |after| {
        after.ended_at = Some(now);
    });
    closed.await.map(|_| ())
}

/// Money has reached a payer again. This may be heard before that their order was cancelled. What a
/// member of a complete group is given back later is their order's own matter (GB-6).
async fn refunded(tx: &Tx, group: &GroupBuy, member: &Member) -> Result<(), Failure> {
    if member.state == MemberState::Confirmed {
        return gives_back(tx, group, member).await;
    }
    if member.refunded_at.is_some() {
        return Ok(());
    }
    let after = Member { refunded_at: Some(tx.now()), ..member.clone() };
    if !store::members::put(tx, member.state, &after).await? {
        return Err(Failure::broken("a member of a locked group moved"));
    }
    ending::close_refunds(tx, group).await
}

/// A leader who has given back what they bought, or a part of it, is not paid for having brought
/// the others (GB-5).
async fn gives_back(tx: &Tx, group: &GroupBuy, member: &Member) -> Result<(), Failure> {
    let owed = group.benefit.filter(|own| own.state == BenefitState::Promised);
    let Some(owed) = owed.filter(|_| member.is_leader) else { return Ok(()) };
    timers::cancel(tx, jobs::BENEFIT, group.id.uuid()).await?;
    let lost = LeaderBenefit { state: BenefitState::Lost, ..owed };
    steps::keep(tx, group, &GroupBuy { benefit: Some(lost), ..group.clone() }).await
}
