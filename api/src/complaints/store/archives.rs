//! Rows of archives of cases.

pub use entity::complaints::complaint_archive::Model as CaseArchive;
use entity::complaints::complaint_archive::{ActiveModel, Column as C, Entity};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::Id;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::at;
use crate::complaints::complaint::Complaint;
use crate::complaints::party::Party;

/// A new wish for an archive.
pub async fn insert(
    tx: &Tx,
    (id, case): (Uuid, Id<Complaint>),
    party: Party,
) -> Result<(), Failure> {
    let row = ActiveModel {
        id: Set(id),
        complaint_id: Set(case.uuid()),
        asked_by: Set(party.account.uuid()),
        side: Set(party.side),
        asked_at: Set(tx.now().into()),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// How many archives of a case somebody asked for since an instant.
pub async fn asked_since(
    tx: &Tx,
    case: Id<Complaint>,
    by: Uuid,
    since: OffsetDateTime,
) -> Result<u64, Failure> {
    let rows = Entity::find()
        .filter(C::ComplaintId.eq(case.uuid()))
        .filter(C::AskedBy.eq(by))
        .filter(C::AskedAt.gt(to_millis(since)));
    Ok(rows.count(tx.conn()).await?)
}

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<CaseArchive>, Failure> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// The newest archive of a case that somebody asked for.
pub async fn newest(
    db: &impl ConnectionTrait,
    case: Id<Complaint>,
    by: Uuid,
) -> Result<Option<CaseArchive>, Failure> {
    let row = Entity::find()
        .filter(C::ComplaintId.eq(case.uuid()))
        .filter(C::AskedBy.eq(by))
        .order_by_desc(C::Id)
        .limit(1)
        .one(db)
        .await?;
    Ok(row)
}

/// It is there.
pub async fn ready(
    tx: &Tx,
    id: Uuid,
    (bytes, sha256): (i64, &str),
    expires: OffsetDateTime,
) -> Result<(), Failure> {
    Entity::update_many()
        .col_expr(C::ReadyAt, Expr::value(to_millis(tx.now())))
        .col_expr(C::ExpiresAt, Expr::value(to_millis(expires)))
        .col_expr(C::Bytes, Expr::value(bytes))
        .col_expr(C::Sha256, Expr::value(sha256))
        .filter(C::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The one link that opens it; an older one dies.
pub async fn set_link(
    tx: &Tx,
    id: Uuid,
    link: Option<(String, OffsetDateTime, Uuid)>,
) -> Result<(), Failure> {
    let (hash, until, entry) = match link {
        Some((hash, until, entry)) => (Some(hash), Some(until), Some(entry)),
        None => (None, None, None),
    };
    Entity::update_many()
        .col_expr(C::LinkHash, Expr::value(hash))
        .col_expr(C::LinkUntil, at(until))
        .col_expr(C::LinkEntry, Expr::value(entry))
        .filter(C::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The archive that a link opens.
pub async fn of_link(tx: &Tx, hash: &str) -> Result<Option<CaseArchive>, Failure> {
    Ok(Entity::find().filter(C::LinkHash.eq(hash)).one(tx.conn()).await?)
}
