//! Rows of what was said in a case; they are added and never changed.

pub use entity::complaints::complaint_message::MessageKind;
use entity::complaints::complaint_message::{self, ActiveModel, Column as C, Entity};
use platform::Failure;
use platform::database::Tx;
use platform::kernel::{Asked, Id};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::complaints::complaint::{Complaint, Side};
use crate::identity::Account;

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub complaint: Id<Complaint>,
    /// From 1, without gaps within the case.
    pub seq: i64,
    pub kind: MessageKind,
    pub side: Side,
    pub author: Id<Account>,
    /// The offer or the decision that it is about.
    pub about: Option<Uuid>,
    /// Sealed under the case's key.
    pub words: Vec<u8>,
    pub at: OffsetDateTime,
}

/// The number of the next message of a case; two that come at once start again.
pub async fn next(tx: &Tx, case: Id<Complaint>) -> Result<i64, Failure> {
    let last: Option<Option<i64>> = Entity::find()
        .filter(C::ComplaintId.eq(case.uuid()))
        .select_only()
        .column_as(C::Seq.max(), "last")
        .into_tuple()
        .one(tx.conn())
        .await?;
    Ok(last.flatten().unwrap_or(0).saturating_add(1))
}

pub async fn insert(tx: &Tx, new: &Message) -> Result<(), Failure> {
    let row = ActiveModel {
        complaint_id: Set(new.complaint.uuid()),
        seq: Set(new.seq),
        kind: Set(new.kind),
        side: Set(new.side),
        author: Set(new.author.uuid()),
        about_id: Set(new.about),
        words: Set(new.words.clone()),
        at: Set(new.at.into()),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// What was said in a case, the newest first; one row more than was asked for.
pub async fn newest(
    db: &impl ConnectionTrait,
    case: Id<Complaint>,
    page: &Asked<i64>,
) -> Result<Vec<Message>, Failure> {
    let mut rows = Entity::find().filter(C::ComplaintId.eq(case.uuid()));
    if let Some(seq) = page.after {
        rows = rows.filter(C::Seq.lt(seq));
    }
    let rows = rows.order_by_desc(C::Seq).limit(page.rows()).all(db).await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Everything that was said in a case, first to last; at most two thousand.
pub async fn all(db: &impl ConnectionTrait, case: Id<Complaint>) -> Result<Vec<Message>, Failure> {
    let rows = Entity::find()
        .filter(C::ComplaintId.eq(case.uuid()))
        .order_by_asc(C::Seq)
        .limit(2_000)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// In which cases somebody said something; at most 200.
pub async fn cases_of(db: &impl ConnectionTrait, author: Uuid) -> Result<Vec<Uuid>, Failure> {
    let rows = Entity::find()
        .filter(C::Author.eq(author))
        .select_only()
        .column(C::ComplaintId)
        .distinct()
        .limit(200)
        .into_tuple();
    Ok(rows.all(db).await?)
}

fn from_row(row: complaint_message::Model) -> Message {
    Message {
        complaint: Id::from_uuid(row.complaint_id),
        seq: row.seq,
        kind: row.kind,
        side: row.side,
        author: Id::from_uuid(row.author),
        about: row.about_id,
        words: row.words,
        at: row.at.0,
    }
}
