//! Who is on the roster of mediators and arbitrators: staff of administration say so.

use platform::idempotency::Request;
use platform::kernel::{Id, Line};
use platform::{App, Error, refusals, transaction};

use crate::complaints::panel::{Background, Officer, OfficerDuty};
use crate::complaints::store::panels;
use crate::identity::{self, Account, Admin, Staff};

refusals! {
    /// Why the roster was not changed, in order of precedence.
    pub enum OfficerRefusal: "DisputeOfficerSetErrorCode", DisputeOfficerSetUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such account.
        UserNotFound at ["userId"] says "There is no such account.",
        /// Not 1 to 120 characters.
        OrganisationInvalid at ["organisation"] says "An organisation has 1 to 120 characters.",
    }
}

/// What the roster says of somebody.
#[derive(Debug, Clone, serde::Serialize)]
pub struct OfficerInput {
    pub account: uuid::Uuid,
    pub duty: OfficerDuty,
    pub background: Background,
    pub organisation: Option<String>,
    pub is_listed: bool,
}

/// Puts somebody on the roster, changes what it says of them, or takes them off it: who is off is
/// drawn no more, and goes on with what they have. Only who holds the role is drawn.
///
/// # Errors
/// [`OfficerRefusal`], or ours.
pub async fn set(
    app: &App,
    staff: &Staff<Admin>,
    key: &str,
    input: &OfficerInput,
) -> Result<Officer, Error<OfficerRefusal>> {
    use OfficerRefusal as R;
    let person = staff.person();
    let principal = person.account_id().to_string();
    let asked = Request::new(&principal, "disputeOfficerSet", key, input);
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    let organisation = input.organisation.as_deref().map(Line::<1, 120>::parse).transpose();
    transaction!(app, |tx| {
        let known: Option<bool> = asked.answered(tx, R::IdempotencyConflict).await?;
        if known.is_none() && !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let account: Id<Account> = Id::from_uuid(input.account);
        if !identity::exists(tx.conn(), account).await? {
            return Err(R::UserNotFound.into());
        }
        let organisation = organisation.as_ref().map_err(|_| R::OrganisationInvalid)?;
        let officer = Officer {
            account,
            duty: input.duty,
            background: input.background,
            organisation: organisation.as_ref().map(|line| line.as_str().to_owned()),
            is_listed: input.is_listed,
            listed_at: tx.now(),
        };
        if known.is_none() {
            panels::put_officer(tx, &officer).await?;
            asked.keep(tx, &true).await?;
        }
        Ok(officer)
    })
}
