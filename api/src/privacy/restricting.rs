//! What is kept by law alone turns read-restricted: the gate opens it to staff for a dispute and
//! for the reports that an authority is owed, and to nobody else (PD-4).

use platform::Failure;
use platform::database::Tx;
use uuid::Uuid;

use super::store::restrictions;

/// From the commit on the data of these subjects is read for the law alone.
///
/// # Errors
/// The database's own.
pub async fn restrict_reading(tx: &Tx, subjects: &[Uuid], cause: &str) -> Result<(), Failure> {
    restrictions::insert(tx, subjects, cause).await
}
