//! Lists of returns by keyset; an index for each of them.

use entity::returns::goods_return::{Column as C, Entity, Model};
use entity::returns::return_line;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Asked, Id};
use platform::transitions::States as _;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::pieces::Pieces;
use super::returns::from_row;
use crate::orders::Order;
use crate::returns::goods_return::{Return, ReturnState};

/// Whose returns, the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Buyer(Uuid),
    Operator(Uuid),
    Order(Uuid),
}

/// Where a page of them ended: ids grow with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnPlace(pub Uuid);

/// One row more than the page.
pub async fn newest(
    db: &impl ConnectionTrait,
    whose: Whose,
    page: &Asked<ReturnPlace>,
) -> Result<Vec<Return>, Failure> {
    let mut rows = match whose {
        Whose::Buyer(id) => Entity::find().filter(C::BuyerId.eq(id)),
        Whose::Operator(id) => Entity::find().filter(C::OperatorId.eq(id)),
        Whose::Order(id) => Entity::find().filter(C::OrderId.eq(id)),
    };
    if let Some(ReturnPlace(id)) = page.after {
        rows = rows.filter(C::Id.lt(id));
    }
    read(db, rows.order_by_desc(C::Id).limit(page.rows())).await
}

/// Which open returns somebody works through, the next deadline first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// What a shop has to do with.
    Shop(Uuid),
    /// What staff decide.
    Disputed,
}

/// Where a page of a queue ended; every open return has a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuePlace {
    pub due: Option<i64>,
    pub id: Uuid,
}

impl DuePlace {
    /// The place of a return.
    pub fn of(back: &Return) -> Self {
        Self { due: back.due_at.map(to_millis), id: back.id.uuid() }
    }
}

/// One row more than the page.
pub async fn queue(
    db: &impl ConnectionTrait,
    queue: Queue,
    page: &Asked<DuePlace>,
) -> Result<Vec<Return>, Failure> {
    let mut rows = Entity::find().filter(C::IsOpen.eq(true));
    rows = match queue {
        Queue::Shop(operator) => rows.filter(C::OperatorId.eq(operator)),
        Queue::Disputed => rows.filter(C::State.eq(ReturnState::Disputed.name())),
    };
    if let Some(place) = page.after {
        let due = place.due.unwrap_or(i64::MAX);
        let same = Expr::col(C::DueAt).eq(due).and(Expr::col(C::Id).gt(place.id));
        rows = rows.filter(Condition::any().add(Expr::col(C::DueAt).gt(due)).add(same));
    }
    read(db, rows.order_by_asc(C::DueAt).order_by_asc(C::Id).limit(page.rows())).await
}

async fn read(db: &impl ConnectionTrait, rows: Select<Entity>) -> Result<Vec<Return>, Failure> {
    let rows: Vec<Model> = rows.all(db).await?;
    rows.iter().map(from_row).collect()
}

/// The pieces of an order that were given back before, and refunded.
pub async fn refunded_before(
    db: &impl ConnectionTrait,
    order: Id<Order>,
) -> Result<Vec<Pieces>, Failure> {
    // Fifty lines, and as many returns as there are pieces: some hundreds at the very most.
    let rows: Vec<(i32, i32)> = return_line::Entity::find()
        .select_only()
        .column(return_line::Column::Position)
        .column(return_line::Column::Quantity)
        .filter(return_line::Column::OrderId.eq(order.uuid()))
        .filter(
            return_line::Column::ReturnId.in_subquery(
                Entity::find()
                    .select_only()
                    .column(C::Id)
                    .filter(C::OrderId.eq(order.uuid()))
                    .filter(C::State.eq(ReturnState::Refunded.name()))
                    .into_query(),
            ),
        )
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(position, quantity)| Pieces { position, quantity }).collect())
}

/// How many returns of an order were ever asked for.
pub async fn count_of(tx: &Tx, order: Id<Order>) -> Result<u64, Failure> {
    Ok(Entity::find().filter(C::OrderId.eq(order.uuid())).count(tx.conn()).await?)
}
