//! Deposits: what a shop has to leave with the platform, and how it puts it there [ECL 58]. It
//! never goes below zero (CP-7): the ledger keeps it so.

use platform::database::Tx;
use platform::idempotency::Request;
use platform::kernel::{Id, Money};
use platform::{App, Error, Failure, refusals, transaction};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::shortfall::{self, DepositState};
use super::store::deposits;
use crate::identity::Person;
use crate::ledger::{self, Account, MOST, Transfer, TransferKind};
use crate::operators::{self, MemberRole, Operator, entitled};

/// The deposit of a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    /// What is asked of it now, by what it has live.
    pub required: Money,
    pub balance: Money,
    /// As it is known; the clock looks every hour.
    #[serde(default)]
    pub state: DepositState,
    /// The first instant at which nothing new is listed for want of it.
    #[serde(default)]
    pub restrict_at: Option<OffsetDateTime>,
}

impl Deposit {
    /// Whether there is as much as is asked for.
    pub fn is_sufficient(&self) -> bool {
        self.balance.minor() >= self.required.minor()
    }
}

/// The deposit of a shop, in yuan.
///
/// # Errors
/// The database's own.
pub async fn of(app: &App, id: Id<Operator>) -> Result<Deposit, Failure> {
    deposits::read(app.reader(), id, app.now()).await
}

refusals! {
    /// Why nothing was put on a deposit, in order of precedence.
    pub enum TopUpRefusal: "OperatorDepositTopUpErrorCode", OperatorDepositTopUpUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners and finance move money.
        RoleTooLow at ["operatorId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Not above zero, or more than is ever moved at once.
        AmountInvalid at ["amountMinor"] says "Give an amount above zero.",
        /// It has no deposit account: `operatorDepositAccountOpen`.
        NoDepositAccount at ["operatorId"] says "Open the deposit account of this shop first.",
        /// The shop has left, and its deposit went back.
        Returned at ["operatorId"] says "The deposit of this shop was returned.",
        /// There is not so much, or part of it is held.
        Short at ["amountMinor"] says "There is not so much on this account.",
    }
}

/// Puts part of what a shop is owed on its deposit, in yuan.
///
/// # Errors
/// [`TopUpRefusal`], or ours.
pub async fn top_up(
    app: &App,
    person: &Person,
    key: &str,
    (id, amount): (Id<Operator>, Money),
) -> Result<Deposit, Error<TopUpRefusal>> {
    use TopUpRefusal as R;
    let principal = person.account_id().to_string();
    let input = (id.uuid(), amount);
    let asked = Request::new(&principal, "operatorDepositTopUp", key, &input);
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(deposit) = asked.answered(tx, R::IdempotencyConflict).await? {
            return Ok(deposit);
        }
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        entitled(tx, person, id, MemberRole::Finance).await?.map_err(|why| {
            why.refusal(R::OperatorNotFound, R::RoleTooLow, R::SecondFactorNeeded)
        })?;
        if amount.minor() < 1 || amount.minor() > MOST {
            return Err(R::AmountInvalid.into());
        }
        if !operators::has_deposit_account(tx, id).await? {
            return Err(R::NoDepositAccount.into());
        }
        // The deposit before its accounts: everybody locks in this order.
        let standing = deposits::lock(tx, id).await?;
        if standing.state == DepositState::Returned {
            return Err(R::Returned.into());
        }
        put(tx, id, amount).await?.map_err(|()| R::Short)?;
        shortfall::look(tx, &standing).await?;
        let deposit = deposits::read(tx.conn(), id, tx.now()).await?;
        asked.keep(tx, &deposit).await?;
        Ok(deposit)
    })
}

async fn put(tx: &Tx, id: Id<Operator>, amount: Money) -> Result<Result<(), ()>, Failure> {
    let subject = tx.app().new_uuid();
    let transfer = Transfer {
        from: Account::Payable(id),
        to: Account::Deposit(id),
        amount,
        kind: TransferKind::Deposit,
        subject,
        key: format!("deposit:{}", subject.simple()),
    };
    Ok(ledger::post(tx, &[transfer]).await?.map_err(|_| ()))
}
