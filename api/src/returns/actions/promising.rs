//! What a shop promises beyond the law (CO-9), for the orders from then on.

use platform::kernel::Id;
use platform::{App, Error, refusals, transaction};

use crate::identity::Person;
use crate::operators::{MemberRole, Operator, entitled};
use crate::returns::store::promises;
use crate::returns::terms::Promise;

refusals! {
    /// Why a promise was not taken, in order of precedence.
    pub enum PromiseRefusal: "ReturnPromiseSetErrorCode", ReturnPromiseSetUserError {
        /// There is no such shop of yours.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Your role in the shop does not include this.
        RoleTooLow at ["operatorId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Not 7 to 365 days.
        DaysInvalid at ["days"] says "A promise is of 7 to 365 days.",
    }
}

/// Promises something for the orders from now on; those before keep what held for them.
///
/// # Errors
/// [`PromiseRefusal`], or ours.
pub async fn promise(
    app: &App,
    person: &Person,
    operator: Id<Operator>,
    (days, bears_carriage, takes_excluded): (i32, bool, bool),
) -> Result<Promise, Error<PromiseRefusal>> {
    use PromiseRefusal as R;
    transaction!(app, |tx| {
        let member = entitled(tx, person, operator, MemberRole::Owner).await?;
        member.map_err(|why| {
            why.refusal(R::OperatorNotFound, R::RoleTooLow, R::SecondFactorNeeded)
        })?;
        let days = u32::try_from(days).ok().filter(|days| (7..=365).contains(days));
        let days = days.ok_or(R::DaysInvalid)?;
        let promise = Promise { days, bears_carriage, takes_excluded };
        if promises::at(tx.conn(), operator, tx.now()).await? != promise {
            promises::insert(tx, operator, person.account_id(), promise).await?;
        }
        Ok(promise)
    })
}
