//! Staff decide about claims: approve, reject, give up what cannot be had.

use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::Id;
use platform::{App, Error, Failure, refusals, transaction};

use super::deciding::{Approval, NotDecided, approve, reject};
use super::writing_off::{NotWrittenOff, write_off};
use crate::compensation::claim::{AdvanceGround, Compensation, RejectReason};
use crate::compensation::store::claims;
use crate::identity::{Person, Risk, Staff, Support};
use crate::operators;

refusals! {
    /// Why a claim was not approved, in order of precedence.
    pub enum ApproveRefusal: "CompensationApproveErrorCode", CompensationApproveUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such claim.
        CompensationNotFound at ["id"] says "There is no such claim.",
        /// You bought the order, or belong to its shop: somebody else decides.
        OwnMatter at ["id"] says "Somebody who has no part in it decides this.",
        /// You opened it: somebody else decides.
        SecondPersonNeeded at ["id"] says "Somebody else than who opened it decides this.",
        /// It is decided.
        AlreadyDecided at ["id"] says "This claim is decided.",
        /// A claim of its order was faked (CP-8).
        Fabricated at ["id"] says "A claim of this order was found to be faked.",
        /// The platform pays at once for another reason, or not on this ground.
        NotAtOnce at ["payAtOnce"] says "The platform does not pay at once for this reason.",
    }
}

refusals! {
    /// Why a claim was not rejected, in order of precedence.
    pub enum RejectRefusal: "CompensationRejectErrorCode", CompensationRejectUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such claim.
        CompensationNotFound at ["id"] says "There is no such claim.",
        /// You bought the order, or belong to its shop: somebody else decides.
        OwnMatter at ["id"] says "Somebody who has no part in it decides this.",
        /// You opened it: somebody else decides.
        SecondPersonNeeded at ["id"] says "Somebody else than who opened it decides this.",
        /// It is decided.
        AlreadyDecided at ["id"] says "This claim is decided.",
    }
}

refusals! {
    /// Why nothing was given up, in order of precedence.
    pub enum WriteOffRefusal: "CompensationWriteOffErrorCode", CompensationWriteOffUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such claim.
        CompensationNotFound at ["id"] says "There is no such claim.",
        /// You bought the order, or belong to its shop: somebody else decides.
        OwnMatter at ["id"] says "Somebody who has no part in it decides this.",
        /// You approved it: somebody else gives up what came of it.
        SecondPersonNeeded at ["id"] says "Somebody else than who approved it gives it up.",
        /// The platform has not paid it in the operator's place, or it has ended.
        NotOpen at ["id"] says "Nothing of this claim is waited for.",
        /// The shop may still contest it, or does.
        Contested at ["id"] says "The shop may still contest this.",
    }
}

/// Why a member of staff may not touch a claim.
pub(super) enum Barred {
    StepUpNeeded,
    NotFound,
    OwnMatter,
}

/// Whether a member of staff may decide about a claim: they are themselves, and have no part in it.
pub(super) async fn barred(
    tx: &Tx,
    by: &Person,
    id: Id<Compensation>,
) -> Result<Option<Barred>, Failure> {
    if !by.stepped_up(tx).await? {
        return Ok(Some(Barred::StepUpNeeded));
    }
    let Some(claim) = claims::by_id(tx.conn(), id).await? else {
        return Ok(Some(Barred::NotFound));
    };
    let parties = (claim.buyer, claim.operator);
    let has_part = operators::has_part(tx.conn(), by.account_id(), parties).await?;
    Ok(has_part.then_some(Barred::OwnMatter))
}

macro_rules! barred_as {
    ($($refusal:ident),+) => {$(
        impl From<Barred> for $refusal {
            fn from(barred: Barred) -> Self {
                match barred {
                    Barred::StepUpNeeded => Self::StepUpNeeded,
                    Barred::NotFound => Self::CompensationNotFound,
                    Barred::OwnMatter => Self::OwnMatter,
                }
            }
        }
    )+};
}

