//! Erasure: a subject's key is destroyed, and everything sealed under it with it, wherever a copy
//! may be. A tombstone stays, so that a restored key store loses the key again (G11, RT-6).

use entity::privacy::erasure;
use platform::database::Tx;
use platform::{App, Failure, events};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::{Safe, SubjectErased, key_store};

/// Decides, in the caller's transaction, that a subject's data is to be unreadable. The gate opens
/// nothing of theirs from its commit on; the key is destroyed by the event that is told here.
///
/// # Errors
/// The database's own.
pub async fn erase(tx: &Tx, subject_id: Uuid, cause: &str) -> Result<(), Failure> {
    let row = erasure::ActiveModel {
        subject_id: Set(subject_id),
        erased_at: Set(tx.now().into()),
        cause: Set(cause.to_owned()),
    };
    let added = erasure::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    if added == 1 {
        events::record(tx, &SubjectErased { subject_id }).await?;
    }
    Ok(())
}

/// Whether a subject's data has been erased.
///
/// # Errors
/// The database's own.
pub async fn is_erased(db: &impl ConnectionTrait, subject: Uuid) -> Result<bool, Failure> {
    Ok(erasure::Entity::find_by_id(subject).one(db).await?.is_some())
}

/// Destroys the key of an erased subject. Doing it twice does nothing.
pub(super) async fn destroy(app: &App, subject: Uuid) -> Result<(), Failure> {
    key_store::destroy(Safe::of(app)?.store(), &[subject]).await?;
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
        let subjects: Vec<Uuid> = erasure::Entity::find()
            .filter(erasure::Column::SubjectId.gt(after))
            .order_by_asc(erasure::Column::SubjectId)
            .limit(BATCH)
            .select_only()
            .column(erasure::Column::SubjectId)
            .into_tuple()
            .all(app.reader())
            .await?;
        let Some(last) = subjects.last() else { return Ok(destroyed) };
        after = *last;
        destroyed += key_store::destroy(store, &subjects).await?;
    }
}
