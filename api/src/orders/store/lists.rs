//! Lists of orders, the newest first, by keyset; an index for each of them.

use entity::orders::trade_order;
use platform::Failure;
use platform::kernel::Asked;
use platform::transitions::States;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::orders::from_row;
use crate::orders::{Order, OrderState};

/// Whose orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Buyer(Uuid),
    Operator(Uuid),
    /// Everybody's, for staff.
    All,
}

/// Where a page ended: ids grow with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPlace(pub Uuid);

/// One row more than the page, which tells whether the list goes on.
///
/// # Errors
/// The database's own.
pub async fn list(
    db: &impl ConnectionTrait,
    whose: Whose,
    state: Option<OrderState>,
    page: &Asked<OrderPlace>,
) -> Result<Vec<Order>, Failure> {
    let mut rows = trade_order::Entity::find();
    rows = match whose {
        Whose::Buyer(account) => rows.filter(trade_order::Column::BuyerId.eq(account)),
        Whose::Operator(operator) => rows.filter(trade_order::Column::OperatorId.eq(operator)),
        Whose::All => rows,
    };
    if let Some(state) = state {
        rows = rows.filter(trade_order::Column::State.eq(state.name()));
    }
    if let Some(OrderPlace(id)) = page.after {
        rows = rows.filter(trade_order::Column::Id.lt(id));
    }
    let rows = rows.order_by_desc(trade_order::Column::Id).limit(page.rows()).all(db).await?;
    rows.iter().map(from_row).collect()
}