barred_as!(ApproveRefusal, RejectRefusal, WriteOffRefusal);

impl From<NotDecided> for ApproveRefusal {
    fn from(why: NotDecided) -> Self {
        match why {
            NotDecided::NotFound => Self::CompensationNotFound,
            NotDecided::SecondPersonNeeded => Self::SecondPersonNeeded,
            NotDecided::Decided => Self::AlreadyDecided,
            NotDecided::Fabricated => Self::Fabricated,
            NotDecided::NotAtOnce => Self::NotAtOnce,
        }
    }
}

impl From<NotDecided> for RejectRefusal {
    fn from(why: NotDecided) -> Self {
        match why {
            NotDecided::NotFound => Self::CompensationNotFound,
            NotDecided::SecondPersonNeeded => Self::SecondPersonNeeded,
            NotDecided::Decided | NotDecided::Fabricated | NotDecided::NotAtOnce => {
                Self::AlreadyDecided
            }
        }
    }
}

impl From<NotWrittenOff> for WriteOffRefusal {
    fn from(why: NotWrittenOff) -> Self {
        match why {
            NotWrittenOff::NotFound => Self::CompensationNotFound,
            NotWrittenOff::SecondPersonNeeded => Self::SecondPersonNeeded,
            NotWrittenOff::NotOpen => Self::NotOpen,
            NotWrittenOff::Contested => Self::Contested,
        }
    }
}

/// Approves a claim for a member of staff.
///
/// # Errors
/// [`ApproveRefusal`], or ours.
pub async fn approved(
    app: &App,
    staff: &Staff<Support>,
    key: &str,
    (id, at_once): (Id<Compensation>, Option<AdvanceGround>),
) -> Result<Compensation, Error<ApproveRefusal>> {
    use ApproveRefusal as R;
    let by = staff.person();
    let principal = by.account_id().to_string();
    let asked = Request::new(&principal, "compensationApprove", key, &(id.uuid(), at_once));
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(claims::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        if let Some(barred) = barred(tx, by, id).await? {
            return Err(R::from(barred).into());
        }
        let approval = Approval { by: by.account_id(), at_once };
        let claim = approve(tx, id, approval).await?.map_err(R::from)?;
        asked.keep(tx, &id.uuid()).await?;
        Ok(claim)
    })
}

/// Rejects a claim for a member of staff.
///
/// # Errors
/// [`RejectRefusal`], or ours.
pub async fn rejected(
    app: &App,
    staff: &Staff<Support>,
    key: &str,
    (id, reason): (Id<Compensation>, RejectReason),
) -> Result<Compensation, Error<RejectRefusal>> {
    use RejectRefusal as R;
    let by = staff.person();
    let principal = by.account_id().to_string();
    let asked = Request::new(&principal, "compensationReject", key, &(id.uuid(), reason));
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(claims::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        if let Some(barred) = barred(tx, by, id).await? {
            return Err(R::from(barred).into());
        }
        let claim = reject(tx, id, (by.account_id(), reason)).await?.map_err(R::from)?;
        asked.keep(tx, &id.uuid()).await?;
        Ok(claim)
    })
}

/// Gives up what is missing of a claim.
///
/// # Errors
/// [`WriteOffRefusal`], or ours.
pub async fn written_off(
    app: &App,
    staff: &Staff<Risk>,
    key: &str,
    id: Id<Compensation>,
) -> Result<Compensation, Error<WriteOffRefusal>> {
    use WriteOffRefusal as R;
    let by = staff.person();
    let principal = by.account_id().to_string();
    let asked = Request::new(&principal, "compensationWriteOff", key, &id.uuid());
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(claims::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        if let Some(barred) = barred(tx, by, id).await? {
            return Err(R::from(barred).into());
        }
        let claim = write_off(tx, id, by.account_id()).await?.map_err(R::from)?;
        asked.keep(tx, &id.uuid()).await?;
        Ok(claim)
    })
}
