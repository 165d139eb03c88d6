//! Somebody leaves a group while it forms, or one that they opened and did not pay for. What they
//! paid goes back, and their seat is free.

use platform::idempotency::Request;
use platform::kernel::Id;
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, Failure, refusals, transaction};

use super::seats::Seat;
use super::{ending, steps};
use crate::deals::group_buy::group::GroupBuy;
use crate::deals::group_buy::member::{Member, MemberState};
use crate::deals::group_buy::store;
use crate::identity::Person;
use crate::orders::{self, OrderState};

refusals! {
    /// Why somebody did not leave, in order of precedence.
    pub enum LeaveRefusal: "GroupBuyLeaveErrorCode", GroupBuyLeaveUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// There is no such group, or you have no seat in it.
        GroupNotFound at ["id"] says "You have no seat in this group.",
        /// It is complete, or has ended: cancel or give back your order instead.
        NotForming at ["id"] says "This group is complete or over. See your order.",
        /// Your money does not move while a report about it is looked into (PY-4).
        MoneyFrozen at ["id"] says "The money of this order is frozen until a report is decided.",
    }
}

/// Gives a seat up. Who has left already has left.
///
/// # Errors
/// [`LeaveRefusal`], or ours.
pub async fn leave(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<GroupBuy>,
) -> Result<Seat, Error<LeaveRefusal>> {
    use LeaveRefusal as R;
    let account = person.account_id();
    let principal = account.to_string();
    let asked = Request::new(&principal, "groupBuyLeave", key, &id.uuid());
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        let known: Option<bool> = asked.answered(tx, R::IdempotencyConflict).await?;
        let group = store::groups::lock(tx, id.uuid()).await?.ok_or(R::GroupNotFound)?;
        let own = store::members::of_account_in(tx.conn(), account.uuid(), [id.uuid()]).await?;
        let member = own.into_values().next().ok_or(R::GroupNotFound)?;
        // Whoever has sat down again since then stays seated.
        if known.is_some() || member.state == MemberState::Left {
            return Ok(Seat { group, member });
        }
        if !group.is_open() || !member.has_seat() {
            return Err(R::NotForming.into());
        }
        let actor = Actor::person(ActorKind::Buyer, account.uuid());
        let order = orders::lock(tx, member.order_id).await?;
        let order = order.ok_or_else(|| Failure::broken("a seat without an order"))?;
        match order.state {
            OrderState::Submitted => {
                orders::give_up(tx, order, actor, "left its group").await?;
            }
            OrderState::Forming => {
                let gone = orders::cancel_paid(tx, order, actor, "left its group").await?;
                gone.map_err(|orders::MoneyFrozen| R::MoneyFrozen)?;
            }
            // It was cancelled otherwise, and the fact of it is on its way.
            _ => return Err(R::NotForming.into()),
        }
        let (why, now) = ((actor, "left"), tx.now());
        let left: Member = steps::member(tx, &member, MemberState::Left, why, |after| {
            after.ended_at = Some(now);
        })
        .await?;
        let group = ending::free(tx, &group, &member, why).await?;
        asked.keep(tx, &true).await?;
        Ok(Seat { group, member: left })
    })
}
