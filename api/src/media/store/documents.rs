//! Rows of documents, and of the leave to read them once.

use entity::media::document;
pub use entity::media::document::DocumentRejection;
use entity::media::document_ticket;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use platform::transitions::States as _;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::identity::Account;
use crate::media::document::{Document, DocumentState, DocumentType};

pub async fn insert(tx: &Tx, new: &Document) -> Result<(), Failure> {
    let row = document::ActiveModel {
        id: Set(new.id.uuid()),
        owner_id: Set(new.owner_id.uuid()),
        subject_id: Set(new.subject_id),
        content_type: Set(new.content_type.as_str().to_owned()),
        bytes: Set(i64::try_from(new.bytes).unwrap_or(i64::MAX)),
        sha256: Set(new.sha256.clone()),
        state: Set(new.state.name()),
        rejection: Set(None),
        token_hash: Set(new.token_hash.clone()),
        token_expires_at: Set(new.token_expires_at.into()),
        staged_at: Set(new.staged_at.into()),
        stored_at: Set(None),
        attached_at: Set(None),
        file: Set(None),
    };
    document::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn by_id(
    db: &impl ConnectionTrait,
    id: Id<Document>,
) -> Result<Option<Document>, Failure> {
    document::Entity::find_by_id(id.uuid()).one(db).await?.map(from_row).transpose()
}

/// Documents by id, in no order; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Document>, Failure> {
    let rows =
        document::Entity::find().filter(document::Column::Id.is_in(padded(ids))).all(db).await?;
    rows.into_iter().map(from_row).collect()
}

/// When the documents of an account were staged that nothing uses, oldest first.
pub async fn unused_since(
    db: &impl ConnectionTrait,
    owner: Id<Account>,
    since: OffsetDateTime,
) -> Result<Vec<OffsetDateTime>, Failure> {
    let since: entity::Instant = since.into();
    let rows: Vec<i64> = document::Entity::find()
        .select_only()
        .column(document::Column::StagedAt)
        .filter(document::Column::OwnerId.eq(owner.uuid()))
        .filter(document::Column::State.ne(DocumentState::Attached.name()))
        .filter(document::Column::StagedAt.gt(since))
        .order_by_asc(document::Column::StagedAt)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(platform::clock::from_millis).collect())
}

/// What a stored document is kept as.
pub struct Kept<'a> {
    pub file: &'a str,
    pub sha256: &'a str,
}

/// Notes where the sealed bytes are; `false` if they had arrived before, or the token is past its
/// time.
pub async fn store(tx: &Tx, id: Id<Document>, kept: &Kept<'_>) -> Result<bool, Failure> {
    let now: entity::Instant = tx.now().into();
    let moved = document::Entity::update_many()
        .set(document::ActiveModel {
            state: Set(DocumentState::Stored.name()),
            sha256: Set(Some(kept.sha256.to_owned())),
            stored_at: Set(Some(now)),
            file: Set(Some(kept.file.to_owned())),
            ..Default::default()
        })
        .filter(document::Column::Id.eq(id.uuid()))
        .filter(document::Column::State.eq(DocumentState::Staged.name()))
        .filter(document::Column::TokenExpiresAt.gt(now))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Notes that it is no document; `false` if that had been decided already.
pub async fn reject(
    tx: &Tx,
    id: Id<Document>,
    rejection: DocumentRejection,
) -> Result<bool, Failure> {
    let moved = document::Entity::update_many()
        .set(document::ActiveModel {
            state: Set(DocumentState::Rejected.name()),
            rejection: Set(Some(rejection)),
            ..Default::default()
        })
        .filter(document::Column::Id.eq(id.uuid()))
        .filter(document::Column::State.eq(DocumentState::Staged.name()))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Marks a stored document of this owner and subject as part of something; `false`, and nothing is
/// marked, if it is unknown, somebody else's, not stored, or used already.
///
/// # Errors
/// The database's own.
pub async fn attach(
    tx: &Tx,
    (owner, subject): (Id<Account>, Uuid),
    id: Id<Document>,
) -> Result<bool, Failure> {
    let moved = document::Entity::update_many()
        .set(document::ActiveModel {
            state: Set(DocumentState::Attached.name()),
            attached_at: Set(Some(tx.now().into())),
            ..Default::default()
        })
        .filter(document::Column::Id.eq(id.uuid()))
        .filter(document::Column::OwnerId.eq(owner.uuid()))
        .filter(document::Column::SubjectId.eq(subject))
        .filter(document::Column::State.eq(DocumentState::Stored.name()))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Takes a document out of everybody's reach for good; `false` if it is used, or is not there.
pub async fn expire(tx: &Tx, id: Id<Document>) -> Result<bool, Failure> {
    let moved = document::Entity::update_many()
        .col_expr(document::Column::State, Expr::value(DocumentState::Expired.name()))
        .filter(document::Column::Id.eq(id.uuid()))
        .filter(document::Column::State.ne(DocumentState::Attached.name()))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

pub async fn remove_expired(tx: &Tx, id: Id<Document>) -> Result<(), Failure> {
    document::Entity::delete_many()
        .filter(document::Column::Id.eq(id.uuid()))
        .filter(document::Column::State.eq(DocumentState::Expired.name()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub async fn put_ticket(
    tx: &Tx,
    (document, reader): (Id<Document>, Id<Account>),
    hash: &str,
    (entry, until): (Uuid, OffsetDateTime),
) -> Result<(), Failure> {
    let row = document_ticket::ActiveModel {
        token_hash: Set(hash.to_owned()),
        document_id: Set(document.uuid()),
        account_id: Set(reader.uuid()),
        entry_id: Set(entry),
        expires_at: Set(until.into()),
    };
    document_ticket::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Takes a ticket away and gives the document and the entry of the ledger that it was for; nothing
/// if it is not there or past its time.
pub async fn take_ticket(tx: &Tx, hash: &str) -> Result<Option<(Uuid, Uuid)>, Failure> {
    let row = document_ticket::Entity::find_by_id(hash).lock_exclusive().one(tx.conn()).await?;
    let Some(row) = row else { return Ok(None) };
    let gone = document_ticket::Entity::delete_by_id(hash).exec(tx.conn()).await?;
    let good = gone.rows_affected == 1 && tx.now() < row.expires_at.0;
    Ok(good.then_some((row.document_id, row.entry_id)))
}

/// Deletes tickets that are past their time.
pub async fn drop_old_tickets(tx: &Tx) -> Result<(), Failure> {
    let now: entity::Instant = tx.now().into();
    document_ticket::Entity::delete_many()
        .filter(document_ticket::Column::ExpiresAt.lte(now))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn from_row(row: document::Model) -> Result<Document, Failure> {
    Ok(Document {
        id: Id::from_uuid(row.id),
        owner_id: Id::from_uuid(row.owner_id),
        subject_id: row.subject_id,
        content_type: DocumentType::parse(&row.content_type)
            .ok_or_else(|| Failure::broken("a document of a type that is not taken"))?,
        bytes: row.bytes.unsigned_abs(),
        sha256: row.sha256,
        state: DocumentState::named(&row.state)
            .ok_or_else(|| Failure::broken("a document's state is not known"))?,
        rejection: row.rejection,
        token_hash: row.token_hash,
        token_expires_at: row.token_expires_at.0,
        staged_at: row.staged_at.0,
        file: row.file,
    })
}
