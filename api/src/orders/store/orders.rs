//! Rows of checkouts, orders and their lines.

use std::collections::HashMap;

use entity::catalog::sku::Options;
use entity::orders::{checkout, order_line, trade_order};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Currency, Id, Money};
use platform::transitions::States;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::orders::{Checkout, Line, Order, OrderState, Price};

/// Orders by id, in no order; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Order>, Failure> {
    let rows = trade_order::Entity::find()
        .filter(trade_order::Column::Id.is_in(padded(ids)))
        .all(db)
        .await?;
    rows.iter().map(from_row).collect()
}

/// Reads an order and keeps its row locked until the transaction ends.
///
/// # Errors
/// The database's own.
pub async fn lock(tx: &Tx, id: Id<Order>) -> Result<Option<Order>, Failure> {
    // Its key never changes: whoever refers to it meanwhile need not wait.
    let found = trade_order::Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate);
    let row = found.one(tx.conn()).await?;
    row.as_ref().map(from_row).transpose()
}

/// Orders by id, their rows locked, in one order for everybody; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn lock_many(
    tx: &Tx,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Order>, Failure> {
    let rows = trade_order::Entity::find()
        .filter(trade_order::Column::Id.is_in(padded(ids)))
        .order_by_asc(trade_order::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx.conn())
        .await?;
    rows.iter().map(from_row).collect()
}

/// The orders of a checkout, their rows locked, in one order for everybody.
pub async fn lock_of_checkout(tx: &Tx, checkout: Uuid) -> Result<Vec<Order>, Failure> {
    let rows = trade_order::Entity::find()
        .filter(trade_order::Column::CheckoutId.eq(checkout))
        .order_by_asc(trade_order::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx.conn())
        .await?;
    rows.iter().map(from_row).collect()
}

