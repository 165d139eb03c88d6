//! Rows of wishes for invoices.

use std::collections::HashMap;

pub use entity::orders::invoice_request::TitleKind;
use entity::orders::{invoice_request, trade_order};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use platform::transitions::States;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;
use vault::pii::Pii;

use crate::orders::actions::invoices::{InvoiceRequest, InvoiceState};

pub async fn insert(tx: &Tx, request: &InvoiceRequest) -> Result<(), Failure> {
    invoice_request::Entity::insert(invoice_request::ActiveModel {
        id: Set(request.id.uuid()),
        order_id: Set(request.order_id.uuid()),
        state: Set(request.state.name()),
        title_kind: Set(request.title_kind),
        title_sealed: Set(request.title.as_bytes().to_vec()),
        tax_number: Set(request.tax_number.clone()),
        invoice_number: Set(None),
        requested_at: Set(request.requested_at.into()),
        due_at: Set(request.due_at.into()),
        answered_at: Set(None),
        overdue_at: Set(None),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// Reads a request and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<InvoiceRequest>) -> Result<Option<InvoiceRequest>, Failure> {
    let row =
        invoice_request::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    row.map(from_row).transpose()
}

/// Every request of a buyer, the oldest first; at most 1,000.
///
/// # Errors
/// The database's own.
pub async fn of_buyer(
    db: &impl ConnectionTrait,
    buyer: Uuid,
) -> Result<Vec<InvoiceRequest>, Failure> {
    let theirs = Query::select()
        .column(trade_order::Column::Id)
        .from(trade_order::Entity)
        .and_where(trade_order::Column::BuyerId.eq(buyer))
        .to_owned();
    let rows = invoice_request::Entity::find()
        .filter(invoice_request::Column::OrderId.in_subquery(theirs))
        .order_by_asc(invoice_request::Column::Id)
        .limit(1_000)
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The requests of orders that were not withdrawn, by order.
pub async fn of_orders(
    db: &impl ConnectionTrait,
    orders: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, InvoiceRequest>, Failure> {
    let rows = invoice_request::Entity::find()
        .filter(invoice_request::Column::OrderId.is_in(padded(orders)))
        // In the words of the partial index.
        .filter(Expr::cust("state <> 'WITHDRAWN'"))
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((row.order_id, from_row(row)?))).collect()
}

pub async fn answer(tx: &Tx, request: &InvoiceRequest, number: &str) -> Result<(), Failure> {
    invoice_request::Entity::update_many()
        .col_expr(invoice_request::Column::State, Expr::value(InvoiceState::Answered.name()))
        .col_expr(invoice_request::Column::InvoiceNumber, Expr::value(number))
        .col_expr(invoice_request::Column::AnsweredAt, Expr::value(to_millis(tx.now())))
        .filter(invoice_request::Column::Id.eq(request.id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub async fn withdraw(tx: &Tx, id: Id<InvoiceRequest>) -> Result<(), Failure> {
    invoice_request::Entity::update_many()
        .col_expr(invoice_request::Column::State, Expr::value(InvoiceState::Withdrawn.name()))
        .filter(invoice_request::Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub async fn mark_overdue(tx: &Tx, id: Id<InvoiceRequest>) -> Result<(), Failure> {
    invoice_request::Entity::update_many()
        .col_expr(invoice_request::Column::OverdueAt, Expr::value(to_millis(tx.now())))
        .filter(invoice_request::Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn from_row(row: invoice_request::Model) -> Result<InvoiceRequest, Failure> {
    Ok(InvoiceRequest {
        id: Id::from_uuid(row.id),
        order_id: Id::from_uuid(row.order_id),
        state: InvoiceState::named(&row.state)
            .ok_or_else(|| Failure::broken("the state of an invoice is not known"))?,
        title_kind: row.title_kind,
        title: Pii::from_bytes(row.title_sealed)
            .map_err(|_| Failure::broken("a sealed title is no record"))?,
        tax_number: row.tax_number,
        invoice_number: row.invoice_number,
        requested_at: row.requested_at.0,
        due_at: row.due_at.0,
        answered_at: row.answered_at.map(|at| at.0),
        overdue_at: row.overdue_at.map(|at| at.0),
    })
}
