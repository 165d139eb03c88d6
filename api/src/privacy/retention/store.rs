//! The SQL of legal holds, and of destroying rows.

use std::collections::HashSet;

use entity::privacy::legal_hold;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{LegalHold, Lifted, NotPurged, may_purge};
use crate::privacy::personal::Table;

/// Writes a hold.
///
/// # Errors
/// The database's own.
pub async fn insert(tx: &Tx, hold: &LegalHold) -> Result<(), Failure> {
    let row = legal_hold::ActiveModel {
        id: Set(hold.id.uuid()),
        target: Set(hold.target),
        reason: Set(hold.reason.clone()),
        set_by: Set(hold.set_by),
        from_at: Set(hold.from_at.into()),
        lifted_at: Set(None),
        lifted_by: Set(None),
        lift_reason: Set(None),
    };
    legal_hold::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A hold by its id.
///
/// # Errors
/// The database's own.
pub async fn by_id(
    conn: &impl ConnectionTrait,
    id: Id<LegalHold>,
) -> Result<Option<LegalHold>, Failure> {
    Ok(legal_hold::Entity::find_by_id(id.uuid()).one(conn).await?.map(from_row))
}

/// Reads a hold and keeps its row locked until the transaction ends.
///
/// # Errors
/// The database's own.
pub async fn lock(tx: &Tx, id: Id<LegalHold>) -> Result<Option<LegalHold>, Failure> {
    let row = legal_hold::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(from_row))
}

/// Lifts a hold; `false` if it was lifted before.
///
/// # Errors
/// The database's own.
pub async fn lift(tx: &Tx, id: Id<LegalHold>, by: Uuid, reason: &str) -> Result<bool, Failure> {
    let lifted = legal_hold::Entity::update_many()
        .col_expr(legal_hold::Column::LiftedAt, Expr::value(to_millis(tx.now())))
        .col_expr(legal_hold::Column::LiftedBy, Expr::value(by))
        .col_expr(legal_hold::Column::LiftReason, Expr::value(reason))
        .filter(legal_hold::Column::Id.eq(id.uuid()))
        .filter(legal_hold::Column::LiftedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(lifted.rows_affected == 1)
}

/// Whether any of these subjects or things is held. Ask it in the transaction that destroys.
///
/// # Errors
/// The database's own.
pub async fn is_held(
    conn: &impl ConnectionTrait,
    targets: impl IntoIterator<Item = Uuid>,
) -> Result<bool, Failure> {
    let standing = legal_hold::Entity::find()
        .filter(legal_hold::Column::Target.is_in(padded(targets)))
        .filter(legal_hold::Column::LiftedAt.is_null())
        .count(conn)
        .await?;
    Ok(standing > 0)
}

/// Those of some subjects or things that are held.
///
/// # Errors
/// The database's own.
pub async fn held_among(
    conn: &impl ConnectionTrait,
    targets: impl IntoIterator<Item = Uuid>,
) -> Result<HashSet<Uuid>, Failure> {
    let held: Vec<Uuid> = legal_hold::Entity::find()
        .filter(legal_hold::Column::Target.is_in(padded(targets)))
        .filter(legal_hold::Column::LiftedAt.is_null())
        .select_only()
        .column(legal_hold::Column::Target)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(held.into_iter().collect())
}

/// The oldest hold that stands on a subject or thing.
///
/// # Errors
/// The database's own.
pub async fn oldest_on(
    conn: &impl ConnectionTrait,
    target: Uuid,
) -> Result<Option<Id<LegalHold>>, Failure> {
    let row = legal_hold::Entity::find()
        .filter(legal_hold::Column::Target.eq(target))
        .filter(legal_hold::Column::LiftedAt.is_null())
        .order_by_asc(legal_hold::Column::Id)
        .one(conn)
        .await?;
    Ok(row.map(|row| Id::from_uuid(row.id)))
}

/// A page of holds, the newest first, and one row more.
///
/// # Errors
/// The database's own.
pub async fn holds(
    conn: &impl ConnectionTrait,
    asked: &Asked<Uuid>,
) -> Result<Vec<LegalHold>, Failure> {
    let mut rows = legal_hold::Entity::find();
    if let Some(after) = asked.after {
        rows = rows.filter(legal_hold::Column::Id.lt(after));
    }
    let rows = rows.order_by_desc(legal_hold::Column::Id).limit(asked.rows()).all(conn).await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// The condition that nothing in these columns of a statement's table is held; for what deletes
/// many rows at once.
pub fn unheld(columns: &str) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM legal_hold WHERE legal_hold.lifted_at IS NULL \
         AND legal_hold.target IN ({columns}))"
    )
}

/// Destroys the rows of a subject in a declared table, whose matter ended at an instant, but for
/// those that are held by themselves. The inner error says why all stay; nothing has then changed.
///
/// # Errors
/// The database's own.
pub async fn purge(
    tx: &Tx,
    table: &Table,
    subject: Uuid,
    ended: OffsetDateTime,
) -> Result<Result<u64, NotPurged>, Failure> {
    let held = is_held(tx.conn(), [subject]).await?;
    if let Err(why) = may_purge(table.class, held, ended, tx.now()) {
        return Ok(Err(why));
    }
    let Some(whose) = table.subject.clause() else { return Ok(Err(NotPurged::NotOfASubject)) };
    let name = table.name;
    let has_id = table.columns().any(|column| column == "id");
    let apart =
        if has_id { format!(" AND {}", unheld(&format!("{name}.id"))) } else { String::new() };
    let statement = Statement::from_sql_and_values(
        tx.conn().get_database_backend(),
        format!("DELETE FROM {name} WHERE {whose}{apart}"),
        [subject.into()],
    );
    let gone = tx.conn().execute_raw(statement).await?;
    Ok(Ok(gone.rows_affected()))
}

fn from_row(row: legal_hold::Model) -> LegalHold {
    let lifted = match (row.lifted_at, row.lifted_by, row.lift_reason) {
        (Some(at), Some(by), Some(reason)) => Some(Lifted { at: at.0, by, reason }),
        _ => None,
    };
    LegalHold {
        id: Id::from_uuid(row.id),
        target: row.target,
        reason: row.reason,
        set_by: row.set_by,
        from_at: row.from_at.0,
        lifted,
    }
}
