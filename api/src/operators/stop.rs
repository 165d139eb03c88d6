//! Whoever holds the deposits may keep an operator from listing anything new, beside its
//! registration. What it has on the shelves, and what was ordered, goes on.

use platform::database::Tx;
use platform::kernel::Id;
use platform::{Failure, events};

use super::facts::{Notice, OperatorNotified};
use super::{Operator, store, store_matters};

/// From now on an operator lists nothing new; its owners are told.
///
/// # Errors
/// The database's own.
pub async fn stop_listing(tx: &Tx, id: Id<Operator>) -> Result<(), Failure> {
    store::lock(tx, id).await?;
    store_matters::put_listing_stopped(tx, id, Some(tx.now())).await?;
    events::record(tx, &OperatorNotified::owners(id, Notice::ListingStopped)).await
}

/// It may list again, as far as its registration goes.
///
/// # Errors
/// The database's own.
pub async fn allow_listing(tx: &Tx, id: Id<Operator>) -> Result<(), Failure> {
    store::lock(tx, id).await?;
    store_matters::put_listing_stopped(tx, id, None).await
}
