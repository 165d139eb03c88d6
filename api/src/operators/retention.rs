//! How long the identity behind an operator is kept: while it trades, three years after it has left
//! [NTM 31], and as long as the law holds it (RT-1, RT-5).

use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::{Id, Line};
use platform::timers::{self, Firing};
use platform::{App, Error, Failure, refusals, transaction};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::standing::kept_until;
use super::{Operator, jobs, store, store_members};
use crate::identity::{Compliance, Staff};
use crate::privacy::retention::{self, LegalHold};
use crate::privacy::{self, restrict_reading};

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
    if retention::is_held(tx.conn(), [id.uuid()]).await? {
        return Ok(Err(Kept::OnHold));
    }
    let never = operator.registration_id.is_none();
    let Some(exited_at) = operator.exited_at else {
        return Ok(if never { Ok(()) } else { Err(Kept::InUse) });
    };
    let until = kept_until(exited_at).map_err(|e| Failure::because("a term of keeping", e))?;
    Ok(if tx.now() < until { Err(Kept::Until(until)) } else { Ok(()) })
}

/// How long after a hold was met somebody looks again.
const LOOK_AGAIN: Duration = Duration::days(30);

/// The three years after an exit are over: the key of the shop is destroyed, and with it every
/// name, number, address and document that was kept of whoever stood behind it. A hold comes first
/// (RT-5), and is looked at again.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn forget(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let id = Id::from_uuid(firing.aggregate);
        match may_erase(tx, id).await? {
            Ok(()) => privacy::erase(tx, id.uuid(), "TERM_OVER").await,
            Err(Kept::Until(until)) => timers::set(tx, jobs::FORGET, id.uuid(), until).await,
            Err(Kept::OnHold) => {
                timers::set(tx, jobs::FORGET, id.uuid(), tx.now() + LOOK_AGAIN).await
            }
            Err(Kept::InUse) => Ok(()),
        }
    })
}

/// An account was closed: what is known of the shops that it alone stood behind is kept by law, and
/// read for nothing else (PD-4).
///
/// # Errors
/// Ours; it is then tried again.
pub async fn account_closed(
    app: &App,
    account: Option<Uuid>,
    delivery: &Delivery,
) -> Result<(), Failure> {
    transaction!(app, |tx| {
        if let Some(account) = account {
            let left = store_members::left_by_all_owners(tx.conn(), account).await?;
            restrict_reading(tx, &left, "ACCOUNT_CLOSED").await?;
        }
        delivery.settle(tx).await
    })
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
        if retention::is_held(tx.conn(), [id.uuid()]).await? {
            return Err(R::AlreadyOnHold.into());
        }
        let hold = LegalHold {
            id: app.new_id(),
            target: id.uuid(),
            reason: ground.into_string(),
            set_by: staff.person().account_id().uuid(),
            from_at: tx.now(),
            lifted: None,
        };
        retention::insert(tx, &hold).await?;
        Ok(operator)
    })
}

/// Lifts the hold; of several, the oldest.
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
        let hold = retention::oldest_on(tx.conn(), id.uuid()).await?.ok_or(R::NotOnHold)?;
        let by = staff.person().account_id().uuid();
        if !retention::lift(tx, hold, by, "lifted at the shop").await? {
            return Err(R::NotOnHold.into());
        }
        Ok(operator)
    })
}
