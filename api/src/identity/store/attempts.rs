//! Failures counted in the database, so that all servers count together.

use entity::identity::attempt;
use platform::Failure;
use platform::database::Tx;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use time::Duration;

use crate::identity::attempts::Attempts;

/// Reads a count and keeps it locked until the transaction ends; the row is made first, so that
/// two first failures wait for each other too.
pub async fn lock(tx: &Tx, subject: &str) -> Result<Option<Attempts>, Failure> {
    let now = tx.now();
    attempt::Entity::insert(attempt::ActiveModel {
        subject: Set(subject.to_owned()),
        failures: Set(0),
        since: Set(now.into()),
        last: Set(now.into()),
    })
    .on_conflict(OnConflict::column(attempt::Column::Subject).do_nothing().to_owned())
    .exec_without_returning(tx.conn())
    .await?;
    let row = attempt::Entity::find_by_id(subject).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(|row| Attempts { failures: row.failures, since: row.since.0, last: row.last.0 }))
}

/// Writes a count that was locked.
pub async fn save(tx: &Tx, subject: &str, attempts: Attempts) -> Result<(), Failure> {
    attempt::Entity::update_many()
        .set(attempt::ActiveModel {
            failures: Set(attempts.failures),
            since: Set(attempts.since.into()),
            last: Set(attempts.last.into()),
            ..Default::default()
        })
        .filter(attempt::Column::Subject.eq(subject))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Forgets a subject's failures.
pub async fn clear(tx: &Tx, subject: &str) -> Result<(), Failure> {
    attempt::Entity::delete_by_id(subject).exec(tx.conn()).await?;
    Ok(())
}

/// Takes one failure back: it was counted before the work, and the work succeeded.
pub async fn take_back(tx: &Tx, subject: &str) -> Result<(), Failure> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Failures, Expr::col(attempt::Column::Failures).sub(1))
        .filter(attempt::Column::Subject.eq(subject))
        .filter(attempt::Column::Failures.gt(0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Deletes counts whose window is long over.
pub async fn delete_old(tx: &Tx) -> Result<u64, Failure> {
    let before: entity::Instant = (tx.now() - Duration::hours(2)).into();
    let gone = attempt::Entity::delete_many()
        .filter(attempt::Column::Last.lt(before))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected)
}
