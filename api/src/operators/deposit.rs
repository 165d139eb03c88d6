//! The account for the deposit of an operator. It holds no money yet: amounts, holds and payments
//! come with the payments slice. What is here is that there is one, which some goods ask for.

use platform::database::Tx;
use platform::kernel::Id;
use platform::{App, Error, Failure, refusals, transaction};

use super::member::{MemberRole, entitled};
use super::{Operator, store, store_matters};
use crate::identity::Person;

refusals! {
    /// Why no deposit account was opened, in order of precedence.
    pub enum DepositRefusal: "OperatorDepositAccountOpenErrorCode",
        OperatorDepositAccountOpenUserError {
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners and finance open it.
        RoleTooLow at ["operatorId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It has one.
        AlreadyOpen at ["operatorId"] says "This shop has a deposit account.",
    }
}

/// Opens the deposit account of an operator, without money in it.
///
/// # Errors
/// [`DepositRefusal`], or ours.
pub async fn open_deposit_account(
    app: &App,
    person: &Person,
    id: Id<Operator>,
) -> Result<Operator, Error<DepositRefusal>> {
    use DepositRefusal as R;
    transaction!(app, |tx| {
        let operator = store::lock(tx, id).await?.ok_or(R::OperatorNotFound)?;
        entitled(tx, person, id, MemberRole::Finance).await?.map_err(|why| {
            why.refusal(R::OperatorNotFound, R::RoleTooLow, R::SecondFactorNeeded)
        })?;
        if store_matters::has_deposit(tx.conn(), id).await? {
            return Err(R::AlreadyOpen.into());
        }
        store_matters::open_deposit(tx, id, person.account_id()).await?;
        Ok(operator)
    })
}

/// Whether an operator has a deposit account.
///
/// # Errors
/// The database's own.
pub async fn has_deposit_account(tx: &Tx, id: Id<Operator>) -> Result<bool, Failure> {
    store_matters::has_deposit(tx.conn(), id).await
}
