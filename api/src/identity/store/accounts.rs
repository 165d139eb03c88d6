//! Accounts, their passwords, and the names outside issuers have for them.

use std::collections::HashSet;

use entity::by_place::{ByPlace, Columns};
use entity::identity::{account, outside_identity, password};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::identity::account::{Account, AccountState};
use crate::identity::handle::Handle;

fn state_of(row: account::AccountState) -> AccountState {
    match row {
        account::AccountState::Active => AccountState::Active,
        account::AccountState::Suspended => AccountState::Suspended,
        account::AccountState::Closed => AccountState::Closed,
    }
}

fn state_row(state: AccountState) -> account::AccountState {
    match state {
        AccountState::Active => account::AccountState::Active,
        AccountState::Suspended => account::AccountState::Suspended,
        AccountState::Closed => account::AccountState::Closed,
    }
}

pub(super) fn from_row(row: account::Model) -> Account {
    Account {
        id: Id::from_uuid(row.id),
        handle: row.handle,
        handle_changed_at: row.handle_changed_at.map(|at| at.0),
        display_name: row.display_name,
        bio: row.bio,
        picture_id: row.picture_id,
        locale: row.locale,
        age_band: row.age_band,
        guardian_id: row.guardian_id,
        state: state_of(row.state),
        joined_at: row.joined_at.0,
    }
}

/// The next account in a row of a statement that reads several tables.
///
/// # Errors
/// The row has something else there.
pub fn account_of(columns: &mut Columns<'_>) -> Result<Account, Failure> {
    Ok(from_row(account::Model::take(columns)?))
}

/// Writes a new account. The handle is unique: `uq_account__handle_folded`.
pub async fn insert(tx: &Tx, account: &Account, handle: &Handle) -> Result<(), Failure> {
    account::Entity::insert(account::ActiveModel {
        id: Set(account.id.uuid()),
        handle: Set(handle.shown().to_owned()),
        handle_folded: Set(handle.folded().to_owned()),
        handle_changed_at: Set(None),
        display_name: Set(account.display_name.clone()),
        bio: Set(account.bio.clone()),
        picture_id: Set(account.picture_id),
        locale: Set(account.locale.clone()),
        age_band: Set(account.age_band),
        guardian_id: Set(None),
        state: Set(state_row(account.state)),
        joined_at: Set(account.joined_at.into()),
        closed_at: Set(None),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// An account by its id.
pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Account>, Failure> {
    Ok(account::Entity::find_by_id(id).one(db).await?.map(from_row))
}

/// Whether there is such an account, closed or not.
///
/// # Errors
/// The database's own.
pub async fn exists(db: &impl ConnectionTrait, id: Id<Account>) -> Result<bool, Failure> {
    Ok(by_id(db, id.uuid()).await?.is_some())
}

/// Accounts by their ids, in no order; missing ones are left out.
pub async fn many(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Account>, Failure> {
    let rows = account::Entity::find()
        .filter(account::Column::Id.is_in(padded(ids.iter().copied())))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Those of some accounts that are closed.
///
/// # Errors
/// The database's own.
pub async fn closed_among(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashSet<Uuid>, Failure> {
    let closed: Vec<Uuid> = account::Entity::find()
        .filter(account::Column::Id.is_in(padded(ids)))
        .filter(account::Column::State.eq(account::AccountState::Closed))
        .select_only()
        .column(account::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(closed.into_iter().collect())
}

/// An account by its handle, whatever the case.
pub async fn by_handle(
    db: &impl ConnectionTrait,
    handle: &Handle,
) -> Result<Option<Account>, Failure> {
    let row = account::Entity::find()
        .filter(account::Column::HandleFolded.eq(handle.folded()))
        .one(db)
        .await?;
    Ok(row.map(from_row))
}

/// Reads an account and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Uuid) -> Result<Option<Account>, Failure> {
    let row = account::Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(from_row))
}

/// Writes what a person may change of themselves.
pub async fn save_profile(tx: &Tx, account: &Account) -> Result<(), Failure> {
    account::Entity::update_many()
        .set(account::ActiveModel {
            handle: Set(account.handle.clone()),
            handle_folded: Set(account.handle.to_ascii_lowercase()),
            handle_changed_at: Set(account.handle_changed_at.map(Into::into)),
            display_name: Set(account.display_name.clone()),
            bio: Set(account.bio.clone()),
            picture_id: Set(account.picture_id),
            locale: Set(account.locale.clone()),
            ..Default::default()
        })
        .filter(account::Column::Id.eq(account.id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Moves an account from one state to another; `false` if it was no longer there.
pub async fn move_state(
    tx: &Tx,
    id: Uuid,
    from: AccountState,
    to: AccountState,
) -> Result<bool, Failure> {
    let moved = account::Entity::update_many()
        .set(account::ActiveModel { state: Set(state_row(to)), ..Default::default() })
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::State.eq(state_row(from)))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Takes everything personal off an account and closes it; `false` if it was no longer in `from`.
pub async fn close(
    tx: &Tx,
    id: Uuid,
    from: AccountState,
    handle: &str,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    let closed = account::Entity::update_many()
        .set(account::ActiveModel {
            handle: Set(handle.to_owned()),
            handle_folded: Set(handle.to_owned()),
            display_name: Set("–".to_owned()),
            bio: Set(String::new()),
            picture_id: Set(None),
            guardian_id: Set(None),
            state: Set(account::AccountState::Closed),
            closed_at: Set(Some(now.into())),
            ..Default::default()
        })
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::State.eq(state_row(from)))
        .exec(tx.conn())
        .await?;
    password::Entity::delete_by_id(id).exec(tx.conn()).await?;
    outside_identity::Entity::delete_many()
        .filter(outside_identity::Column::AccountId.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(closed.rows_affected == 1)
}

/// Says who answers for a child, or that nobody does.
pub async fn set_guardian(tx: &Tx, child: Uuid, guardian: Option<Uuid>) -> Result<(), Failure> {
    account::Entity::update_many()
        .col_expr(account::Column::GuardianId, Expr::value(guardian))
        .filter(account::Column::Id.eq(child))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The hash of an account's password, if it has one.
pub async fn password_hash(
    db: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Option<String>, Failure> {
    Ok(password::Entity::find_by_id(account).one(db).await?.map(|row| row.hash))
}

/// Sets or replaces a password.
pub async fn save_password(tx: &Tx, account: Uuid, hash: String) -> Result<(), Failure> {
    let row = password::ActiveModel {
        account_id: Set(account),
        hash: Set(hash),
        changed_at: Set(tx.now().into()),
    };
    password::Entity::insert(row)
        .on_conflict(
            OnConflict::column(password::Column::AccountId)
                .update_columns([password::Column::Hash, password::Column::ChangedAt])
                .to_owned(),
        )
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// The account that an outside issuer's subject belongs to.
pub async fn by_outside_identity(
    db: &impl ConnectionTrait,
    issuer: &str,
    subject: &str,
) -> Result<Option<Uuid>, Failure> {
    let key = (issuer.to_owned(), subject.to_owned());
    Ok(outside_identity::Entity::find_by_id(key).one(db).await?.map(|row| row.account_id))
}

/// Ties an outside issuer's subject to an account.
pub async fn link_outside_identity(
    tx: &Tx,
    issuer: &str,
    subject: &str,
    account: Uuid,
) -> Result<(), Failure> {
    outside_identity::Entity::insert(outside_identity::ActiveModel {
        issuer: Set(issuer.to_owned()),
        subject: Set(subject.to_owned()),
        account_id: Set(account),
        linked_at: Set(tx.now().into()),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}
