//! Uploads. Every change of state names the state it starts from, so a stale caller changes
//! nothing; the database's trigger refuses an edge that is not allowed.

use std::collections::HashSet;

use entity::media::upload::{self, UploadState as Row};
pub use entity::media::upload::{Rejection, UploadPurpose};
use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::identity::Account;
use crate::media::upload::{ContentType, Upload, UploadState};

/// Marks ready uploads of this owner as used, and gives their images in the order asked for.
/// `None`, and nothing is marked, if one is unknown, somebody else's, not ready, used already, or
/// named twice.
///
/// # Errors
/// The database's own.
pub async fn attach(
    tx: &Tx,
    owner: Id<Account>,
    ids: &[Id<Upload>],
) -> Result<Option<Vec<Uuid>>, Failure> {
    let wanted: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let distinct: HashSet<Uuid> = wanted.iter().copied().collect();
    if distinct.len() != wanted.len() {
        return Ok(None);
    }
    if wanted.is_empty() {
        return Ok(Some(wanted));
    }
    // In one order for everybody, so that two lists that overlap do not wait for each other.
    let ready = upload::Entity::find()
        .filter(upload::Column::Id.is_in(wanted.iter().copied()))
        .filter(upload::Column::OwnerId.eq(owner.uuid()))
        .filter(upload::Column::State.eq(Row::Ready))
        .order_by_asc(upload::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    if ready.len() != wanted.len() {
        return Ok(None);
    }
    let marked = upload::Entity::update_many()
        .set(upload::ActiveModel {
            state: Set(Row::Attached),
            attached_at: Set(Some(tx.now().into())),
            ..Default::default()
        })
        .filter(upload::Column::Id.is_in(wanted.iter().copied()))
        .filter(upload::Column::State.eq(Row::Ready))
        .exec(tx.conn())
        .await?;
    if marked.rows_affected != ready.len() as u64 {
        return Err(Failure::broken("an upload changed while its row was locked"));
    }
    Ok(Some(wanted))
}

/// Writes a new upload: announced, or ready already where the bytes came from ourselves.
pub async fn insert(tx: &Tx, new: &Upload) -> Result<(), Failure> {
    let done = (new.state != UploadState::Staged).then(|| new.staged_at.into());
    let row = upload::ActiveModel {
        id: Set(new.id.uuid()),
        owner_id: Set(new.owner_id.uuid()),
        purpose: Set(new.purpose),
        content_type: Set(new.content_type.as_str().to_owned()),
        bytes: Set(i64::try_from(new.bytes).unwrap_or(i64::MAX)),
        sha256: Set(new.sha256.clone()),
        alt: Set(new.alt.clone()),
        state: Set(state_row(new.state)),
        rejection: Set(new.rejection),
        token_hash: Set(new.token_hash.clone()),
        token_expires_at: Set(new.token_expires_at.into()),
        staged_at: Set(new.staged_at.into()),
        received_at: Set(done),
        decided_at: Set(done),
        attached_at: Set(None),
    };
    upload::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn by_id(db: &impl ConnectionTrait, id: Id<Upload>) -> Result<Option<Upload>, Failure> {
    upload::Entity::find_by_id(id.uuid()).one(db).await?.map(from_row).transpose()
}

/// When the unused uploads of an account were staged that count against its day, oldest first.
pub async fn unused_since(
    db: &impl ConnectionTrait,
    owner: Id<Account>,
    since: OffsetDateTime,
) -> Result<Vec<OffsetDateTime>, Failure> {
    let since: entity::Instant = since.into();
    let rows: Vec<i64> = upload::Entity::find()
        .select_only()
        .column(upload::Column::StagedAt)
        .filter(upload::Column::OwnerId.eq(owner.uuid()))
        .filter(upload::Column::State.ne(Row::Attached))
        .filter(upload::Column::StagedAt.gt(since))
        .order_by_asc(upload::Column::StagedAt)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(platform::clock::from_millis).collect())
}

/// Notes that all bytes have arrived; `false` if they had before, or the token is past its time.
pub async fn receive(tx: &Tx, id: Id<Upload>, sha256: &str) -> Result<bool, Failure> {
    let now: entity::Instant = tx.now().into();
    let moved = upload::Entity::update_many()
        .set(upload::ActiveModel {
            state: Set(Row::Received),
            sha256: Set(Some(sha256.to_owned())),
            received_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(upload::Column::Id.eq(id.uuid()))
        .filter(upload::Column::State.eq(Row::Staged))
        .filter(upload::Column::TokenExpiresAt.gt(now))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Notes what the look at the bytes found; `false` if that had been decided already.
pub async fn decide(
    tx: &Tx,
    id: Id<Upload>,
    rejection: Option<Rejection>,
) -> Result<bool, Failure> {
    let state = if rejection.is_some() { Row::Rejected } else { Row::Ready };
    let moved = upload::Entity::update_many()
        .set(upload::ActiveModel {
            state: Set(state),
            rejection: Set(rejection),
            decided_at: Set(Some(tx.now().into())),
            ..Default::default()
        })
        .filter(upload::Column::Id.eq(id.uuid()))
        .filter(upload::Column::State.eq(Row::Received))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Takes an upload out of everybody's reach for good; `false` if it is used, or is not there. One
/// that was taken before is taken again.
pub async fn expire(tx: &Tx, id: Id<Upload>) -> Result<bool, Failure> {
    let moved = upload::Entity::update_many()
        .set(upload::ActiveModel { state: Set(Row::Expired), ..Default::default() })
        .filter(upload::Column::Id.eq(id.uuid()))
        .filter(upload::Column::State.ne(Row::Attached))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

pub async fn remove_expired(tx: &Tx, id: Id<Upload>) -> Result<(), Failure> {
    upload::Entity::delete_many()
        .filter(upload::Column::Id.eq(id.uuid()))
        .filter(upload::Column::State.eq(Row::Expired))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Whether an image of this id may be shown to anybody.
pub async fn is_attached(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, Failure> {
    let state: Option<Row> = upload::Entity::find_by_id(id)
        .select_only()
        .column(upload::Column::State)
        .into_tuple()
        .one(db)
        .await?;
    Ok(state == Some(Row::Attached))
}

fn from_row(row: upload::Model) -> Result<Upload, Failure> {
    Ok(Upload {
        id: Id::from_uuid(row.id),
        owner_id: Id::from_uuid(row.owner_id),
        purpose: row.purpose,
        content_type: ContentType::parse(&row.content_type)
            .ok_or_else(|| Failure::broken("an upload of a type that is not taken"))?,
        bytes: row.bytes.unsigned_abs(),
        sha256: row.sha256,
        alt: row.alt,
        state: state_of(row.state),
        rejection: row.rejection,
        token_hash: row.token_hash,
        token_expires_at: row.token_expires_at.0,
        staged_at: row.staged_at.0,
    })
}

fn state_of(row: Row) -> UploadState {
    match row {
        Row::Staged => UploadState::Staged,
        Row::Received => UploadState::Received,
        Row::Ready => UploadState::Ready,
        Row::Rejected => UploadState::Rejected,
        Row::Attached => UploadState::Attached,
        Row::Expired => UploadState::Expired,
    }
}

fn state_row(state: UploadState) -> Row {
    match state {
        UploadState::Staged => Row::Staged,
        UploadState::Received => Row::Received,
        UploadState::Ready => Row::Ready,
        UploadState::Rejected => Row::Rejected,
        UploadState::Attached => Row::Attached,
        UploadState::Expired => Row::Expired,
    }
}
