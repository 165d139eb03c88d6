//! What others draw on the deposit of a shop, and give back to it; it stands still meanwhile.

use platform::Failure;
use platform::database::Tx;
use platform::kernel::{Currency, Id, Money};

use super::settle::broken;
use super::shortfall::{self, DepositState};
use super::store::deposits;
use crate::ledger::{self, Account};
use crate::operators::Operator;

/// A deposit that stands still until the transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawable {
    /// What may be taken of it, in yuan.
    pub free: Money,
    /// Whether it went back to its shop for good: nothing is put on it any more.
    pub is_returned: bool,
}

/// Locks the deposit of a shop: before any of its accounts, as everybody does. Whoever moves
/// anything on it calls [`deposit_moved`] afterwards.
///
/// # Errors
/// The database's own.
pub async fn lock_deposit(tx: &Tx, id: Id<Operator>) -> Result<Drawable, Failure> {
    let standing = deposits::lock(tx, id).await?;
    let there = ledger::balance(tx.conn(), Account::Deposit(id), Currency::Cny).await?;
    let free = there.balance.minus(there.held).map_err(broken)?;
    Ok(Drawable { free, is_returned: standing.state == DepositState::Returned })
}

/// Brings a deposit to where it should stand, after something moved on it.
///
/// # Errors
/// The database's own.
pub async fn deposit_moved(tx: &Tx, id: Id<Operator>) -> Result<(), Failure> {
    let standing = deposits::lock(tx, id).await?;
    shortfall::look(tx, &standing).await
}

/// What may be moved of what the platform owes a shop.
///
/// # Errors
/// The database's own.
pub async fn free_payable(tx: &Tx, id: Id<Operator>, currency: Currency) -> Result<Money, Failure> {
    super::receivable::free(tx, id, currency).await
}
