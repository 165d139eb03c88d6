//! Rows of carts.

use entity::orders::cart_item;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::catalog::Sku;
use crate::identity::Account;
use crate::orders::cart::{CartItem, MOST_ITEMS};

/// A cart, what was put in last first.
pub async fn items(
    db: &impl ConnectionTrait,
    account: Id<Account>,
) -> Result<Vec<CartItem>, Failure> {
    let rows = cart_item::Entity::find()
        .filter(cart_item::Column::AccountId.eq(account.uuid()))
        .order_by_desc(cart_item::Column::AddedAt)
        .order_by_desc(cart_item::Column::SkuId)
        .limit(MOST_ITEMS)
        .all(db)
        .await?;
    let item = |row: cart_item::Model| CartItem {
        sku_id: Id::from_uuid(row.sku_id),
        quantity: row.quantity,
        added_at: row.added_at.0,
    };
    Ok(rows.into_iter().map(item).collect())
}

/// How many variants are in a cart, other than one of them.
pub async fn count_others(tx: &Tx, account: Id<Account>, sku: Id<Sku>) -> Result<u64, Failure> {
    let others = cart_item::Entity::find()
        .filter(cart_item::Column::AccountId.eq(account.uuid()))
        .filter(cart_item::Column::SkuId.ne(sku.uuid()));
    Ok(others.count(tx.conn()).await?)
}

pub async fn put(
    tx: &Tx,
    account: Id<Account>,
    sku: Id<Sku>,
    quantity: i32,
) -> Result<(), Failure> {
    let row = cart_item::ActiveModel {
        account_id: Set(account.uuid()),
        sku_id: Set(sku.uuid()),
        quantity: Set(quantity),
        added_at: Set(tx.now().into()),
    };
    let known = OnConflict::columns([cart_item::Column::AccountId, cart_item::Column::SkuId])
        .update_column(cart_item::Column::Quantity)
        .to_owned();
    cart_item::Entity::insert(row).on_conflict(known).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Takes variants out of a cart; how many were in it.
pub async fn take_out(
    tx: &Tx,
    account: Id<Account>,
    skus: impl IntoIterator<Item = Uuid>,
) -> Result<u64, Failure> {
    let taken = cart_item::Entity::delete_many()
        .filter(cart_item::Column::AccountId.eq(account.uuid()))
        .filter(cart_item::Column::SkuId.is_in(padded(skus)))
        .exec(tx.conn())
        .await?;
    Ok(taken.rows_affected)
}

pub async fn clear(tx: &Tx, account: Id<Account>) -> Result<(), Failure> {
    cart_item::Entity::delete_many()
        .filter(cart_item::Column::AccountId.eq(account.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}
