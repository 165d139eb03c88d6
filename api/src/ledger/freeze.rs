//! Freezing an operator: nothing is paid out to it while a matter is open.

use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use uuid::Uuid;

use super::store::{accounts, freezes};
use crate::operators::Operator;

/// Stops payouts to an operator, for a matter; several matters may stop them. The database refuses
/// them too: `ck_ledger_transfer__frozen`.
///
/// # Errors
/// The database's own.
pub async fn freeze_operator(tx: &Tx, id: Id<Operator>, matter: Uuid) -> Result<(), Failure> {
    // A payout that is being made ends first, or sees the freeze.
    accounts::lock_of_operator(tx, id).await?;
    freezes::put(tx, id.uuid(), matter).await
}

/// Ends what [`freeze_operator`] began for a matter.
///
/// # Errors
/// The database's own.
pub async fn thaw_operator(tx: &Tx, id: Id<Operator>, matter: Uuid) -> Result<(), Failure> {
    freezes::take(tx, id.uuid(), matter).await
}
