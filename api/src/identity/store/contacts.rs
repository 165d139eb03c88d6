//! Verified addresses of accounts.

use entity::identity::contact;
use platform::Failure;
use platform::database::{Tx, padded};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use time::OffsetDateTime;
use uuid::Uuid;
use vault::normal::{Email, Normal, Phone};
use vault::pii::{FieldName, Pii};

use crate::identity::contact::{Contact, ContactKind};
use crate::privacy::{self, Opened, SubjectKeys, fields};

/// An address as its owner is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownContact {
    pub id: Uuid,
    pub account_id: Uuid,
    pub kind: ContactKind,
    pub masked: String,
    pub verified_at: OffsetDateTime,
    sealed: Vec<u8>,
}

fields! {
    /// An e-mail address of a person.
    ContactEmail = "contact"."sealed": Email, Contact, Address;
    /// A phone number of a person.
    ContactPhone = "contact"."sealed": Phone, Contact, Short;
}

impl KnownContact {
    /// The columns to ask the gate for.
    pub const FIELD: FieldName = FieldName { table: "contact", column: "sealed" };

    /// The address in the clear, once the gate is open.
    pub fn read(&self, opened: &Opened) -> Result<Contact, Failure> {
        let row = privacy::row(self.account_id, self.id, 1);
        let sealed = self.sealed.clone();
        let no_record = |_| Failure::broken("a sealed address is no record");
        let contact = match self.kind {
            ContactKind::Email => {
                let sealed = Pii::<ContactEmail>::from_bytes(sealed).map_err(no_record)?;
                Contact::email(opened.read(&sealed, &row)?.expose().as_str())
            }
            ContactKind::Phone => {
                let sealed = Pii::<ContactPhone>::from_bytes(sealed).map_err(no_record)?;
                Contact::phone(opened.read(&sealed, &row)?.expose().as_str())
            }
        };
        contact.map_err(|_| Failure::broken("a stored contact is malformed"))
    }
}

/// Seals an address for the row of its id.
fn seal(
    keys: &SubjectKeys,
    account: Uuid,
    id: Uuid,
    contact: &Contact,
) -> Result<Vec<u8>, Failure> {
    let row = privacy::row(account, id, 1);
    Ok(match contact {
        Contact::Email(email) => keys.seal::<ContactEmail>(email, &row)?.as_bytes().to_vec(),
        Contact::Phone(phone) => keys.seal::<ContactPhone>(phone, &row)?.as_bytes().to_vec(),
    })
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

/// The blind indices of an account's verified addresses; there are few.
pub async fn lookups(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<String>, Failure> {
    let rows = contact::Entity::find()
        .filter(contact::Column::AccountId.eq(account))
        .order_by_asc(contact::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.lookup).collect())
}

/// Adds a verified address. Unique: `uq_contact__lookup`, `uq_contact__account_id__kind`.
pub async fn insert(
    tx: &Tx,
    keys: &SubjectKeys,
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
        sealed: Set(seal(keys, account, id, contact)?),
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

/// How the verified addresses of an account are looked up; at most one of each kind.
///
/// # Errors
/// The database's own.
pub async fn lookups_of(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<String>, Failure> {
    let rows =
        contact::Entity::find().filter(contact::Column::AccountId.eq(account)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.lookup).collect())
}

/// The addresses of accounts, in no order.
pub async fn of_accounts(
    db: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<Vec<KnownContact>, Failure> {
    let rows = contact::Entity::find()
        .filter(contact::Column::AccountId.is_in(padded(accounts.iter().copied())))
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
