//! How many pieces of the lines of an order are given back, and by which return.

pub use entity::returns::return_line::Model as ReturnLine;
pub use entity::returns::returned_piece::Model as Taken;
use entity::returns::{return_line, returned_piece};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::orders::{Line, Order};
use crate::returns::goods_return::Return;

/// So many pieces of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Pieces {
    /// The number of the line within its order.
    pub position: i32,
    pub quantity: i32,
}

/// What is given back of an order, by position.
pub async fn taken(
    db: &impl ConnectionTrait,
    orders: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Taken>, Failure> {
    let rows = returned_piece::Entity::find()
        .filter(returned_piece::Column::OrderId.is_in(padded(orders)))
        .order_by_asc(returned_piece::Column::Position)
        .all(db)
        .await?;
    Ok(rows)
}

/// Takes pieces of lines for a return. The table refuses more than were bought
/// (`ck_returned_piece__taken`).
pub async fn take(tx: &Tx, of: Id<Return>, lines: &[(&Line, i32)]) -> Result<(), Failure> {
    let counted = lines.iter().map(|(line, _)| returned_piece::ActiveModel {
        order_id: Set(line.order_id.uuid()),
        position: Set(line.position),
        quantity: Set(line.quantity),
        taken: Set(0),
    });
    let known = [returned_piece::Column::OrderId, returned_piece::Column::Position];
    returned_piece::Entity::insert_many(counted)
        .on_conflict(OnConflict::columns(known).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    let rows = lines.iter().map(|(line, quantity)| return_line::ActiveModel {
        return_id: Set(of.uuid()),
        position: Set(line.position),
        order_id: Set(line.order_id.uuid()),
        quantity: Set(*quantity),
    });
    return_line::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    // Fifty lines at most.
    for (line, quantity) in lines {
        count(tx, (line.order_id, line.position), *quantity).await?;
    }
    Ok(())
}

/// Gives the pieces of a return free again, of which nothing came.
pub async fn free(tx: &Tx, of: Id<Return>) -> Result<(), Failure> {
    for line in of_returns(tx.conn(), [of.uuid()]).await? {
        count(tx, (Id::from_uuid(line.order_id), line.position), -line.quantity).await?;
    }
    Ok(())
}

async fn count(tx: &Tx, (order, position): (Id<Order>, i32), more: i32) -> Result<(), Failure> {
    use returned_piece::Column as C;
    let done = returned_piece::Entity::update_many()
        .col_expr(C::Taken, Expr::col(C::Taken).add(more))
        .filter(C::OrderId.eq(order.uuid()))
        .filter(C::Position.eq(position))
        .exec(tx.conn())
        .await?;
    if done.rows_affected != 1 {
        return Err(Failure::broken("pieces of a line that nobody counts"));
    }
    Ok(())
}

/// The lines of returns, at most fifty of each, in their order.
pub async fn of_returns(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<ReturnLine>, Failure> {
    let rows = return_line::Entity::find()
        .filter(return_line::Column::ReturnId.is_in(padded(ids)))
        .order_by_asc(return_line::Column::ReturnId)
        .order_by_asc(return_line::Column::Position)
        .limit(5_000)
        .all(db)
        .await?;
    Ok(rows)
}
