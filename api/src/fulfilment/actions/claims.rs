//! What a buyer does about a breach: claims what it costs, or agrees that the shop is excused.

use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::Id;
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, Failure, refusals, timers, transaction};

use super::compensation::{Change, compensate, go};
use crate::fulfilment::store::{claims, shipments};
use crate::fulfilment::{ClaimState, ShippingClaim, jobs};
use crate::identity::Person;

refusals! {
    /// Why a claim was not taken, in order of precedence.
    pub enum ClaimRefusal: "ShippingClaimFileErrorCode", ShippingClaimFileUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// There is no such breach at an order of yours.
        ClaimNotFound at ["id"] says "There is nothing like this at an order of yours.",
        /// Fifteen days have passed, or the shop was excused.
        Closed at ["id"] says "This can no longer be claimed.",
    }
}

refusals! {
    /// Why an agreement was not taken, in order of precedence.
    pub enum AgreeRefusal: "ShippingExcuseAgreeErrorCode", ShippingExcuseAgreeUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// There is no such breach at an order of yours.
        ClaimNotFound at ["id"] says "There is nothing like this at an order of yours.",
        /// The shop has given no excuse, or it is decided.
        NotContested at ["id"] says "There is no excuse to agree to.",
    }
}

/// A claim as it stands, its shipment locked: nobody else moves it before the transaction ends.
///
/// # Errors
/// The database's own.
pub async fn lock(tx: &Tx, id: Id<ShippingClaim>) -> Result<Option<ShippingClaim>, Failure> {
    let Some(known) = claims::by_id(tx.conn(), id).await? else { return Ok(None) };
    shipments::lock(tx, known.order_id.uuid()).await?;
    claims::by_id(tx.conn(), id).await
}

/// Claims the compensation of a breach: it is paid at once, unless the shop's excuse is still to be
/// decided; then it is paid if the excuse is turned down. Claimed again, it is the same claim.
///
/// # Errors
/// [`ClaimRefusal`], or ours.
pub async fn file(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<ShippingClaim>,
) -> Result<ShippingClaim, Error<ClaimRefusal>> {
    use ClaimRefusal as R;
    let buyer = person.account_id();
    let principal = buyer.to_string();
    let asked = Request::new(&principal, "shippingClaimFile", key, &id.uuid());
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(claims::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        let claim = lock(tx, id).await?.filter(|claim| claim.buyer_id == buyer);
        let claim = claim.ok_or(R::ClaimNotFound)?;
        let claim = claimed(tx, claim, Actor::person(ActorKind::Buyer, buyer.uuid())).await?;
        asked.keep(tx, &claim.id.uuid()).await?;
        Ok(claim)
    })
}

async fn claimed(
    tx: &Tx,
    claim: ShippingClaim,
    actor: Actor,
) -> Result<ShippingClaim, Error<ClaimRefusal>> {
    if claim.claimed_at.is_some() {
        return Ok(claim);
    }
    if tx.now() >= claim.claim_by {
        return Err(ClaimRefusal::Closed.into());
    }
    match claim.state {
        ClaimState::Found => Ok(compensate(tx, &claim, actor, "claimed by its buyer").await?),
        ClaimState::Contested => {
            let after = ShippingClaim { claimed_at: Some(tx.now()), ..claim.clone() };
            if !claims::put(tx, &claim, &after).await? {
                return Err(Failure::contention("a claim moved meanwhile").into());
            }
            timers::cancel(tx, jobs::LAPSE, claim.id.uuid()).await?;
            Ok(after)
        }
        _ => Err(ClaimRefusal::Closed.into()),
    }
}

/// Agrees that the shop is excused (SH-4): nothing is paid. The same key gets the first answer.
///
/// # Errors
/// [`AgreeRefusal`], or ours.
pub async fn agree(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<ShippingClaim>,
) -> Result<ShippingClaim, Error<AgreeRefusal>> {
    use AgreeRefusal as R;
    let buyer = person.account_id();
    let principal = buyer.to_string();
    let asked = Request::new(&principal, "shippingExcuseAgree", key, &id.uuid());
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(claims::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        let claim = lock(tx, id).await?.filter(|claim| claim.buyer_id == buyer);
        let claim = claim.ok_or(R::ClaimNotFound)?;
        if claim.state != ClaimState::Contested {
            return Err(R::NotContested.into());
        }
        timers::cancel(tx, jobs::LAPSE, claim.id.uuid()).await?;
        let actor = Actor::person(ActorKind::Buyer, buyer.uuid());
        let change = Change { to: ClaimState::Cleared, cause: "SH-4: its buyer agrees" };
        let agreed = go(tx, &claim, change, actor, |_| ()).await?;
        asked.keep(tx, &agreed.id.uuid()).await?;
        Ok(agreed)
    })
}
