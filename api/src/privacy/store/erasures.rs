//! Tombstones of subjects whose keys are destroyed.

use std::collections::HashSet;

use entity::privacy::erasure;
use platform::Failure;
use platform::database::{Tx, padded};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

/// Sets a tombstone; `false` if there is one.
pub async fn insert(tx: &Tx, subject: Uuid, cause: &str) -> Result<bool, Failure> {
    let row = erasure::ActiveModel {
        subject_id: Set(subject),
        erased_at: Set(tx.now().into()),
        cause: Set(cause.to_owned()),
    };
    let added = erasure::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(added == 1)
}

/// Whether a subject's data has been erased.
///
/// # Errors
/// The database's own.
pub async fn is_erased(db: &impl ConnectionTrait, subject: Uuid) -> Result<bool, Failure> {
    Ok(erasure::Entity::find_by_id(subject).one(db).await?.is_some())
}

/// Those of some subjects whose data has been erased.
pub async fn among(db: &impl ConnectionTrait, subjects: &[Uuid]) -> Result<HashSet<Uuid>, Failure> {
    let gone: Vec<Uuid> = erasure::Entity::find()
        .filter(erasure::Column::SubjectId.is_in(padded(subjects.iter().copied())))
        .select_only()
        .column(erasure::Column::SubjectId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(gone.into_iter().collect())
}

/// Erased subjects in the order of their ids, after one of them.
pub async fn after(
    db: &impl ConnectionTrait,
    subject: Uuid,
    limit: u64,
) -> Result<Vec<Uuid>, Failure> {
    Ok(erasure::Entity::find()
        .filter(erasure::Column::SubjectId.gt(subject))
        .order_by_asc(erasure::Column::SubjectId)
        .limit(limit)
        .select_only()
        .column(erasure::Column::SubjectId)
        .into_tuple()
        .all(db)
        .await?)
}
