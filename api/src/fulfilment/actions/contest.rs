//! What a shop does about a breach: gives an excuse, or appeals; and staff, who decide.

use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::Id;
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, Failure, refusals, timers, transaction};

use super::claims::lock;
use super::compensation::{Change, FundShort, compensate, go, take_back};
use crate::fulfilment::store::claims;
use crate::fulfilment::{ClaimState, Excuse, ShippingClaim, jobs};
use crate::identity::{Person, Staff, Support};
use crate::operators::{self, Member, MemberRole, NotEntitled};

refusals! {
    /// Why an excuse was not taken, in order of precedence.
    pub enum ExcuseRefusal: "ShippingExcuseFileErrorCode", ShippingExcuseFileUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// There is no such breach at a shop of yours.
        ClaimNotFound at ["id"] says "There is nothing like this at a shop of yours.",
        /// Excuses take a manager or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// An excuse was given before and turned down.
        AlreadyContested at ["id"] says "An excuse for this was decided already.",
        /// It was paid, cleared, or has lapsed.
        Closed at ["id"] says "This is no longer open. If it was paid, appeal.",
    }
}

refusals! {
    /// Why an appeal was not taken, in order of precedence.
    pub enum AppealRefusal: "ShippingClaimAppealErrorCode", ShippingClaimAppealUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// There is no such breach at a shop of yours.
        ClaimNotFound at ["id"] says "There is nothing like this at a shop of yours.",
        /// Appeals take a manager or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Nothing was paid, or it was decided already.
        NotCompensated at ["id"] says "There is nothing to appeal against.",
        /// Seven days have passed since it was paid.
        TooLate at ["id"] says "An appeal is made within seven days.",
    }
}

refusals! {
    /// Why nothing was decided, in order of precedence.
    pub enum DecideRefusal: "ShippingClaimDecideErrorCode", ShippingClaimDecideUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// There is no such breach.
        ClaimNotFound at ["id"] says "There is nothing like this.",
        /// You bought, or belong to the shop: somebody else decides.
        OwnMatter at ["id"] says "Somebody who has no part in it decides this.",
        /// There is no excuse and no appeal to decide.
        NothingToDecide at ["id"] says "There is nothing to decide here.",
        /// The buyer has spent it, and the platform's fund does not hold enough.
        FundShort at ["id"] says "The compensation fund does not hold enough now.",
    }
}

async fn member(
    tx: &Tx,
    person: &Person,
    claim: &ShippingClaim,
) -> Result<Result<Member, NotEntitled>, Failure> {
    operators::entitled(tx, person, claim.operator_id, MemberRole::Manager).await
}

/// Gives the shop's excuse (SH-4). Its buyer may agree, or staff decide; until then nothing is
/// paid.
///
/// # Errors
/// [`ExcuseRefusal`], or ours.
pub async fn excuse(
    app: &App,
    person: &Person,
    key: &str,
    (id, excuse): (Id<ShippingClaim>, Excuse),
) -> Result<ShippingClaim, Error<ExcuseRefusal>> {
    use ExcuseRefusal as R;
    let principal = person.account_id().to_string();
    let input = (id.uuid(), excuse);
    let asked = Request::new(&principal, "shippingExcuseFile", key, &input);
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(claims::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        let claim = lock(tx, id).await?.ok_or(R::ClaimNotFound)?;
        let member = member(tx, person, &claim)
            .await?
            .map_err(|why| why.refusal(R::ClaimNotFound, R::RoleTooLow, R::SecondFactorNeeded))?;
        if claim.state == ClaimState::Contested && claim.excuse == Some(excuse) {
            asked.keep(tx, &claim.id.uuid()).await?;
            return Ok(claim);
        }
        if claim.excuse.is_some() {
            return Err(R::AlreadyContested.into());
        }
        if claim.state != ClaimState::Found {
            return Err(R::Closed.into());
        }
        let change =
            Change { to: ClaimState::Contested, cause: "SH-4: the shop is excused, it says" };
        let given = go(tx, &claim, change, member.actor(), |after| after.excuse = Some(excuse));
        let given = given.await?;
        asked.keep(tx, &given.id.uuid()).await?;
        Ok(given)
    })
}

