//! The agreement about money that is paid early: nothing is financed but on the newest one,
//! accepted by an owner (FN-3).

use platform::database::Tx;
use platform::kernel::Id;
use platform::{App, Error, Failure, refusals, transaction};
use time::OffsetDateTime;

use super::store::agreements;
use crate::identity::Person;
use crate::operators::{MemberRole, Operator, entitled};

/// One version of the agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    pub version: i32,
    pub text_zh: String,
    pub text_en: String,
    pub effective_from: OffsetDateTime,
}

refusals! {
    /// Why fast collection was not turned on or off, in order of precedence.
    pub enum FastCollectionRefusal: "FastCollectionSetErrorCode", FastCollectionSetUserError {
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners agree for a shop.
        OwnerOnly at ["operatorId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Not the version of the agreement that is in force: read the newest.
        VersionNotCurrent at ["agreementVersion"] says "Read the agreement that is in force now.",
    }
}

/// Accepts the agreement in force, or ends it for orders that follow. Asking for what is so already
/// changes nothing.
///
/// # Errors
/// [`FastCollectionRefusal`], or ours.
pub async fn set(
    app: &App,
    person: &Person,
    id: Id<Operator>,
    (version, accepted): (i32, bool),
) -> Result<bool, Error<FastCollectionRefusal>> {
    use FastCollectionRefusal as R;
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        entitled(tx, person, id, MemberRole::Owner)
            .await?
            .map_err(|why| why.refusal(R::OperatorNotFound, R::OwnerOnly, R::SecondFactorNeeded))?;
        let current = agreements::current(tx.conn(), tx.now()).await?;
        if current.is_none_or(|current| current.version != version) {
            return Err(R::VersionNotCurrent.into());
        }
        if agreements::accepted(tx.conn(), id).await? != (accepted.then_some(version)) {
            agreements::put(tx, id, (version, accepted), person.account_id()).await?;
        }
        Ok(accepted)
    })
}

/// The version on which a shop may be financed now; none if it has not accepted the newest.
///
/// # Errors
/// The database's own.
pub async fn in_force(tx: &Tx, id: Id<Operator>) -> Result<Option<i32>, Failure> {
    let current = agreements::current(tx.conn(), tx.now()).await?;
    let accepted = agreements::accepted(tx.conn(), id).await?;
    Ok(current.map(|current| current.version).filter(|version| accepted == Some(*version)))
}
