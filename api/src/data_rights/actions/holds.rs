//! Legal holds: set and lifted by compliance, each with a reason, and stronger than any deletion.

use platform::kernel::{Id, Line, Noun as _};
use platform::{App, Error, events, refusals, transaction};
use uuid::Uuid;

use crate::data_rights::facts::{LegalHoldLifted, LegalHoldSet};
use crate::identity::viewer::Compliance;
use crate::identity::{self, Account, Staff};
use crate::privacy::retention::{self, LegalHold, Lifted};

refusals! {
    /// Why a hold was not set, in order of precedence.
    pub enum LegalHoldSetRefusal: "LegalHoldSetErrorCode", LegalHoldSetUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// Not 1 to 200 characters on one line.
        ReasonInvalid at ["reason"] says "Give a reason of 1 to 200 characters.",
        /// There is no such account.
        TargetNotFound at ["targetId"] says "There is no such person.",
    }
}

refusals! {
    /// Why a hold was not lifted, in order of precedence.
    pub enum LegalHoldLiftRefusal: "LegalHoldLiftErrorCode", LegalHoldLiftUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// Not 1 to 200 characters on one line.
        ReasonInvalid at ["reason"] says "Give a reason of 1 to 200 characters.",
        /// There is no such hold.
        HoldNotFound at ["holdId"] says "There is no such hold.",
        /// It was lifted before.
        AlreadyLifted at ["holdId"] says "This hold was lifted before.",
    }
}

/// Holds what there is of a person, or of one thing.
///
/// # Errors
/// [`LegalHoldSetRefusal`], or ours.
pub async fn set(
    app: &App,
    staff: &Staff<Compliance>,
    (prefix, target): (&str, Uuid),
    reason: &str,
) -> Result<LegalHold, Error<LegalHoldSetRefusal>> {
    use LegalHoldSetRefusal as R;
    let person = staff.person();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let reason = Line::<1, 200>::parse(reason).map_err(|_| R::ReasonInvalid)?;
        let is_person = prefix == Account::PREFIX;
        if is_person && !identity::exists(tx.conn(), Id::from_uuid(target)).await? {
            return Err(R::TargetNotFound.into());
        }
        let hold = LegalHold {
            id: app.new_id(),
            target,
            reason: reason.into_string(),
            set_by: person.account_id().uuid(),
            from_at: tx.now(),
            lifted: None,
        };
        retention::insert(tx, &hold).await?;
        events::record(tx, &LegalHoldSet { hold_id: hold.id.uuid() }).await?;
        Ok(hold)
    })
}

/// Lifts a hold.
///
/// # Errors
/// [`LegalHoldLiftRefusal`], or ours.
pub async fn lift(
    app: &App,
    staff: &Staff<Compliance>,
    id: Id<LegalHold>,
    reason: &str,
) -> Result<LegalHold, Error<LegalHoldLiftRefusal>> {
    use LegalHoldLiftRefusal as R;
    let person = staff.person();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let reason = Line::<1, 200>::parse(reason).map_err(|_| R::ReasonInvalid)?.into_string();
        let hold = retention::lock(tx, id).await?.ok_or(R::HoldNotFound)?;
        let by = person.account_id().uuid();
        if hold.lifted.is_some() || !retention::lift(tx, id, by, &reason).await? {
            return Err(R::AlreadyLifted.into());
        }
        events::record(tx, &LegalHoldLifted { hold_id: id.uuid() }).await?;
        Ok(LegalHold { lifted: Some(Lifted { at: tx.now(), by, reason }), ..hold })
    })
}
