//! Escrow: the money of one order, held by the platform until the order says whose it is.

use platform::Failure;
use platform::database::Tx;
use platform::kernel::Money;
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Account, NotPosted};

/// The escrow of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escrow {
    pub order: Uuid,
    pub funded: Money,
    pub released: Money,
    pub refunded: Money,
    /// Since when nothing leaves it: a dispute, or a difference that was found.
    pub frozen_at: Option<OffsetDateTime>,
}

/// Puts the whole payment of an order from transit into its escrow, once.
///
/// # Errors
/// The inner one says why; the outer one is the database's own.
pub async fn fund(
    _tx: &Tx,
    _order: Uuid,
    _amount: Money,
) -> Result<Result<(), NotPosted>, Failure> {
    Err(Failure::broken("the ledger is being built"))
}

/// Pays shares of the escrow out to accounts; `key` is permanent, and each share's is made of it.
///
/// # Errors
/// As [`fund`].
pub async fn release(
    _tx: &Tx,
    _order: Uuid,
    _shares: &[(Account, Money)],
    _key: &str,
) -> Result<Result<(), NotPosted>, Failure> {
    Err(Failure::broken("the ledger is being built"))
}

/// Gives part of the escrow back towards the payer, into [`Account::Refunds`].
///
/// # Errors
/// As [`fund`].
pub async fn refund(
    _tx: &Tx,
    _order: Uuid,
    _amount: Money,
    _key: &str,
) -> Result<Result<(), NotPosted>, Failure> {
    Err(Failure::broken("the ledger is being built"))
}

/// Stops everything that leaves an escrow, for a matter; several matters may freeze it.
///
/// # Errors
/// The database's own.
pub async fn freeze(_tx: &Tx, _order: Uuid, _matter: Uuid) -> Result<(), Failure> {
    Err(Failure::broken("the ledger is being built"))
}

/// Ends what [`freeze`] began for a matter; with the last one money may leave again.
///
/// # Errors
/// The database's own.
pub async fn thaw(_tx: &Tx, _order: Uuid, _matter: Uuid) -> Result<(), Failure> {
    Err(Failure::broken("the ledger is being built"))
}

/// The escrows of orders, in no order; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn many(
    _db: &impl ConnectionTrait,
    _orders: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Escrow>, Failure> {
    Err(Failure::broken("the ledger is being built"))
}
