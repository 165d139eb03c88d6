//! A group ends without success: everybody is given back what they paid, by their own payment
//! (GB-7), and what they held is free again (GB-9).

use platform::database::Tx;
use platform::timers::{self, Firing};
use platform::transitions::Actor;
use platform::{App, Failure, events, transaction};
use uuid::Uuid;

use super::steps::{self, Why};
use crate::deals::group_buy::facts::GroupBuyFailed;
use crate::deals::group_buy::group::{GroupBuy, GroupState};
use crate::deals::group_buy::member::{Member, MemberState};
use crate::deals::group_buy::{jobs, store, terms};
use crate::orders::{self, MoneyFrozen, Order, OrderState};
use crate::payments;

/// Its time is up. A payment that was there in time, but of which nobody has told yet, is waited
/// for: it counts (GB-2).
///
/// # Errors
/// The database's own.
pub async fn fall_due(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let group = store::groups::lock(tx, firing.aggregate).await?;
        firing.settle(tx).await?;
        let forms = |group: &GroupBuy| group.state == GroupState::Forming;
        let Some(group) = group.filter(forms) else { return Ok(()) };
        if group.counts(tx.now()) {
            let due = group.deadline.unwrap_or(tx.now());
            return timers::set(tx, jobs::DEADLINE, firing.aggregate, due).await;
        }
        let members = store::members::seated(tx.conn(), firing.aggregate).await?;
        let unpaid = members.iter().filter(|member| member.state == MemberState::Seated);
        let unpaid: Vec<Uuid> = unpaid.map(|member| member.order_id.uuid()).collect();
        let orders = orders::lock_many(tx, unpaid).await?;
        let hoped = orders.iter().filter(|order| order.state != OrderState::Cancelled);
        let hoped: Vec<Uuid> = hoped.map(|order| order.id.uuid()).collect();
        let captured = payments::captured_at(tx, &hoped).await?;
        if captured.values().any(|at| group.counts(*at)) {
            let soon = tx.now() + terms::LOOK_AGAIN;
            return timers::set(tx, jobs::DEADLINE, firing.aggregate, soon).await;
        }
        let why = (Actor::SYSTEM, "its time was up");
        end(tx, &group, GroupState::Failed, why).await
    })
}

/// Cancels a group that is still to be filled; one that is not is left alone.
///
/// # Errors
/// The database's own.
pub async fn cancel(app: &App, group: Uuid, cause: &str) -> Result<(), Failure> {
    transaction!(app, |tx| {
        let found = store::groups::lock(tx, group).await?;
        match found.filter(GroupBuy::is_open) {
            Some(found) => end(tx, &found, GroupState::Cancelled, (Actor::SYSTEM, cause)).await,
            None => Ok(()),
        }
    })
}

/// Ends a locked group that was no success.
pub(super) async fn end(
    tx: &Tx,
    group: &GroupBuy,
    to: GroupState,
    why: Why<'_>,
) -> Result<(), Failure> {
    let id = group.id.uuid();
    timers::cancel(tx, jobs::DEADLINE, id).await?;
    let members = store::members::seated(tx.conn(), id).await?;
    let (pieces, promised) = (pieces_of(&members), steps::promised(group.benefit));
    let was_paid_for = group.deadline.is_some();
    let (now, benefit) = (tx.now(), steps::lost(group.benefit));
    let ended = steps::group(tx, group, to, why, |after| {
        (after.ended_at, after.benefit) = (Some(now), benefit);
    });
    let mut ended = ended.await?;
    if was_paid_for {
        let why = (Actor::SYSTEM, "everybody is given back what they paid");
        ended = steps::group(tx, &ended, GroupState::Refunding, why, |_| ()).await?;
    }
    let frozen = give_back_all(tx, &members).await?;
    for member in &members {
        let known = (group.campaign_id.uuid(), member.id.uuid());
        store::identities::forget(tx, known, member.quantity).await?;
    }
    events::record(tx, &GroupBuyFailed { group: id }).await?;
    if frozen {
        timers::set(tx, jobs::REFUND_AGAIN, id, tx.now() + terms::REFUND_AGAIN).await?;
    }
    close_refunds(tx, &ended).await?;
    store::campaigns::give_back(tx, group.campaign_id.uuid(), pieces, promised).await
}

fn pieces_of(members: &[Member]) -> i32 {
    members.iter().fold(0, |sum, member| sum.saturating_add(member.quantity))
}

/// Gives back what members paid, and gives up what they did not; whether some of it is frozen.
async fn give_back_all(tx: &Tx, members: &[Member]) -> Result<bool, Failure> {
    let ids = members.iter().map(|member| member.order_id.uuid());
    let orders = orders::lock_many(tx, ids).await?;
    let withheld = orders::withheld(tx, &orders).await?;
    let mut frozen = false;
    for order in orders {
        let Some(member) = members.iter().find(|member| member.order_id == order.id) else {
            continue;
        };
        if order.state == OrderState::Forming && withheld.contains(&order.id.uuid()) {
            frozen = true;
        } else {
            give_back(tx, member, order).await?;
        }
    }
    Ok(frozen)
}

