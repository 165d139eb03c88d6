//! Rows of escrow; their amounts are moved by transfers alone.

use std::collections::{BTreeSet, HashMap};

use entity::ledger::escrow;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Money;
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{currency, freezes};
use crate::ledger::account::Place;
use crate::ledger::escrow::Escrow;
use crate::ledger::transfer::EscrowLeft;

/// Makes the row of an order that has none; its account must be there.
pub async fn open(tx: &Tx, order: Uuid, account: &Place) -> Result<(), Failure> {
    let row = escrow::ActiveModel {
        order_id: Set(order),
        account_id: Set(account.id),
        currency: Set(account.currency.code().to_owned()),
        opened_at: Set(tx.now().into()),
        kind: NotSet,
        funded_minor: NotSet,
        released_minor: NotSet,
        refunded_minor: NotSet,
        version: NotSet,
    };
    escrow::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Locks the escrow of an order, if there is one.
pub async fn lock(tx: &Tx, order: Uuid) -> Result<(), Failure> {
    escrow::Entity::find_by_id(order).lock(LockType::NoKeyUpdate).one(tx.conn()).await?;
    Ok(())
}

/// What may leave the escrows of these accounts, their rows locked in one order.
pub async fn lock_left(
    tx: &Tx,
    accounts: BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, EscrowLeft>, Failure> {
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = escrow::Entity::find()
        .filter(escrow::Column::AccountId.is_in(padded(accounts)))
        .order_by_asc(escrow::Column::OrderId)
        .lock(LockType::NoKeyUpdate)
        .all(tx.conn())
        .await?;
    let frozen = freezes::since(tx.conn(), rows.iter().map(|row| row.order_id)).await?;
    let left = |row: &escrow::Model| {
        let out = row.released_minor.checked_add(row.refunded_minor)?;
        let left = row.funded_minor.checked_sub(out)?;
        let is_frozen = frozen.contains_key(&row.order_id);
        Some((row.account_id, EscrowLeft { left, is_frozen }))
    };
    Ok(rows.iter().filter_map(left).collect())
}

/// The escrows of orders, in no order; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn many(
    db: &impl ConnectionTrait,
    orders: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Escrow>, Failure> {
    let orders: Vec<Uuid> = orders.into_iter().collect();
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let rows = escrow::Entity::find()
        .filter(escrow::Column::OrderId.is_in(padded(orders)))
        .all(db)
        .await?;
    let frozen = freezes::since(db, rows.iter().map(|row| row.order_id)).await?;
    rows.into_iter()
        .map(|row| {
            let currency = currency(&row.currency)?;
            Ok(Escrow {
                order: row.order_id,
                funded: Money::new(row.funded_minor, currency),
                released: Money::new(row.released_minor, currency),
                refunded: Money::new(row.refunded_minor, currency),
                frozen_at: frozen.get(&row.order_id).copied(),
            })
        })
        .collect()
}
