//! Asking others to a deal, and taking that back.

use platform::idempotency::{Replay, Request};
use platform::kernel::Id;
use platform::{App, Error, Failure, refusals, transaction};
use serde::Serialize;
use time::Duration;
use uuid::Uuid;

use crate::deals::invitation::{Deal, Invitation, store};
use crate::deals::{group_buy, price_cut};
use crate::identity::Person;

/// The most that come by one invitation, and the longest that it opens anything.
const MOST_USES: i32 = 2_000;
const MOST_HOURS: i32 = 24 * 30;

/// What somebody asks others to.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct InviteInput {
    pub deal: Deal,
    pub most_uses: i32,
    pub hours: i32,
}

refusals! {
    /// Why there is no invitation, in order of precedence.
    pub enum InviteRefusal: "InvitationCreateErrorCode", InvitationCreateUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"]
            says "This key was used with another input.",
        /// Your account is stopped, or a guardian has to answer for it first.
        MayNotAct at [] says "Your account cannot invite anybody now.",
        /// There is no such deal that you may invite to, or it is over.
        DealNotFound at ["dealId"] says "There is no such deal of yours that is open.",
        /// An invitation is for 1 to 2,000.
        UsesInvalid at ["mostUses"] says "An invitation is for 1 to 2,000 people.",
        /// An invitation lasts from one hour to 30 days.
        HoursInvalid at ["hours"] says "An invitation lasts 1 to 720 hours.",
    }
}

refusals! {
    /// Why an invitation was not taken back, in order of precedence.
    pub enum RevokeRefusal: "InvitationRevokeErrorCode", InvitationRevokeUserError {
        /// There is no such invitation of yours.
        InvitationNotFound at ["id"] says "There is no such invitation of yours.",
    }
}

/// Asks others to a deal.
///
/// # Errors
/// [`InviteRefusal`], or ours.
pub async fn create(
    app: &App,
    person: &Person,
    key: &str,
    input: InviteInput,
) -> Result<Invitation, Error<InviteRefusal>> {
    use InviteRefusal as R;
    let inviter = person.account_id();
    let principal = inviter.to_string();
    let request = Request::new(&principal, "invitationCreate", key, &input);
    let request = request.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        match request.replay::<Uuid>(tx.conn(), tx.now()).await? {
            Replay::Answered(id) => {
                let kept = store::by_id(tx.conn(), Id::from_uuid(id)).await?;
                return kept.ok_or_else(|| Failure::broken("a kept invitation is gone").into());
            }
            Replay::Conflict => return Err(R::IdempotencyConflict.into()),
            Replay::First => {}
        }
        person.may_act().map_err(|_| R::MayNotAct)?;
        let may = match input.deal {
            Deal::PriceCut(id) => price_cut::may_invite(tx, inviter, id).await?,
            Deal::GroupBuy(id) => group_buy::may_invite(tx, inviter, id).await?,
        };
        if !may {
            return Err(R::DealNotFound.into());
        }
        if !(1..=MOST_USES).contains(&input.most_uses) {
            return Err(R::UsesInvalid.into());
        }
        if !(1..=MOST_HOURS).contains(&input.hours) {
            return Err(R::HoursInvalid.into());
        }
        let now = tx.now();
        let new = Invitation {
            id: tx.app().new_id(),
            inviter_id: inviter,
            deal: input.deal,
            most_uses: input.most_uses,
            uses: 0,
            created_at: now,
            expires_at: now + Duration::hours(input.hours.into()),
            revoked_at: None,
        };
        store::insert(tx, &new).await?;
        request.keep(tx, &new.id.uuid()).await?;
        Ok(new)
    })
}

/// Takes an invitation back; who came by it stays. Taken back again, it stays so.
///
/// # Errors
/// [`RevokeRefusal`], or ours.
pub async fn revoke(
    app: &App,
    person: &Person,
    id: Id<Invitation>,
) -> Result<Invitation, Error<RevokeRefusal>> {
    transaction!(app, |tx| {
        let known = store::by_id(tx.conn(), id).await?;
        let own = known.filter(|known| known.inviter_id == person.account_id());
        let own = own.ok_or(RevokeRefusal::InvitationNotFound)?;
        let now = tx.now();
        if own.revoked_at.is_some() || !store::revoke(tx, id, now).await? {
            return Ok(own);
        }
        Ok(Invitation { revoked_at: Some(now), ..own })
    })
}
