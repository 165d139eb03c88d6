//! Erasure: a subject's key is destroyed, and everything sealed under it with it, wherever a copy
//! may be. A tombstone stays, so that a restored key store loses the key again (G11, RT-6).

use platform::database::Tx;
use platform::{App, Failure, events};
use uuid::Uuid;

use super::store::{erasures, keys};
use super::{Safe, SubjectErased, retention};

/// Decides, in the caller's transaction, that a subject's data is to be unreadable. The gate opens
/// nothing of theirs from its commit on; the key is destroyed by the event that is told here.
///
/// # Errors
/// The database's own; the data is held (RT-5), which whoever erases has asked before.
pub async fn erase(tx: &Tx, subject_id: Uuid, cause: &str) -> Result<(), Failure> {
    if retention::is_held(tx.conn(), [subject_id]).await? {
        return Err(Failure::broken("somebody whose data is held was to be erased"));
    }
    if erasures::insert(tx, subject_id, cause).await? {
        events::record(tx, &SubjectErased { subject_id }).await?;
    }
    Ok(())
}

/// Destroys the key of an erased subject. Doing it twice does nothing.
pub(super) async fn destroy(app: &App, subject: Uuid) -> Result<(), Failure> {
    keys::destroy(Safe::of(app)?.store(), &[subject]).await?;
    Ok(())
}

/// Destroys again every key that a tombstone names: after a restore of the key store, and at each
/// start. How many there were.
///
/// # Errors
/// Either database's own.
pub async fn replay(app: &App) -> Result<u64, Failure> {
    const BATCH: u64 = 180;
    let store = Safe::of(app)?.store();
    let (mut after, mut destroyed) = (Uuid::nil(), 0);
    loop {
        let subjects = erasures::after(app.reader(), after, BATCH).await?;
        let Some(last) = subjects.last() else { return Ok(destroyed) };
        after = *last;
        destroyed += keys::destroy(store, &subjects).await?;
    }
}
