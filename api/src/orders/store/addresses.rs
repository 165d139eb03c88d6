//! Rows of addresses. What is sealed never changes; a removed one stays if orders name it.

use std::collections::HashMap;

use entity::orders::postal_address;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::sea_query::{Condition, Expr, IntoCondition as _, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::identity::Account;
use crate::orders::PostalAddress;

/// The most addresses in one book.
pub const MOST: u64 = 20;

/// Addresses by id, removed ones too; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, PostalAddress>, Failure> {
    let rows = postal_address::Entity::find()
        .filter(postal_address::Column::Id.is_in(padded(ids)))
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((row.id, from_row(row)?))).collect()
}

/// The book of a person, the oldest first.
///
/// # Errors
/// The database's own.
pub async fn book(
    db: &impl ConnectionTrait,
    account: Id<Account>,
) -> Result<Vec<PostalAddress>, Failure> {
    let rows = postal_address::Entity::find()
        .filter(postal_address::Column::AccountId.eq(account.uuid()))
        .filter(Expr::cust("removed_at IS NULL"))
        .order_by_asc(postal_address::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Every address that is kept of a person, the removed ones too; at most 1,000.
///
/// # Errors
/// The database's own.
pub async fn all(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<PostalAddress>, Failure> {
    let rows = postal_address::Entity::find()
        .filter(postal_address::Column::AccountId.eq(account))
        .order_by_asc(postal_address::Column::Id)
        .limit(1_000)
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// One of a person's book, its row locked.
pub async fn lock(
    tx: &Tx,
    account: Id<Account>,
    id: Uuid,
) -> Result<Option<PostalAddress>, Failure> {
    of_book(tx, account, id, LockType::Update).await
}

/// One of a person's book, which nobody takes out of it before the transaction ends. Two orders
/// that go there do not wait for each other.
pub async fn hold(
    tx: &Tx,
    account: Id<Account>,
    id: Uuid,
) -> Result<Option<PostalAddress>, Failure> {
    of_book(tx, account, id, LockType::Share).await
}

async fn of_book(
    tx: &Tx,
    account: Id<Account>,
    id: Uuid,
    lock: LockType,
) -> Result<Option<PostalAddress>, Failure> {
    let row = postal_address::Entity::find_by_id(id)
        .filter(postal_address::Column::AccountId.eq(account.uuid()))
        .filter(Expr::cust("removed_at IS NULL"))
        .lock(lock)
        .one(tx.conn())
        .await?;
    row.map(from_row).transpose()
}

/// How many a book has.
pub async fn count(tx: &Tx, account: Id<Account>) -> Result<u64, Failure> {
    let own = postal_address::Entity::find()
        .filter(postal_address::Column::AccountId.eq(account.uuid()))
        .filter(Expr::cust("removed_at IS NULL"));
    Ok(own.count(tx.conn()).await?)
}

pub async fn insert(tx: &Tx, address: &PostalAddress) -> Result<(), Failure> {
    postal_address::Entity::insert(postal_address::ActiveModel {
        id: Set(address.id.uuid()),
        account_id: Set(address.account_id.uuid()),
        country: Set(address.country.code().to_owned()),
        region: Set(address.region.clone()),
        masked: Set(address.masked.clone()),
        address_sealed: Set(address.sealed.clone()),
        commitment: Set(address.commitment.clone()),
        phone_index: Set(address.phone_index.clone()),
        is_preferred: Set(address.is_preferred),
        created_at: Set(address.created_at.into()),
        removed_at: Set(None),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// Makes one address the preferred one, and no other.
pub async fn prefer(tx: &Tx, account: Id<Account>, id: Option<Uuid>) -> Result<(), Failure> {
    postal_address::Entity::update_many()
        .col_expr(postal_address::Column::IsPreferred, Expr::value(false))
        .filter(postal_address::Column::AccountId.eq(account.uuid()))
        .filter(postal_address::Column::IsPreferred.eq(true))
        .exec(tx.conn())
        .await?;
    if let Some(id) = id {
        postal_address::Entity::update_many()
            .col_expr(postal_address::Column::IsPreferred, Expr::value(true))
            .filter(postal_address::Column::Id.eq(id))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}

/// Destroys what no order was ever sent to, of one address or of a whole book.
async fn delete_unused(tx: &Tx, which: Condition) -> Result<(), Failure> {
    postal_address::Entity::delete_many()
        .filter(which)
        .filter(Expr::cust(
            "NOT EXISTS (SELECT 1 FROM checkout WHERE address_id = postal_address.id)",
        ))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Takes an address out of its book.
pub async fn remove(tx: &Tx, id: Uuid) -> Result<(), Failure> {
    delete_unused(tx, postal_address::Column::Id.eq(id).into_condition()).await?;
    postal_address::Entity::update_many()
        .col_expr(postal_address::Column::RemovedAt, Expr::value(to_millis(tx.now())))
        .col_expr(postal_address::Column::IsPreferred, Expr::value(false))
        .filter(postal_address::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Empties a book.
pub async fn remove_all(tx: &Tx, account: Id<Account>) -> Result<(), Failure> {
    let theirs = postal_address::Column::AccountId.eq(account.uuid());
    delete_unused(tx, theirs.into_condition()).await?;
    postal_address::Entity::update_many()
        .col_expr(postal_address::Column::RemovedAt, Expr::value(to_millis(tx.now())))
        .col_expr(postal_address::Column::IsPreferred, Expr::value(false))
        .col_expr(postal_address::Column::Masked, Expr::value(""))
        .col_expr(postal_address::Column::PhoneIndex, Expr::value(None::<String>))
        .filter(postal_address::Column::AccountId.eq(account.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn from_row(row: postal_address::Model) -> Result<PostalAddress, Failure> {
    Ok(PostalAddress {
        id: Id::from_uuid(row.id),
        account_id: Id::from_uuid(row.account_id),
        country: row
            .country
            .parse()
            .map_err(|_| Failure::broken("the country of an address is not known"))?,
        region: row.region,
        is_preferred: row.is_preferred,
        created_at: row.created_at.0,
        removed_at: row.removed_at.map(|at| at.0),
        commitment: row.commitment,
        masked: row.masked,
        phone_index: row.phone_index,
        sealed: row.address_sealed,
    })
}
