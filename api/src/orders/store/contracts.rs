//! Rows of contracts. They are added, each at the end of its operator's chain, and never changed.

use std::collections::HashMap;

use entity::orders::{contract_key, order_chain, order_contract};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::operators::Operator;
use crate::orders::Order;

/// Where a chain ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    /// In hex.
    pub hash: String,
}

/// A contract as it is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    pub order: Uuid,
    pub operator: Id<Operator>,
    pub seq: i64,
    pub hash: String,
    /// The file that proves itself.
    pub file: String,
    pub formed_at: OffsetDateTime,
}

/// The ends of chains, locked in one order for everybody; operators without one are left out.
pub async fn lock_heads(
    tx: &Tx,
    operators: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Head>, Failure> {
    let rows = order_chain::Entity::find()
        .filter(order_chain::Column::OperatorId.is_in(padded(operators)))
        .order_by_asc(order_chain::Column::OperatorId)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    let head = |row: order_chain::Model| (row.operator_id, Head { seq: row.seq, hash: row.head });
    Ok(rows.into_iter().map(head).collect())
}

/// Moves the end of a chain on; `false` if another contract came in between.
pub async fn move_head(
    tx: &Tx,
    operator: Id<Operator>,
    before: Option<&Head>,
    after: &Head,
) -> Result<bool, Failure> {
    if let Some(before) = before {
        let done = order_chain::Entity::update_many()
            .col_expr(order_chain::Column::Seq, Expr::value(after.seq))
            .col_expr(order_chain::Column::Head, Expr::value(after.hash.clone()))
            .filter(order_chain::Column::OperatorId.eq(operator.uuid()))
            .filter(order_chain::Column::Seq.eq(before.seq))
            .exec(tx.conn())
            .await?;
        return Ok(done.rows_affected == 1);
    }
    let row = order_chain::ActiveModel {
        operator_id: Set(operator.uuid()),
        seq: Set(after.seq),
        head: Set(after.hash.clone()),
    };
    let made = order_chain::Entity::insert(row)
        .on_conflict(OnConflict::column(order_chain::Column::OperatorId).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(made == 1)
}

pub async fn insert(tx: &Tx, kept: &[Kept]) -> Result<(), Failure> {
    let rows = kept.iter().map(|kept| order_contract::ActiveModel {
        order_id: Set(kept.order),
        operator_id: Set(kept.operator.uuid()),
        seq: Set(kept.seq),
        hash: Set(kept.hash.clone()),
        file: Set(kept.file.clone()),
        formed_at: Set(kept.formed_at.into()),
    });
    order_contract::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The contracts of orders, by order.
///
/// # Errors
/// The database's own.
pub async fn of_orders(
    db: &impl ConnectionTrait,
    orders: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Kept>, Failure> {
    let rows = order_contract::Entity::find()
        .filter(order_contract::Column::OrderId.is_in(padded(orders)))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.order_id, from_row(row))).collect())
}

/// The hash of the contract of an order, in hexadecimal; none before it is formed.
///
/// # Errors
/// The database's own.
pub async fn hash_of(
    db: &impl ConnectionTrait,
    order: Id<Order>,
) -> Result<Option<String>, Failure> {
    let found = of_orders(db, [order.uuid()]).await?.remove(&order.uuid());
    Ok(found.map(|kept| kept.hash))
}

/// Keeps the public half of a key; a known one stays as it is.
pub async fn add_key(
    tx: &Tx,
    id: &str,
    public_key: &str,
    valid_from: OffsetDateTime,
) -> Result<(), Failure> {
    let row = contract_key::ActiveModel {
        id: Set(id.to_owned()),
        public_key: Set(public_key.to_owned()),
        valid_from: Set(valid_from.into()),
    };
    contract_key::Entity::insert(row)
        .on_conflict(OnConflict::column(contract_key::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Every key that ever signed, the oldest first: its public half in hex, and since when.
pub async fn keys(db: &impl ConnectionTrait) -> Result<Vec<(String, OffsetDateTime)>, Failure> {
    let rows = contract_key::Entity::find()
        .order_by_asc(contract_key::Column::ValidFrom)
        .order_by_asc(contract_key::Column::Id)
        .limit(100)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.public_key, row.valid_from.0)).collect())
}

fn from_row(row: order_contract::Model) -> Kept {
    Kept {
        order: row.order_id,
        operator: Id::from_uuid(row.operator_id),
        seq: row.seq,
        hash: row.hash,
        file: row.file,
        formed_at: row.formed_at.0,
    }
}
