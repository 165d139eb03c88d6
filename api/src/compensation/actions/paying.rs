//! The operator pays what was approved, from what the platform owes it.

use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::{Actor, ActorKind};
use platform::{Failure, timers};

use super::moving::{Change, Movement, Short, go, post};
use crate::compensation::claim::{Compensation, CompensationState, EntryKind, Funder};
use crate::compensation::facts::News;
use crate::compensation::jobs;
use crate::compensation::store::claims;
use crate::identity::Account as Person;
use crate::ledger::Account;

/// Why nothing was paid, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPaid {
    NotFound,
    /// It is not approved, or it is paid.
    NotDue,
    /// The day is over: the platform pays.
    TooLate,
    /// The operator has not got so much coming.
    Short,
}

/// Pays all of a claim from what the operator has coming, within its day.
///
/// # Errors
/// The inner one says why not; whoever reads it must not commit. The outer one is ours.
pub async fn pay_by_seller(
    tx: &Tx,
    id: Id<Compensation>,
    by: Id<Person>,
) -> Result<Result<Compensation, NotPaid>, Failure> {
    let Some(claim) = claims::lock(tx, id).await? else { return Ok(Err(NotPaid::NotFound)) };
    let (CompensationState::Approved, Some(pay_by)) = (claim.state, claim.pay_by) else {
        return Ok(Err(NotPaid::NotDue));
    };
    if tx.now() >= pay_by {
        return Ok(Err(NotPaid::TooLate));
    }
    let movement = Movement {
        kind: EntryKind::Payment,
        funder: Funder::Seller,
        from: Account::Payable(claim.operator),
        to: Account::Wallet(claim.buyer),
        amount: claim.reckoned.amount,
        what: "payment:SELLER".to_owned(),
    };
    if let Err(Short) = post(tx, &claim, vec![movement]).await? {
        return Ok(Err(NotPaid::Short));
    }
    timers::cancel(tx, jobs::PAY_BY, id.uuid()).await?;
    let change = Change {
        to: CompensationState::PaidSeller,
        actor: Actor::person(ActorKind::Operator, by.uuid()),
        cause: "CP: paid by the operator",
        news: News::PaidBySeller,
    };
    go(tx, &claim, change, |after| after.paid_at = Some(tx.now())).await.map(Ok)
}
