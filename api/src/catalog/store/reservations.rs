//! Rows of what orders hold of the stock. `sku.reserved` is the sum of what is held; both change in
//! one transaction, by statements that carry their own condition.

use entity::catalog::stock_reservation::ReservationState;
use entity::catalog::{sku, stock_reservation};
use platform::Failure;
use platform::database::Tx;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::catalog::Wanted;

/// How a reservation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The pieces are for sale again.
    Freed,
    /// The pieces have left the store.
    Taken,
}

/// Reserves pieces if there are enough at this price; `false` if not.
pub async fn reserve(tx: &Tx, wanted: &Wanted) -> Result<bool, Failure> {
    let available = Expr::col(sku::Column::OnHand).sub(Expr::col(sku::Column::Reserved));
    let done = sku::Entity::update_many()
        .col_expr(sku::Column::Reserved, Expr::col(sku::Column::Reserved).add(wanted.quantity))
        .filter(sku::Column::Id.eq(wanted.sku.uuid()))
        .filter(sku::Column::PriceMinor.eq(wanted.unit_minor))
        .filter(available.gte(wanted.quantity))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn add_reservations(tx: &Tx, wanted: &[(Uuid, Wanted)]) -> Result<(), Failure> {
    let rows = wanted.iter().map(|(order, one)| stock_reservation::ActiveModel {
        order_id: Set(*order),
        sku_id: Set(one.sku.uuid()),
        quantity: Set(one.quantity),
        state: Set(ReservationState::Held),
    });
    stock_reservation::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Ends what an order holds, once; answers the variants, in the order of their ids.
pub async fn end_reservations(
    tx: &Tx,
    order: Uuid,
    ending: Ending,
) -> Result<Vec<(Uuid, i32)>, Failure> {
    let state = match ending {
        Ending::Freed => ReservationState::Freed,
        Ending::Taken => ReservationState::Taken,
    };
    let ended = stock_reservation::Entity::update_many()
        .col_expr(stock_reservation::Column::State, Expr::value(state))
        .filter(stock_reservation::Column::OrderId.eq(order))
        .filter(stock_reservation::Column::State.eq(ReservationState::Held))
        .exec_with_returning(tx.conn())
        .await?;
    let mut ended: Vec<(Uuid, i32)> =
        ended.into_iter().map(|row| (row.sku_id, row.quantity)).collect();
    ended.sort_unstable();
    Ok(ended)
}

/// Takes pieces off what is reserved, and off what is in store if they have left it.
pub async fn unreserve(tx: &Tx, id: Uuid, quantity: i32, ending: Ending) -> Result<(), Failure> {
    let less = |column| Expr::col(column).sub(quantity);
    let mut update = sku::Entity::update_many()
        .col_expr(sku::Column::Reserved, less(sku::Column::Reserved))
        .filter(sku::Column::Id.eq(id));
    if ending == Ending::Taken {
        update = update.col_expr(sku::Column::OnHand, less(sku::Column::OnHand));
    }
    let done = update.exec(tx.conn()).await?;
    if done.rows_affected != 1 {
        return Err(Failure::broken("a reserved variant is gone"));
    }
    Ok(())
}
