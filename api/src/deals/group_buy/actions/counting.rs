//! A payment arrives: it is counted by when its money was there, and whoever completes the group
//! completes it in this transaction (GB-1, GB-2, GB-4).

use platform::database::Tx;
use platform::transitions::Actor;
use platform::{Failure, events, timers};
use time::OffsetDateTime;

use super::ending;
use super::steps::{self, Why};
use crate::deals::group_buy::benefit::{BenefitState, Funder, LeaderBenefit};
use crate::deals::group_buy::facts::GroupBuySucceeded;
use crate::deals::group_buy::group::{GroupBuy, GroupState};
use crate::deals::group_buy::member::{Member, MemberState};
use crate::deals::group_buy::{jobs, store};
use crate::identity::Account;
use crate::orders::{self, Order, OrderState};
use crate::payments;
use platform::kernel::Id;

/// The money of a member's order is in escrow, and the order waits for its group.
///
/// # Errors
/// The database's own.
pub async fn paid(tx: &Tx, group: GroupBuy, member: &Member) -> Result<(), Failure> {
    let Some(order) = orders::lock(tx, member.order_id).await? else { return Ok(()) };
    if member.state != MemberState::Seated || order.state != OrderState::Forming {
        return Ok(());
    }
    let id = order.id.uuid();
    let captured = payments::captured_at(tx, &[id]).await?.remove(&id);
    let captured = captured.ok_or_else(|| Failure::broken("a paid order was never captured"))?;
    match group.state {
        GroupState::Opened => begin(tx, &group, member, captured).await,
        GroupState::Forming if group.counts(captured) => {
            let after = count(tx, &group, member, captured).await?;
            if after.paid == after.size { complete(tx, after, None).await } else { Ok(()) }
        }
        // Too late, or for a group that is over: it goes back.
        _ => ending::refund_late(tx, &group, member, order).await,
    }
}

/// The leader has paid: the group forms, and its time begins with the money.
async fn begin(
    tx: &Tx,
    group: &GroupBuy,
    leader: &Member,
    captured: OffsetDateTime,
) -> Result<(), Failure> {
    let deadline = group.deadline_from(captured);
    let why = (Actor::SYSTEM, "its leader has paid");
    let forming = steps::group(tx, group, GroupState::Forming, why, |after| {
        after.deadline = Some(deadline);
    });
    let forming = forming.await?;
    timers::set(tx, jobs::DEADLINE, group.id.uuid(), deadline).await?;
    count(tx, &forming, leader, captured).await.map(|_| ())
}

async fn count(
    tx: &Tx,
    group: &GroupBuy,
    member: &Member,
    captured: OffsetDateTime,
) -> Result<GroupBuy, Failure> {
    let why = (Actor::SYSTEM, "paid");
    steps::member(tx, member, MemberState::Paid, why, |after| after.paid_at = Some(captured))
        .await?;
    let after = GroupBuy { paid: group.paid.saturating_add(1), ..group.clone() };
    steps::keep(tx, group, &after).await?;
    Ok(after)
}

/// Completes a locked group: every paid member is confirmed, and every order handed on to be sent.
/// One whose order was cancelled meanwhile, though nobody has told yet, is no member any more: then
/// the group is not complete, and forms on.
///
/// # Errors
/// The database's own.
pub async fn complete(
    tx: &Tx,
    group: GroupBuy,
    waived_by: Option<(Id<Account>, Actor)>,
) -> Result<(), Failure> {
    let members = store::members::seated(tx.conn(), group.id.uuid()).await?;
    let orders: Vec<Order> =
        orders::lock_many(tx, members.iter().map(|member| member.order_id.uuid())).await?;
    let gone = |member: &&Member| {
        let own = orders.iter().find(|order| order.id == member.order_id);
        own.is_none_or(|order| order.state == OrderState::Cancelled)
    };
    if let Some(member) = members.iter().find(gone) {
        return ending::lose(tx, &group, member, (Actor::SYSTEM, "its order was cancelled"))
            .await
            .map(|_| ());
    }
    for order in orders {
        orders::group_filled(tx, order).await?;
    }
    let now = tx.now();
    for member in members.iter().filter(|member| member.state == MemberState::Paid) {
        let why = (Actor::SYSTEM, "its group is complete");
        let confirm = |after: &mut Member| after.confirmed_at = Some(now);
        steps::member(tx, member, MemberState::Confirmed, why, confirm).await?;
    }
    let why: Why<'_> = match waived_by {
        Some((_, actor)) => (actor, "declared complete by its shop"),
        None => (Actor::SYSTEM, "the last one has paid"),
    };
    let done = steps::group(tx, &group, GroupState::Succeeded, why, |after| {
        after.succeeded_at = Some(now);
        after.succeeded_with = Some(after.paid);
        after.waiver = waived_by.map(|(account, _)| (account, now));
        // A shop that completes a group by its own word pays for the leader by itself or not at
        // all: one payer would be enough to draw on the platform's fund.
        let by_platform = |own: &LeaderBenefit| own.funder == Funder::Platform;
        if let Some(own) = after.benefit.filter(|own| after.waiver.is_some() && by_platform(own)) {
            after.benefit = Some(LeaderBenefit { state: BenefitState::Lost, ..own });
        }
    });
    let done = done.await?;
    timers::cancel(tx, jobs::DEADLINE, group.id.uuid()).await?;
    store::identities::forget_group(tx, group.id.uuid()).await?;
    events::record(tx, &GroupBuySucceeded { group: done.id.uuid() }).await
}