/// The orders of checkouts, by checkout, in the order in which they were made.
pub async fn of_checkouts(
    db: &impl ConnectionTrait,
    checkouts: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Order>>, Failure> {
    let rows = trade_order::Entity::find()
        .filter(trade_order::Column::CheckoutId.is_in(padded(checkouts)))
        .order_by_asc(trade_order::Column::Id)
        .all(db)
        .await?;
    let mut orders: HashMap<Uuid, Vec<Order>> = HashMap::new();
    for row in rows {
        orders.entry(row.checkout_id).or_default().push(from_row(&row)?);
    }
    Ok(orders)
}

/// A checkout.
pub async fn checkout(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Checkout>, Failure> {
    let row = checkout::Entity::find_by_id(id).one(db).await?;
    row.map(|row| {
        let currency = currency(&row.currency)?;
        Ok(Checkout {
            id: Id::from_uuid(row.id),
            buyer_id: Id::from_uuid(row.buyer_id),
            channel: row.channel,
            address_id: row.address_id,
            total: Money::new(row.total_minor, currency),
            payment_id: row.payment_id,
            submitted_at: row.submitted_at.0,
        })
    })
    .transpose()
}

/// Lines by order, in their order.
///
/// # Errors
/// The database's own.
pub async fn lines_of(
    db: &impl ConnectionTrait,
    orders: &[Order],
) -> Result<HashMap<Uuid, Vec<Line>>, Failure> {
    let currencies: HashMap<Uuid, Currency> =
        orders.iter().map(|order| (order.id.uuid(), order.price.total.currency())).collect();
    let rows = order_line::Entity::find()
        .filter(order_line::Column::OrderId.is_in(padded(currencies.keys().copied())))
        .order_by_asc(order_line::Column::Position)
        .all(db)
        .await?;
    let mut lines: HashMap<Uuid, Vec<Line>> = HashMap::new();
    for row in rows {
        let Some(currency) = currencies.get(&row.order_id) else { continue };
        let money = |minor| Money::new(minor, *currency);
        lines.entry(row.order_id).or_default().push(Line {
            order_id: Id::from_uuid(row.order_id),
            position: row.position,
            sku_id: Id::from_uuid(row.sku_id),
            product_id: Id::from_uuid(row.product_id),
            title: row.title,
            options: row.options.0,
            image_id: row.image_id,
            unit: money(row.unit_minor),
            quantity: row.quantity,
            total: money(row.total_minor),
            cooling_off: row.cooling_off,
            no_cooling_off_confirmed: row.no_cooling_off_confirmed,
        });
    }
    Ok(lines)
}

pub async fn insert_checkout(tx: &Tx, checkout: &Checkout) -> Result<(), Failure> {
    checkout::Entity::insert(checkout::ActiveModel {
        id: Set(checkout.id.uuid()),
        buyer_id: Set(checkout.buyer_id.uuid()),
        channel: Set(checkout.channel),
        address_id: Set(checkout.address_id),
        currency: Set(checkout.total.currency().code().to_owned()),
        total_minor: Set(checkout.total.minor()),
        payment_id: Set(checkout.payment_id),
        submitted_at: Set(checkout.submitted_at.into()),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

pub async fn insert_orders(tx: &Tx, orders: &[Order]) -> Result<(), Failure> {
    let rows = orders.iter().map(|order| trade_order::ActiveModel {
        id: Set(order.id.uuid()),
        checkout_id: Set(order.checkout_id.uuid()),
        buyer_id: Set(order.buyer_id.uuid()),
        operator_id: Set(order.operator_id.uuid()),
        address_id: Set(order.address_id),
        channel: Set(order.channel),
        country: Set(order.country.code().to_owned()),
        profile: Set(order.profile.to_string()),
        state: Set(order.state.name()),
        currency: Set(order.price.total.currency().code().to_owned()),
        goods_minor: Set(order.price.goods.minor()),
        freight_minor: Set(order.price.freight.minor()),
        discount_minor: Set(order.price.discount.minor()),
        total_minor: Set(order.price.total.minor()),
        waits_for_group: Set(order.waits_for_group),
        submitted_at: Set(order.submitted_at.into()),
        pay_by: Set(order.pay_by.into()),
        paid_at: Set(None),
        ship_by: Set(None),
        shipped_at: Set(None),
        signed_at: Set(None),
        complete_by: Set(None),
        paused_at: Set(None),
        completed_at: Set(None),
        cancelled_at: Set(None),
        version: Set(order.version),
    });
    trade_order::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn insert_lines(tx: &Tx, lines: &[Line]) -> Result<(), Failure> {
    let rows = lines.iter().map(|line| order_line::ActiveModel {
        order_id: Set(line.order_id.uuid()),
        position: Set(line.position),
        sku_id: Set(line.sku_id.uuid()),
        product_id: Set(line.product_id.uuid()),
        title: Set(line.title.clone()),
        options: Set(Options(line.options.clone())),
        image_id: Set(line.image_id),
        unit_minor: Set(line.unit.minor()),
        quantity: Set(line.quantity),
        total_minor: Set(line.total.minor()),
        cooling_off: Set(line.cooling_off),
        no_cooling_off_confirmed: Set(line.no_cooling_off_confirmed),
    });
    order_line::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Keeps state and times of an order, if it still stands where it was read; `false` if it does not.
pub async fn put(tx: &Tx, before: &Order, after: &Order) -> Result<bool, Failure> {
    let at = |instant: Option<OffsetDateTime>| Expr::value(instant.map(to_millis));
    let done = trade_order::Entity::update_many()
        .col_expr(trade_order::Column::State, Expr::value(after.state.name()))
        .col_expr(trade_order::Column::PaidAt, at(after.paid_at))
        .col_expr(trade_order::Column::ShipBy, at(after.ship_by))
        .col_expr(trade_order::Column::ShippedAt, at(after.shipped_at))
        .col_expr(trade_order::Column::SignedAt, at(after.signed_at))
        .col_expr(trade_order::Column::CompleteBy, at(after.complete_by))
        .col_expr(trade_order::Column::PausedAt, at(after.paused_at))
        .col_expr(trade_order::Column::CompletedAt, at(after.completed_at))
        .col_expr(trade_order::Column::CancelledAt, at(after.cancelled_at))
        .col_expr(trade_order::Column::Version, Expr::col(trade_order::Column::Version).add(1))
        .filter(trade_order::Column::Id.eq(before.id.uuid()))
        .filter(trade_order::Column::State.eq(before.state.name()))
        .filter(trade_order::Column::Version.eq(before.version))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

fn currency(code: &str) -> Result<Currency, Failure> {
    code.parse().map_err(|_| Failure::broken("an order's currency is not known"))
}

pub(super) fn from_row(row: &trade_order::Model) -> Result<Order, Failure> {
    let currency = currency(&row.currency)?;
    let money = |minor| Money::new(minor, currency);
    let unknown = || Failure::broken("an order's law or country is not known");
    Ok(Order {
        id: Id::from_uuid(row.id),
        checkout_id: Id::from_uuid(row.checkout_id),
        buyer_id: Id::from_uuid(row.buyer_id),
        operator_id: Id::from_uuid(row.operator_id),
        address_id: row.address_id,
        channel: row.channel,
        country: row.country.parse().map_err(|_| unknown())?,
        profile: row.profile.parse().map_err(|()| unknown())?,
        state: OrderState::named(&row.state)
            .ok_or_else(|| Failure::broken("an order's state is not known"))?,
        price: Price {
            goods: money(row.goods_minor),
            freight: money(row.freight_minor),
            discount: money(row.discount_minor),
            total: money(row.total_minor),
        },
        waits_for_group: row.waits_for_group,
        submitted_at: row.submitted_at.0,
        pay_by: row.pay_by.0,
        paid_at: row.paid_at.map(|at| at.0),
        ship_by: row.ship_by.map(|at| at.0),
        shipped_at: row.shipped_at.map(|at| at.0),
        signed_at: row.signed_at.map(|at| at.0),
        complete_by: row.complete_by.map(|at| at.0),
        paused_at: row.paused_at.map(|at| at.0),
        completed_at: row.completed_at.map(|at| at.0),
        cancelled_at: row.cancelled_at.map(|at| at.0),
        version: row.version,
    })
}
