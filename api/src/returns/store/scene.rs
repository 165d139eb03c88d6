//! What has to be known of an order before something of it is given back.

use platform::Failure;
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;
use uuid::Uuid;

use super::lists::refunded_before;
use super::pieces::{self, Pieces, Taken};
use super::{limits, promises};
use crate::orders::{self, Line, Order};
use crate::returns::terms::Promise;

/// An order with what was given back of it.
#[derive(Debug, Clone)]
pub struct Scene {
    pub order: Order,
    pub lines: Vec<Line>,
    pub taken: Vec<Taken>,
    pub refunded: Vec<Pieces>,
    /// What its shop promised, as far as it reaches its buyer: whom staff have limited has what the
    /// law gives, and no more (CO-11).
    pub promise: Promise,
}

/// The scene of an order, if there is one.
pub async fn of_order(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<Option<Scene>, Failure> {
    let Some(order) = orders::many(db, [id]).await?.pop() else { return Ok(None) };
    let mut lines = orders::lines_of(db, std::slice::from_ref(&order)).await?;
    let promise = if limits::at(db, order.buyer_id, now).await?.is_some() {
        Promise::default()
    } else {
        promises::at(db, order.operator_id, order.submitted_at).await?
    };
    Ok(Some(Scene {
        lines: lines.remove(&id).unwrap_or_default(),
        taken: pieces::taken(db, [id]).await?,
        refunded: refunded_before(db, order.id).await?,
        promise,
        order,
    }))
}