/// Appeals against a compensation, within seven natural days.
///
/// # Errors
/// [`AppealRefusal`], or ours.
pub async fn appeal(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<ShippingClaim>,
) -> Result<ShippingClaim, Error<AppealRefusal>> {
    use AppealRefusal as R;
    let principal = person.account_id().to_string();
    let asked = Request::new(&principal, "shippingClaimAppeal", key, &id.uuid());
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(claims::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        let claim = lock(tx, id).await?.ok_or(R::ClaimNotFound)?;
        let member = member(tx, person, &claim)
            .await?
            .map_err(|why| why.refusal(R::ClaimNotFound, R::RoleTooLow, R::SecondFactorNeeded))?;
        if claim.state == ClaimState::Appealed {
            asked.keep(tx, &claim.id.uuid()).await?;
            return Ok(claim);
        }
        if claim.state != ClaimState::Compensated {
            return Err(R::NotCompensated.into());
        }
        if claim.appeal_by.is_none_or(|end| tx.now() >= end) {
            return Err(R::TooLate.into());
        }
        let change = Change { to: ClaimState::Appealed, cause: "the shop appeals" };
        let appealed = go(tx, &claim, change, member.actor(), |_| ()).await?;
        asked.keep(tx, &appealed.id.uuid()).await?;
        Ok(appealed)
    })
}

/// Decides an excuse or an appeal. In the shop's favour nothing is owed, and what was paid goes
/// back; otherwise what the buyer has claimed is paid, or stays paid.
///
/// # Errors
/// [`DecideRefusal`], or ours.
pub async fn decide(
    app: &App,
    staff: &Staff<Support>,
    key: &str,
    (id, is_excused): (Id<ShippingClaim>, bool),
) -> Result<ShippingClaim, Error<DecideRefusal>> {
    use DecideRefusal as R;
    let judge = staff.person().account_id();
    let principal = judge.to_string();
    let asked = Request::new(&principal, "shippingClaimDecide", key, &(id.uuid(), is_excused));
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(claims::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        let claim = lock(tx, id).await?.ok_or(R::ClaimNotFound)?;
        let parties = (claim.buyer_id, claim.operator_id);
        if operators::has_part(tx.conn(), judge, parties).await? {
            return Err(R::OwnMatter.into());
        }
        let actor = Actor::person(ActorKind::Staff, judge.uuid());
        let decided = match claim.state {
            ClaimState::Contested => decide_excuse(tx, &claim, actor, is_excused).await?,
            ClaimState::Appealed => {
                let decided = decide_appeal(tx, &claim, actor, is_excused).await?;
                decided.map_err(|FundShort| R::FundShort)?
            }
            _ => return Err(R::NothingToDecide.into()),
        };
        asked.keep(tx, &decided.id.uuid()).await?;
        Ok(decided)
    })
}

async fn decide_excuse(
    tx: &Tx,
    claim: &ShippingClaim,
    actor: Actor,
    is_excused: bool,
) -> Result<ShippingClaim, Failure> {
    if is_excused {
        timers::cancel(tx, jobs::LAPSE, claim.id.uuid()).await?;
        let change = Change { to: ClaimState::Cleared, cause: "SH-4: the shop is excused" };
        return go(tx, claim, change, actor, |_| ()).await;
    }
    if claim.claimed_at.is_some() {
        return compensate(tx, claim, actor, "SH-4: no excuse").await;
    }
    let change = Change { to: ClaimState::Found, cause: "SH-4: no excuse" };
    go(tx, claim, change, actor, |_| ()).await
}

async fn decide_appeal(
    tx: &Tx,
    claim: &ShippingClaim,
    actor: Actor,
    is_excused: bool,
) -> Result<Result<ShippingClaim, FundShort>, Failure> {
    if !is_excused {
        let change = Change { to: ClaimState::Upheld, cause: "the compensation stands" };
        return go(tx, claim, change, actor, |_| ()).await.map(Ok);
    }
    let change = Change { to: ClaimState::Cleared, cause: "the appeal is right" };
    let cleared = go(tx, claim, change, actor, |_| ()).await?;
    if take_back(tx, &cleared).await?.is_err() {
        return Ok(Err(FundShort));
    }
    // Its own money may have been taken back too.
    let now = lock(tx, claim.id).await?;
    now.ok_or_else(|| Failure::broken("a locked claim is gone")).map(Ok)
}
