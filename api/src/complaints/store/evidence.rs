//! Rows of evidence, and of who had it in hand; they are added and never changed.

use entity::complaints::complaint_custody::{self, Column as K};
pub use entity::complaints::complaint_custody::{Act, Model as Custody};
use entity::complaints::complaint_evidence::{self, ActiveModel, Column as C, Entity};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, next_seq, padded};
use platform::kernel::{Id, Noun};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::complaints::complaint::{Complaint, Shows, Side};
use crate::identity::Account;
use crate::media::Document;

/// A document that shows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub id: Id<Evidence>,
    pub complaint: Id<Complaint>,
    pub document: Id<Document>,
    pub side: Side,
    pub owner: Id<Account>,
    pub shows: Shows,
    /// Of the file, in hexadecimal.
    pub sha256: String,
    pub bytes: u64,
    pub content_type: String,
    /// The original of which this is a copy with parts blacked out.
    pub redacts: Option<Id<Evidence>>,
    pub at: OffsetDateTime,
}

impl Noun for Evidence {
    const PREFIX: &'static str = "complaint_evidence";
}

pub async fn insert(tx: &Tx, new: &Evidence) -> Result<(), Failure> {
    let bytes = i64::try_from(new.bytes).map_err(|_| Failure::broken("too large a document"))?;
    let row = ActiveModel {
        id: Set(new.id.uuid()),
        complaint_id: Set(new.complaint.uuid()),
        document_id: Set(new.document.uuid()),
        side: Set(new.side),
        owner: Set(new.owner.uuid()),
        shows: Set(new.shows),
        sha256: Set(new.sha256.clone()),
        bytes: Set(bytes),
        content_type: Set(new.content_type.clone()),
        redacts: Set(new.redacts.map(Id::uuid)),
        at: Set(new.at.into()),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// How much evidence a side has handed in.
pub async fn count_of(tx: &Tx, case: Id<Complaint>, side: Side) -> Result<u64, Failure> {
    let rows = Entity::find().filter(C::ComplaintId.eq(case.uuid())).filter(C::Side.eq(side));
    Ok(rows.count(tx.conn()).await?)
}

/// All evidence of cases, first to last; it is bounded where it is handed in.
pub async fn of_cases(
    db: &impl ConnectionTrait,
    cases: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Evidence>, Failure> {
    let rows = Entity::find()
        .filter(C::ComplaintId.is_in(padded(cases)))
        .order_by_asc(C::Id)
        .limit(2_000)
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

pub async fn by_id(
    db: &impl ConnectionTrait,
    id: Id<Evidence>,
) -> Result<Option<Evidence>, Failure> {
    Entity::find_by_id(id.uuid()).one(db).await?.map(from_row).transpose()
}

/// Notes that somebody had evidence in hand.
pub async fn note(tx: &Tx, id: Id<Evidence>, act: Act, actor: Id<Account>) -> Result<(), Failure> {
    let row: [(K, Expr); 5] = [
        (K::EvidenceId, id.uuid().into()),
        (K::Seq, next_seq::<complaint_custody::Entity>(K::Seq, K::EvidenceId.eq(id.uuid()))),
        (K::Act, act.to_value().into()),
        (K::Actor, actor.uuid().into()),
        (K::At, to_millis(tx.now()).into()),
    ];
    let (columns, values): (Vec<K>, Vec<Expr>) = row.into_iter().unzip();
    let mut insert = Query::insert();
    insert.into_table(complaint_custody::Entity).columns(columns);
    insert.values(values).map_err(|error| Failure::because("columns of a custody", error))?;
    tx.conn().execute(&insert).await?;
    Ok(())
}

/// Who had evidence in hand, first to last; at most the first two hundred of each piece.
pub async fn custody(
    db: &impl ConnectionTrait,
    evidence: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<complaint_custody::Model>, Failure> {
    let rows = complaint_custody::Entity::find()
        .filter(K::EvidenceId.is_in(padded(evidence)))
        .filter(K::Seq.lte(200))
        .order_by_asc(K::EvidenceId)
        .order_by_asc(K::Seq)
        .all(db)
        .await?;
    Ok(rows)
}

fn from_row(row: complaint_evidence::Model) -> Result<Evidence, Failure> {
    Ok(Evidence {
        id: Id::from_uuid(row.id),
        complaint: Id::from_uuid(row.complaint_id),
        document: Id::from_uuid(row.document_id),
        side: row.side,
        owner: Id::from_uuid(row.owner),
        shows: row.shows,
        sha256: row.sha256,
        bytes: u64::try_from(row.bytes).map_err(|_| Failure::broken("a file below no bytes"))?,
        content_type: row.content_type,
        redacts: row.redacts.map(Id::from_uuid),
        at: row.at.0,
    })
}
