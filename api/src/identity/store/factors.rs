//! Second factors that are secrets: authenticator apps and recovery codes.

use entity::identity::{recovery_code, totp};
use platform::database::Tx;
use platform::{App, Failure};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::identity::contact::keyed_hash;
use crate::identity::seal;

/// An authenticator app of an account.
pub struct StoredTotp {
    pub confirmed: bool,
    pub last_step: i64,
    account_id: Uuid,
    sealed: String,
}

impl StoredTotp {
    /// The secret, as base32.
    pub fn secret(&self, app: &App) -> Result<Zeroizing<String>, Failure> {
        seal::open(app, "totp.sealed", self.account_id, &self.sealed)
    }
}

fn from_row(row: totp::Model) -> StoredTotp {
    StoredTotp {
        confirmed: row.confirmed_at.is_some(),
        last_step: row.last_step,
        account_id: row.account_id,
        sealed: row.sealed,
    }
}

/// The authenticator app of an account, confirmed or not.
pub async fn totp(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<StoredTotp>, Failure> {
    Ok(totp::Entity::find_by_id(account).one(db).await?.map(from_row))
}

/// The same, its row locked until the transaction ends.
pub async fn lock_totp(tx: &Tx, account: Uuid) -> Result<Option<StoredTotp>, Failure> {
    let row = totp::Entity::find_by_id(account).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(from_row))
}

/// Stores a new secret, not confirmed yet, in place of an older one.
pub async fn save_totp(tx: &Tx, account: Uuid, secret: &str) -> Result<(), Failure> {
    let row = totp::ActiveModel {
        account_id: Set(account),
        sealed: Set(seal::seal(tx.app(), "totp.sealed", account, secret)?),
        created_at: Set(tx.now().into()),
        confirmed_at: Set(None),
        last_step: Set(0),
    };
    totp::Entity::insert(row)
        .on_conflict(
            OnConflict::column(totp::Column::AccountId)
                .update_columns([
                    totp::Column::Sealed,
                    totp::Column::CreatedAt,
                    totp::Column::ConfirmedAt,
                    totp::Column::LastStep,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Remembers the step that was accepted, and confirms the app where that is what it was for.
pub async fn accept_step(tx: &Tx, account: Uuid, step: i64, confirm: bool) -> Result<(), Failure> {
    let mut mark = totp::ActiveModel { last_step: Set(step), ..Default::default() };
    if confirm {
        mark.confirmed_at = Set(Some(tx.now().into()));
    }
    totp::Entity::update_many()
        .set(mark)
        .filter(totp::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Deletes the authenticator app and all recovery codes of an account.
pub async fn delete_totp(tx: &Tx, account: Uuid) -> Result<(), Failure> {
    totp::Entity::delete_by_id(account).exec(tx.conn()).await?;
    delete_recovery_codes(tx, account).await
}

async fn delete_recovery_codes(tx: &Tx, account: Uuid) -> Result<(), Failure> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn recovery_hash(app: &App, account: Uuid, code: &str) -> String {
    let key = app.keys().derive("identity/recovery-code/1");
    keyed_hash(&key, &[account.as_bytes(), code.as_bytes()])
}

/// Stores new recovery codes in place of all older ones.
pub async fn replace_recovery_codes(
    tx: &Tx,
    account: Uuid,
    codes: &[String],
) -> Result<(), Failure> {
    delete_recovery_codes(tx, account).await?;
    let rows = codes.iter().map(|code| recovery_code::ActiveModel {
        id: Set(tx.app().new_uuid()),
        account_id: Set(account),
        hash: Set(recovery_hash(tx.app(), account, code)),
        used_at: Set(None),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Uses a recovery code up; `false` if it is none of this account, or was used before.
pub async fn use_recovery_code(tx: &Tx, account: Uuid, code: &str) -> Result<bool, Failure> {
    let used = recovery_code::Entity::update_many()
        .set(recovery_code::ActiveModel {
            used_at: Set(Some(tx.now().into())),
            ..Default::default()
        })
        .filter(recovery_code::Column::AccountId.eq(account))
        .filter(recovery_code::Column::Hash.eq(recovery_hash(tx.app(), account, code)))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(used.rows_affected == 1)
}

/// How many recovery codes are left.
pub async fn recovery_codes_left(app: &App, account: Uuid) -> Result<u64, Failure> {
    Ok(recovery_code::Entity::find()
        .filter(recovery_code::Column::AccountId.eq(account))
        .filter(recovery_code::Column::UsedAt.is_null())
        .count(app.reader())
        .await?)
}
