//! How long the identity behind an operator is kept: while it trades, three years after it has left
//! [NTM 31], and as long as the law holds it (RT-1, RT-5).

use platform::database::Tx;
use platform::kernel::{Id, Line};
use platform::{App, Error, Failure, refusals, transaction};
use time::OffsetDateTime;

use super::standing::kept_until;
use super::{Operator, store, store_matters};
use crate::identity::{Compliance, Staff};

/// Why the identity behind an operator is not erased, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The law holds it; that is before everything else.
    OnHold,
    /// It trades, or has not left for good.
    InUse,
    /// Its three years are not over.
    Until(OffsetDateTime),
}

/// Whether what is known of an operator may be erased now. Whoever erases asks first, in the same
/// transaction.
///
/// # Errors
/// The inner one says why not; the outer one is the database's own.
pub async fn may_erase(tx: &Tx, id: Id<Operator>) -> Result<Result<(), Kept>, Failure> {
    let Some(operator) = store::lock(tx, id).await? else { return Ok(Ok(())) };
    if store_matters::is_on_hold(tx.conn(), id).await? {
        return Ok(Err(Kept::OnHold));
    }
    let never = operator.registration_id.is_none();
    let Some(exited_at) = operator.exited_at else {
        return Ok(if never { Ok(()) } else { Err(Kept::InUse) });
    };
    let until = kept_until(exited_at).map_err(|e| Failure::because("a term of keeping", e))?;
    Ok(if tx.now() < until { Err(Kept::Until(until)) } else { Ok(()) })
}

refusals! {
    /// Why no hold was placed, in order of precedence.
    pub enum HoldPlaceRefusal: "OperatorLegalHoldPlaceErrorCode",
        OperatorLegalHoldPlaceUserError {
        /// There is no such operator.
        OperatorNotFound at ["operatorId"] says "There is no such shop.",
        /// Not 1 to 200 characters on one line.
        GroundInvalid at ["ground"] says "A ground has 1 to 200 characters.",
        /// One stands already.
        AlreadyOnHold at ["operatorId"] says "A hold stands already.",
    }
}

refusals! {
    /// Why a hold was not lifted, in order of precedence.
    pub enum HoldLiftRefusal: "OperatorLegalHoldLiftErrorCode", OperatorLegalHoldLiftUserError {
        /// There is no such operator.
        OperatorNotFound at ["operatorId"] says "There is no such shop.",
        /// No hold stands.
        NotOnHold at ["operatorId"] says "There is no hold on this shop.",
    }
}

/// Places a hold: nothing known of the operator is erased while it stands.
///
/// # Errors
/// [`HoldPlaceRefusal`], or ours.
pub async fn place_hold(
    app: &App,
    staff: &Staff<Compliance>,
    id: Id<Operator>,
    ground: &str,
) -> Result<Operator, Error<HoldPlaceRefusal>> {
    use HoldPlaceRefusal as R;
    transaction!(app, |tx| {
        let operator = store::lock(tx, id).await?.ok_or(R::OperatorNotFound)?;
        let ground = Line::<1, 200>::parse(ground).map_err(|_| R::GroundInvalid)?;
        if store_matters::is_on_hold(tx.conn(), id).await? {
            return Err(R::AlreadyOnHold.into());
        }
        store_matters::place_hold(tx, id, &ground, staff.person().account_id()).await?;
        Ok(operator)
    })
}

/// Lifts the hold.
///
/// # Errors
/// [`HoldLiftRefusal`], or ours.
pub async fn lift_hold(
    app: &App,
    staff: &Staff<Compliance>,
    id: Id<Operator>,
) -> Result<Operator, Error<HoldLiftRefusal>> {
    use HoldLiftRefusal as R;
    transaction!(app, |tx| {
        let operator = store::lock(tx, id).await?.ok_or(R::OperatorNotFound)?;
        if !store_matters::lift_hold(tx, id, staff.person().account_id()).await? {
            return Err(R::NotOnHold.into());
        }
        Ok(operator)
    })
}