/// What a member paid goes back, or what they were to pay is no longer asked for.
async fn give_back(tx: &Tx, member: &Member, order: Order) -> Result<(), Failure> {
    let now = tx.now();
    let to = match (member.state, order.state) {
        (_, OrderState::Submitted) => {
            orders::give_up(tx, order, Actor::SYSTEM, "its group came to nothing").await?;
            MemberState::Expired
        }
        (_, OrderState::Forming) => {
            let cause = "its group came to nothing";
            let gone = orders::cancel_paid(tx, order, Actor::SYSTEM, cause).await?;
            // What was begun for it must not be kept: told again, it is seen before.
            gone.map_err(|MoneyFrozen| Failure::contention("frozen in this moment"))?;
            MemberState::Refunded
        }
        (MemberState::Seated, _) => MemberState::Expired,
        _ => MemberState::Refunded,
    };
    let why = (Actor::SYSTEM, "its group came to nothing");
    steps::member(tx, member, to, why, |after| after.ended_at = Some(now)).await.map(|_| ())
}

/// A payment for a seat that is no more, in a group that forms or is over.
pub(super) async fn refund_late(
    tx: &Tx,
    group: &GroupBuy,
    member: &Member,
    order: Order,
) -> Result<(), Failure> {
    if orders::cancel_paid(tx, order, Actor::SYSTEM, "paid too late").await?.is_err() {
        return Err(Failure::contention("the money of a late payment is frozen"));
    }
    lose(tx, group, member, (Actor::SYSTEM, "paid too late")).await.map(|_| ())
}

/// Takes the seat of a member whose order is over: it is free again while the group is to be
/// filled; of one that was a success the figures stay (GB-6).
pub(super) async fn lose(
    tx: &Tx,
    group: &GroupBuy,
    member: &Member,
    why: Why<'_>,
) -> Result<GroupBuy, Failure> {
    let now = tx.now();
    let to = match member.state {
        MemberState::Seated => MemberState::Expired,
        _ => MemberState::Refunded,
    };
    steps::member(tx, member, to, why, |after| after.ended_at = Some(now)).await?;
    free(tx, group, member, why).await
}

/// The seat of somebody who is out of it is free.
pub(super) async fn free(
    tx: &Tx,
    group: &GroupBuy,
    before: &Member,
    why: Why<'_>,
) -> Result<GroupBuy, Failure> {
    let benefit = if before.is_leader { steps::promised(group.benefit) } else { 0 };
    let campaign = group.campaign_id.uuid();
    if !group.is_open() {
        let after = GroupBuy {
            benefit: if before.is_leader { steps::lost(group.benefit) } else { group.benefit },
            ..group.clone()
        };
        if after != *group {
            steps::keep(tx, group, &after).await?;
            store::campaigns::give_back(tx, campaign, 0, benefit).await?;
        }
        return Ok(after);
    }
    let known = (campaign, before.id.uuid());
    store::identities::forget(tx, known, before.quantity).await?;
    let left = steps::without(group, before);
    let after = if group.state == GroupState::Opened {
        // Without its leader's payment there is no group.
        let now = tx.now();
        steps::group(tx, group, GroupState::Cancelled, (Actor::SYSTEM, why.1), |after| {
            *after = GroupBuy { state: after.state, ended_at: Some(now), ..left };
        })
        .await?
    } else {
        steps::keep(tx, group, &left).await?;
        left
    };
    store::campaigns::give_back(tx, campaign, before.quantity, benefit).await?;
    Ok(after)
}

/// Nobody is owed anything any more: the group is over.
pub(super) async fn close_refunds(tx: &Tx, group: &GroupBuy) -> Result<(), Failure> {
    let open = store::members::refunds_open(tx, group.id.uuid()).await?;
    if group.state != GroupState::Refunding || open > 0 {
        return Ok(());
    }
    let why = (Actor::SYSTEM, "everybody has their money again");
    steps::group(tx, group, GroupState::Refunded, why, |_| ()).await.map(|_| ())
}

/// What could not be given back, because it was frozen, is tried again.
///
/// # Errors
/// The database's own.
pub async fn refund_again(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let group = store::groups::lock(tx, firing.aggregate).await?;
        firing.settle(tx).await?;
        let over = |group: &GroupBuy| group.state == GroupState::Refunding;
        let Some(group) = group.filter(over) else { return Ok(()) };
        let members = store::members::seated(tx.conn(), firing.aggregate).await?;
        if give_back_all(tx, &members).await? {
            let then = tx.now() + terms::REFUND_AGAIN;
            timers::set(tx, jobs::REFUND_AGAIN, firing.aggregate, then).await?;
        }
        close_refunds(tx, &group).await
    })
}
