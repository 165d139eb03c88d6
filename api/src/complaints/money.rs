//! A decision is carried out in money: a refund, compensation, a penalty. Where the money comes
//! from is the story of `settlement::OrderMoney`.

use platform::Failure;
use platform::database::Tx;

use super::complaint::Complaint;
use super::remedy::{Amounts, Executor, Remedy};
use crate::identity;
use crate::ledger::{self, Account, TransferKind};
use crate::settlement::{OrderMoney, PaidBy};
use platform::kernel::Id;

pub use crate::settlement::NotMoved;

/// What was moved, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    pub refunded: i64,
    pub compensated: i64,
    /// Of both, and of a penalty, what the shop owes now.
    pub advanced: i64,
}

/// Carries a decision out. After an appeal only the difference to what was carried out before is
/// moved; what the buyer had too much is taken from their balance, and what they have spent comes
/// from the platform.
///
/// # Errors
/// The inner one: whoever reads it must not commit. The outer one is ours.
pub async fn carry_out(
    tx: &Tx,
    case: &Complaint,
    (before, remedy): (Option<&Remedy>, &Remedy),
    by: Executor,
) -> Result<Result<Moved, NotMoved>, Failure> {
    let parts = case.order_id.zip(case.operator_id).zip(case.currency);
    let Some(((order, operator), currency)) = parts else { return Ok(Ok(Moved::default())) };
    let buyer = case.complainant;
    let by = match by {
        Executor::Seller => PaidBy::Shop,
        Executor::Platform => PaidBy::Platform,
    };
    let name = format!("complaint:{}", remedy.id.uuid().simple());
    let money = OrderMoney { tx, order, operator, currency, by, name };
    let done = before.map_or(Amounts::default(), |before| Amounts {
        refund: before.refunded,
        compensation: before.compensated,
        penalty: before.amounts.penalty,
        replacement: false,
    });
    let wanted = remedy.amounts;
    let mut moved = Moved::default();
    let too_much =
        positive(done.refund, wanted.refund) + positive(done.compensation, wanted.compensation);
    if too_much > 0 {
        take_back(&money, buyer, too_much).await?;
        moved.refunded -= positive(done.refund, wanted.refund);
        moved.compensated -= positive(done.compensation, wanted.compensation);
    }
    match money.refund(positive(wanted.refund, done.refund)).await? {
        Ok((refunded, advanced)) => {
            moved.refunded += refunded;
            moved.advanced += advanced;
        }
        Err(why) => return Ok(Err(why)),
    }
    let more = positive(wanted.compensation, done.compensation);
    let wallet = Account::Wallet(buyer);
    match money.take(more, wallet, TransferKind::Compensation, "compensation").await? {
        Ok(advanced) => {
            moved.compensated += more;
            moved.advanced += advanced;
        }
        Err(why) => return Ok(Err(why)),
    }
    let penalty = positive(wanted.penalty, done.penalty);
    let fund = Account::Compensation;
    match money.take(penalty, fund, TransferKind::Compensation, "penalty").await? {
        Ok(advanced) => moved.advanced += advanced,
        Err(why) => return Ok(Err(why)),
    }
    Ok(Ok(moved))
}

/// By how much one is above the other.
fn positive(one: i64, other: i64) -> i64 {
    one.saturating_sub(other).max(0)
}

/// Takes back what an appeal found to be too much: from the buyer's balance to the shop, and what
/// is not there any more from the platform's earnings, whose mistake it was.
async fn take_back(
    money: &OrderMoney<'_>,
    buyer: Id<identity::Account>,
    minor: i64,
) -> Result<(), Failure> {
    let wallet = Account::Wallet(buyer);
    let has = ledger::balance(money.tx.conn(), wallet, money.currency).await?;
    let free = has.balance.minor().saturating_sub(has.held.minor()).max(0);
    let own = minor.min(free);
    let shop = Account::Payable(money.operator);
    let mut transfers = Vec::new();
    if own > 0 {
        let kind = TransferKind::Reversal;
        transfers.push(money.transfer((wallet, shop), own, kind, "taken-back"));
    }
    if minor > own {
        let kind = TransferKind::Compensation;
        let rest = minor.saturating_sub(own);
        transfers.push(money.transfer((Account::Fees, shop), rest, kind, "made-good"));
    }
    if ledger::post(money.tx, &transfers).await?.is_err() {
        return Err(Failure::contention("a balance moved meanwhile"));
    }
    Ok(())
}
