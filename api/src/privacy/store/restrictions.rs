//! Subjects whose data is kept by law alone.

use std::collections::HashSet;

use entity::privacy::reading_restriction as restriction;
use platform::Failure;
use platform::database::{Tx, padded};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

/// Notes subjects, unless they are noted already.
pub async fn insert(tx: &Tx, subjects: &[Uuid], cause: &str) -> Result<(), Failure> {
    if subjects.is_empty() {
        return Ok(());
    }
    let rows = subjects.iter().map(|subject| restriction::ActiveModel {
        subject_id: Set(*subject),
        since: Set(tx.now().into()),
        cause: Set(cause.to_owned()),
    });
    restriction::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Those of some subjects that are noted.
pub async fn among(db: &impl ConnectionTrait, subjects: &[Uuid]) -> Result<HashSet<Uuid>, Failure> {
    let noted: Vec<Uuid> = restriction::Entity::find()
        .filter(restriction::Column::SubjectId.is_in(padded(subjects.iter().copied())))
        .select_only()
        .column(restriction::Column::SubjectId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(noted.into_iter().collect())
}
