//! A shop declares a group complete with fewer than its size: for everybody to see (GB-3), and only
//! with members who have paid.

use platform::kernel::Id;
use platform::{App, Error, Failure, refusals, transaction};

use super::{campaigns, counting};
use crate::deals::group_buy::group::{GroupBuy, GroupState};
use crate::deals::group_buy::member::MemberState;
use crate::deals::group_buy::store;
use crate::identity::Person;
use crate::operators::NotEntitled;

refusals! {
    /// Why a group was not declared complete, in order of precedence.
    pub enum WaiveRefusal: "GroupBuyWaiveErrorCode", GroupBuyWaiveUserError {
        /// There is no such group at a shop of yours.
        GroupNotFound at ["id"] says "There is no such group at a shop of yours.",
        /// It takes a manager or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It is complete, or has ended, or its leader has not paid yet.
        NotForming at ["id"] says "This group does not form.",
        /// Nobody has paid, or everybody who has is leaving.
        NobodyPaid at ["id"] says "Nobody in this group has paid.",
        /// Somebody is paying now; their seat is paid or free again at `retryAt` at the latest.
        SeatsPending at ["id"] says "Somebody is paying for a seat now. Try again then.",
    }
}

/// Declares a forming group complete with those who have paid.
///
/// # Errors
/// [`WaiveRefusal`], or ours.
pub async fn waive(
    app: &App,
    person: &Person,
    id: Id<GroupBuy>,
) -> Result<GroupBuy, Error<WaiveRefusal>> {
    use WaiveRefusal as R;
    transaction!(app, |tx| {
        let group = store::groups::lock(tx, id.uuid()).await?.ok_or(R::GroupNotFound)?;
        let member = campaigns::member(tx, person, group.operator_id).await?;
        let member = member.map_err(|why| match why {
            NotEntitled::NotMember => R::GroupNotFound,
            NotEntitled::RoleTooLow => R::RoleTooLow,
            NotEntitled::SecondFactorNeeded => R::SecondFactorNeeded,
        })?;
        if group.waiver.is_some() {
            return Ok(group);
        }
        if group.state != GroupState::Forming || !group.counts(tx.now()) {
            return Err(R::NotForming.into());
        }
        if group.paid == 0 {
            return Err(R::NobodyPaid.into());
        }
        let seated = store::members::seated(tx.conn(), id.uuid()).await?;
        let unpaid = seated.iter().filter(|member| member.state == MemberState::Seated);
        if let Some(until) = unpaid.map(|member| member.pay_by).max() {
            return Err(Error::until(R::SeatsPending, until));
        }
        counting::complete(tx, group, Some((member.account_id, member.actor()))).await?;
        let found = store::groups::many(tx.conn(), [id.uuid()]).await?.pop();
        let done = found.ok_or_else(|| Failure::broken("a locked group is gone"))?;
        // Somebody's order was cancelled in this moment, and they are out of it: ask again.
        if done.waiver.is_some() { Ok(done) } else { Err(R::SeatsPending.into()) }
    })
}
