//! Rows of what is held of the stock before there is an order.

use entity::catalog::stock_hold::{self, HoldState};
use entity::catalog::stock_reservation::{self, ReservationState};
use platform::Failure;
use platform::database::Tx;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::catalog::Wanted;

pub async fn add_hold(tx: &Tx, holder: Uuid, wanted: &Wanted) -> Result<(), Failure> {
    stock_hold::Entity::insert(stock_hold::ActiveModel {
        holder_id: Set(holder),
        sku_id: Set(wanted.sku.uuid()),
        quantity: Set(wanted.quantity),
        state: Set(HoldState::Held),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// Gives a hold back, once; answers what it held, or nothing if it has ended before.
pub async fn free_hold(tx: &Tx, holder: Uuid) -> Result<Option<(Uuid, i32)>, Failure> {
    end(tx, holder, HoldState::Freed).await
}

/// A hold becomes an order's, once; answers as [`free_hold`].
pub async fn turn_hold(tx: &Tx, holder: Uuid) -> Result<Option<(Uuid, i32)>, Failure> {
    end(tx, holder, HoldState::Turned).await
}

async fn end(tx: &Tx, holder: Uuid, state: HoldState) -> Result<Option<(Uuid, i32)>, Failure> {
    let ended = stock_hold::Entity::update_many()
        .col_expr(stock_hold::Column::State, Expr::value(state))
        .filter(stock_hold::Column::HolderId.eq(holder))
        .filter(stock_hold::Column::State.eq(HoldState::Held))
        .exec_with_returning(tx.conn())
        .await?;
    Ok(ended.first().map(|row| (row.sku_id, row.quantity)))
}

/// An order has what was held; `sku.reserved` counts it already.
pub async fn give_to(tx: &Tx, order: Uuid, (sku, pieces): (Uuid, i32)) -> Result<(), Failure> {
    stock_reservation::Entity::insert(stock_reservation::ActiveModel {
        order_id: Set(order),
        sku_id: Set(sku),
        quantity: Set(pieces),
        state: Set(ReservationState::Held),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}
