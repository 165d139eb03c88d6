//! Verified addresses of accounts.

use entity::identity::contact;
use platform::database::Tx;
use platform::{App, Failure};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::identity::contact::{Contact, ContactKind};
use crate::identity::seal;

/// An address as its owner is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownContact {
    pub id: Uuid,
    pub account_id: Uuid,
    pub kind: ContactKind,
    pub masked: String,
    pub verified_at: OffsetDateTime,
    sealed: String,
}

impl KnownContact {
    /// The address in the clear, for sending to it.
    pub fn open(&self, app: &App) -> Result<Contact, Failure> {
        let value = seal::open(app, "contact.sealed", self.id, &self.sealed)?;
        Ok(Contact::stored(self.kind, value.as_str().to_owned()))
    }
}

fn from_row(row: contact::Model) -> KnownContact {
    KnownContact {
        id: row.id,
        account_id: row.account_id,
        kind: row.kind,
        masked: row.masked,
        verified_at: row.verified_at.0,
        sealed: row.sealed,
    }
}

/// Adds a verified address. Unique: `uq_contact__lookup`, `uq_contact__account_id__kind`.
pub async fn insert(
    tx: &Tx,
    account: Uuid,
    contact: &Contact,
    lookup: String,
) -> Result<(), Failure> {
    let id = tx.app().new_uuid();
    contact::Entity::insert(contact::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        kind: Set(contact.kind()),
        lookup: Set(lookup),
        sealed: Set(seal::seal(tx.app(), "contact.sealed", id, contact.value())?),
        masked: Set(contact.masked()),
        verified_at: Set(tx.now().into()),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// Whose address it is.
pub async fn owner(db: &impl ConnectionTrait, lookup: &str) -> Result<Option<Uuid>, Failure> {
    let row = contact::Entity::find().filter(contact::Column::Lookup.eq(lookup)).one(db).await?;
    Ok(row.map(|row| row.account_id))
}

/// The addresses of an account, the oldest first; at most one of each kind.
pub async fn of_account(
    db: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<KnownContact>, Failure> {
    let rows = contact::Entity::find()
        .filter(contact::Column::AccountId.eq(account))
        .order_by_asc(contact::Column::VerifiedAt)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Deletes an account's address of a kind; `false` if there was none.
pub async fn delete(tx: &Tx, account: Uuid, kind: ContactKind) -> Result<bool, Failure> {
    let gone = contact::Entity::delete_many()
        .filter(contact::Column::AccountId.eq(account))
        .filter(contact::Column::Kind.eq(kind))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Deletes all addresses of an account.
pub async fn delete_all(tx: &Tx, account: Uuid) -> Result<(), Failure> {
    contact::Entity::delete_many()
        .filter(contact::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    Ok(())
}
