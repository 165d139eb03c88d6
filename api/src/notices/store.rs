//! The SQL of what people were told.

use entity::notices::account_notice::{self, Column as C};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Sql, Tx, padded};
use platform::kernel::{Asked, Id};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::terms::BATCH;
use super::{NewNotice, Notice, NoticeKind};
use crate::privacy::retention;

/// Writes what is new of some notices, in one statement; answers whom it tells something.
pub async fn insert(tx: &Tx, batch: Uuid, notices: &[NewNotice]) -> Result<Vec<Uuid>, Failure> {
    let mut sql = Sql::new(
        "INSERT INTO account_notice (id, account_id, kind, subject_id, due_at, batch_id, told_at) \
         VALUES ",
    );
    for (place, notice) in notices.iter().enumerate() {
        sql.push(if place == 0 { "(" } else { ", (" }).bind(tx.app().new_uuid());
        sql.push(", ").bind(notice.account);
        sql.push(", ").bind(notice.kind.name());
        sql.push(", ").bind(notice.subject);
        sql.push(", ").bind(notice.due_at.map(to_millis));
        sql.push(", ").bind(batch);
        sql.push(", ").bind(to_millis(tx.now())).push(")");
    }
    sql.push(" ON CONFLICT DO NOTHING RETURNING account_id");
    let statement = sql.statement(tx.conn().get_database_backend());
    let rows = tx.conn().query_all_raw(statement).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// A page of what somebody was told, the newest first, and one row more.
pub async fn page(
    db: &impl ConnectionTrait,
    account: Uuid,
    unread_only: bool,
    asked: &Asked<Uuid>,
) -> Result<Vec<Notice>, Failure> {
    let mut select = account_notice::Entity::find().filter(C::AccountId.eq(account));
    if unread_only {
        select = select.filter(C::ReadAt.is_null());
    }
    if let Some(after) = asked.after {
        select = select.filter(C::Id.lt(after));
    }
    let rows = select.order_by_desc(C::Id).limit(asked.rows()).all(db).await?;
    Ok(rows.iter().map(from_row).collect())
}

/// What was told in one go, to one person or to all: as much as one statement writes.
pub async fn of_batch(
    db: &impl ConnectionTrait,
    batch: Uuid,
    account: Option<Uuid>,
) -> Result<Vec<Notice>, Failure> {
    let mut select = account_notice::Entity::find().filter(C::BatchId.eq(batch));
    if let Some(account) = account {
        select = select.filter(C::AccountId.eq(account));
    }
    let mut rows = select.all(db).await?;
    rows.sort_unstable_by_key(|row| row.id);
    Ok(rows.iter().map(from_row).collect())
}

/// How many somebody has not read, counted up to so many.
pub async fn unread(db: &impl ConnectionTrait, account: Uuid, most: u64) -> Result<u64, Failure> {
    let unread: Vec<Uuid> = account_notice::Entity::find()
        .filter(C::AccountId.eq(account))
        .filter(C::ReadAt.is_null())
        .limit(most)
        .select_only()
        .column(C::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(unread.len().try_into().unwrap_or(most))
}

/// Whether all of these, each named once, are somebody's.
pub async fn are_all_of(tx: &Tx, account: Uuid, ids: &[Uuid]) -> Result<bool, Failure> {
    let found = account_notice::Entity::find()
        .filter(C::AccountId.eq(account))
        .filter(C::Id.is_in(padded(ids.iter().copied())))
        .count(tx.conn())
        .await?;
    Ok(usize::try_from(found) == Ok(ids.len()))
}

/// Marks some of somebody's as read now.
pub async fn mark(tx: &Tx, account: Uuid, ids: &[Uuid]) -> Result<(), Failure> {
    account_notice::Entity::update_many()
        .col_expr(C::ReadAt, Expr::value(to_millis(tx.now())))
        .filter(C::AccountId.eq(account))
        .filter(C::Id.is_in(padded(ids.iter().copied())))
        .filter(C::ReadAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Marks a batch of what somebody was told until an instant and has not read; answers how many.
pub async fn mark_some(tx: &Tx, account: Uuid, until: OffsetDateTime) -> Result<u64, Failure> {
    let until: entity::Instant = until.into();
    let some = account_notice::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::AccountId.eq(account))
        .filter(C::ReadAt.is_null())
        .filter(C::ToldAt.lte(until))
        .order_by_desc(C::Id)
        .limit(u64::from(BATCH))
        .into_query();
    let marked = account_notice::Entity::update_many()
        .col_expr(C::ReadAt, Expr::value(to_millis(tx.now())))
        .filter(C::Id.in_subquery(some))
        .exec(tx.conn())
        .await?;
    Ok(marked.rows_affected)
}

/// Lets go of what was told in one go, but for what is held (RT-5); whether any of it is left.
pub async fn forget(tx: &Tx, batch: Uuid) -> Result<bool, Failure> {
    account_notice::Entity::delete_many()
        .filter(C::BatchId.eq(batch))
        .filter(Expr::cust(retention::unheld("account_notice.id, account_notice.account_id")))
        .exec(tx.conn())
        .await?;
    let left = account_notice::Entity::find().filter(C::BatchId.eq(batch)).count(tx.conn()).await?;
    Ok(left > 0)
}

/// Lets go of a batch of what somebody was told; whether there may be more.
pub async fn forget_some_of(tx: &Tx, account: Uuid) -> Result<bool, Failure> {
    let some = account_notice::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::AccountId.eq(account))
        .filter(Expr::cust(retention::unheld("account_notice.id, account_notice.account_id")))
        .order_by_desc(C::Id)
        .limit(u64::from(BATCH))
        .into_query();
    let gone = account_notice::Entity::delete_many()
        .filter(C::Id.in_subquery(some))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected == u64::from(BATCH))
}

fn from_row(row: &account_notice::Model) -> Notice {
    Notice {
        id: Id::from_uuid(row.id),
        account: row.account_id,
        kind: NoticeKind::named(&row.kind),
        subject: row.subject_id,
        due_at: row.due_at.map(|at| at.0),
        told_at: row.told_at.0,
        read_at: row.read_at.map(|at| at.0),
    }
}
