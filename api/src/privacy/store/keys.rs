//! The SQL of the key store: wrapped keys, each written once and changed only by a rewrap.

use entity::key_store::{epoch_key, root_secret, subject_key};
use platform::Failure;
use platform::database::{Database, padded};
use sea_orm::sea_query::{CaseStatement, Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;
use vault::keys::{WrappedEpochKey, WrappedSubjectKey};

/// Every epoch, the oldest first.
pub async fn epochs(store: &Database) -> Result<Vec<WrappedEpochKey>, Failure> {
    let rows =
        epoch_key::Entity::find().order_by_asc(epoch_key::Column::Epoch).all(store.owner()).await?;
    let epoch = |row: epoch_key::Model| WrappedEpochKey {
        epoch: row.epoch.unsigned_abs(),
        wrapped: row.wrapped,
    };
    Ok(rows.into_iter().map(epoch).collect())
}

/// Keeps the key of a new epoch; `false` if another server has made that epoch already.
pub async fn add_epoch(
    store: &Database,
    key: &WrappedEpochKey,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    let row = epoch_key::ActiveModel {
        epoch: Set(number(key.epoch)?),
        wrapped: Set(key.wrapped.clone()),
        made_at: Set(now.into()),
    };
    let added = epoch_key::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(store.owner())
        .await?;
    Ok(added == 1)
}

/// Forgets the keys of the epochs before one, which nothing is wrapped in any more.
pub async fn drop_epochs_before(store: &Database, epoch: u32) -> Result<u64, Failure> {
    let gone = epoch_key::Entity::delete_many()
        .filter(epoch_key::Column::Epoch.lt(number(epoch)?))
        .exec(store.owner())
        .await?;
    Ok(gone.rows_affected)
}

/// A secret by its name, as the root wrapped it.
pub async fn secret(store: &Database, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    Ok(root_secret::Entity::find_by_id(name.to_owned())
        .one(store.owner())
        .await?
        .map(|row| row.wrapped))
}

/// Keeps a secret, unless there is one of this name.
pub async fn add_secret(
    store: &Database,
    name: &str,
    wrapped: Vec<u8>,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let row = root_secret::ActiveModel {
        name: Set(name.to_owned()),
        wrapped: Set(wrapped),
        made_at: Set(now.into()),
    };
    root_secret::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(store.owner())
        .await?;
    Ok(())
}

/// The wrapped key of a subject.
pub async fn subject(
    store: &Database,
    subject: Uuid,
) -> Result<Option<WrappedSubjectKey>, Failure> {
    let row = subject_key::Entity::find_by_id(subject).one(store.owner()).await?;
    row.map(|row| read(row.wrapped)).transpose()
}

/// The wrapped keys of subjects; whoever has none is left out.
pub async fn subjects(
    store: &Database,
    subjects: &[Uuid],
) -> Result<Vec<(Uuid, WrappedSubjectKey)>, Failure> {
    let rows = subject_key::Entity::find()
        .filter(subject_key::Column::SubjectId.is_in(padded(subjects.iter().copied())))
        .all(store.owner())
        .await?;
    rows.into_iter().map(|row| Ok((row.subject_id, read(row.wrapped)?))).collect()
}

fn read(wrapped: Vec<u8>) -> Result<WrappedSubjectKey, Failure> {
    WrappedSubjectKey::from_bytes(wrapped)
        .map_err(|_| Failure::broken("a wrapped key is no record"))
}

/// Keeps the key of a subject, unless they have one.
pub async fn add_subject(
    store: &Database,
    subject: Uuid,
    key: &WrappedSubjectKey,
    (now, awaits): (OffsetDateTime, Option<&str>),
) -> Result<(), Failure> {
    let row = subject_key::ActiveModel {
        subject_id: Set(subject),
        epoch: Set(number(key.epoch())?),
        wrapped: Set(key.as_bytes().to_vec()),
        made_at: Set(now.into()),
        awaits: Set(awaits.map(str::to_owned)),
    };
    subject_key::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(store.owner())
        .await?;
    Ok(())
}

/// Some keys made before an instant of whom it is not known whether they came to be, the oldest
/// first, each with the table in which they are to be.
pub async fn awaited(
    store: &Database,
    before: OffsetDateTime,
    limit: u64,
) -> Result<Vec<(Uuid, String)>, Failure> {
    let before: entity::Instant = before.into();
    let rows: Vec<(Uuid, Option<String>)> = subject_key::Entity::find()
        .filter(subject_key::Column::Awaits.is_not_null())
        .filter(subject_key::Column::MadeAt.lt(before))
        .order_by_asc(subject_key::Column::MadeAt)
        .order_by_asc(subject_key::Column::SubjectId)
        .limit(limit)
        .select_only()
        .columns([subject_key::Column::SubjectId, subject_key::Column::Awaits])
        .into_tuple()
        .all(store.owner())
        .await?;
    Ok(rows.into_iter().filter_map(|(subject, table)| Some((subject, table?))).collect())
}

/// Notes that these subjects came to be.
pub async fn came_to_be(store: &Database, subjects: &[Uuid]) -> Result<(), Failure> {
    subject_key::Entity::update_many()
        .col_expr(subject_key::Column::Awaits, Expr::value(Option::<String>::None))
        .filter(subject_key::Column::SubjectId.is_in(padded(subjects.iter().copied())))
        .exec(store.owner())
        .await?;
    Ok(())
}

/// Destroys the keys of subjects; how many there were.
pub async fn destroy(store: &Database, subjects: &[Uuid]) -> Result<u64, Failure> {
    let gone = subject_key::Entity::delete_many()
        .filter(subject_key::Column::SubjectId.is_in(padded(subjects.iter().copied())))
        .exec(store.owner())
        .await?;
    Ok(gone.rows_affected)
}

/// Some keys that are wrapped in an epoch before this one, in the order of their subjects.
pub async fn older_than(
    store: &Database,
    epoch: u32,
    limit: u64,
) -> Result<Vec<(Uuid, WrappedSubjectKey)>, Failure> {
    let rows = subject_key::Entity::find()
        .filter(subject_key::Column::Epoch.lt(number(epoch)?))
        .order_by_asc(subject_key::Column::Epoch)
        .order_by_asc(subject_key::Column::SubjectId)
        .limit(limit)
        .all(store.owner())
        .await?;
    rows.into_iter().map(|row| Ok((row.subject_id, read(row.wrapped)?))).collect()
}

/// How many keys are wrapped in an epoch before this one.
pub async fn count_older(store: &Database, epoch: u32) -> Result<u64, Failure> {
    let older = subject_key::Entity::find().filter(subject_key::Column::Epoch.lt(number(epoch)?));
    Ok(older.count(store.owner()).await?)
}

/// How many subjects have a key.
pub async fn count(store: &Database) -> Result<u64, Failure> {
    Ok(subject_key::Entity::find().count(store.owner()).await?)
}

/// Replaces wrapped keys by the same keys wrapped in a later epoch, in one statement. A key that
/// was destroyed meanwhile stays destroyed, and one that was rewrapped meanwhile stays as it is.
pub async fn rewrap(
    store: &Database,
    epoch: u32,
    keys: &[(Uuid, WrappedSubjectKey)],
) -> Result<(), Failure> {
    let mut wrapped = CaseStatement::new();
    for (subject, key) in keys {
        let is_theirs = subject_key::Column::SubjectId.eq(*subject);
        wrapped = wrapped.case(is_theirs, Expr::value(key.as_bytes().to_vec()));
    }
    subject_key::Entity::update_many()
        .col_expr(subject_key::Column::Wrapped, wrapped.into())
        .col_expr(subject_key::Column::Epoch, Expr::value(number(epoch)?))
        .filter(subject_key::Column::SubjectId.is_in(keys.iter().map(|(subject, _)| *subject)))
        .filter(subject_key::Column::Epoch.lt(number(epoch)?))
        .exec(store.owner())
        .await?;
    Ok(())
}

fn number(epoch: u32) -> Result<i32, Failure> {
    i32::try_from(epoch).map_err(|error| Failure::because("an epoch", error))
}
