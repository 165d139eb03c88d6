//! Passkeys and the server's half of their ceremonies.

use entity::identity::{ceremony, passkey};
use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::Duration;
use uuid::Uuid;

use crate::identity::passkey::{CeremonyKind, Passkey};

/// How long a ceremony may take.
pub const CEREMONY_LIFE: Duration = Duration::minutes(5);

fn from_row(row: passkey::Model) -> Passkey {
    Passkey {
        id: Id::from_uuid(row.id),
        account_id: Id::from_uuid(row.account_id),
        name: row.name,
        credential: row.credential,
        counter: row.counter,
        created_at: row.created_at.0,
        used_at: row.used_at.map(|at| at.0),
    }
}

/// The passkeys of an account, the oldest first; there are at most ten.
pub async fn of_account(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Passkey>, Failure> {
    let rows = passkey::Entity::find()
        .filter(passkey::Column::AccountId.eq(account))
        .order_by_asc(passkey::Column::CreatedAt)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Reads the passkey with an authenticator's credential id and locks its row.
pub async fn lock_by_credential(tx: &Tx, credential: &str) -> Result<Option<Passkey>, Failure> {
    let row = passkey::Entity::find()
        .filter(passkey::Column::CredentialId.eq(credential))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    Ok(row.map(from_row))
}

/// Writes a new passkey. Unique: `uq_passkey__credential_id`.
pub async fn insert(tx: &Tx, passkey: &Passkey, credential_id: &str) -> Result<(), Failure> {
    passkey::Entity::insert(passkey::ActiveModel {
        id: Set(passkey.id.uuid()),
        account_id: Set(passkey.account_id.uuid()),
        credential_id: Set(credential_id.to_owned()),
        name: Set(passkey.name.clone()),
        credential: Set(passkey.credential.clone()),
        counter: Set(passkey.counter),
        created_at: Set(passkey.created_at.into()),
        used_at: Set(None),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// Remembers a use with its counter.
pub async fn save_use(tx: &Tx, passkey: &Passkey) -> Result<(), Failure> {
    passkey::Entity::update_many()
        .set(passkey::ActiveModel {
            credential: Set(passkey.credential.clone()),
            counter: Set(passkey.counter),
            used_at: Set(Some(tx.now().into())),
            ..Default::default()
        })
        .filter(passkey::Column::Id.eq(passkey.id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Deletes one passkey of an account; `false` if it is not theirs.
pub async fn delete(tx: &Tx, account: Uuid, id: Uuid) -> Result<bool, Failure> {
    let gone = passkey::Entity::delete_many()
        .filter(passkey::Column::Id.eq(id))
        .filter(passkey::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected == 1)
}

/// Deletes all passkeys of an account.
pub async fn delete_all(tx: &Tx, account: Uuid) -> Result<(), Failure> {
    passkey::Entity::delete_many()
        .filter(passkey::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Keeps the server's half of a ceremony.
pub async fn begin_ceremony(
    tx: &Tx,
    kind: CeremonyKind,
    account: Option<Uuid>,
    state: serde_json::Value,
) -> Result<Uuid, Failure> {
    let id = tx.app().new_uuid();
    ceremony::Entity::insert(ceremony::ActiveModel {
        id: Set(id),
        kind: Set(kind),
        account_id: Set(account),
        state: Set(state),
        expires_at: Set((tx.now() + CEREMONY_LIFE).into()),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(id)
}

/// Takes the server's half out, once and within five minutes, for the same kind and person.
pub async fn take_ceremony(
    tx: &Tx,
    id: Uuid,
    kind: CeremonyKind,
    account: Option<Uuid>,
) -> Result<Option<serde_json::Value>, Failure> {
    let row = ceremony::Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await?;
    let Some(row) = row.filter(|row| row.kind == kind && row.account_id == account) else {
        return Ok(None);
    };
    ceremony::Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok((tx.now() < row.expires_at.0).then_some(row.state))
}

/// Deletes ceremonies that nobody finished.
pub async fn delete_old(tx: &Tx) -> Result<u64, Failure> {
    let now: entity::Instant = tx.now().into();
    let gone = ceremony::Entity::delete_many()
        .filter(ceremony::Column::ExpiresAt.lt(now))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected)
}
