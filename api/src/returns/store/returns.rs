//! Rows of returns themselves.

use entity::returns::goods_return::{ActiveModel, Column as C, Entity, Model};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use platform::transitions::States as _;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
};
use uuid::Uuid;

use super::at;
use crate::orders::{self, Order};
use crate::returns::goods_return::{Return, ReturnState};

/// The noun of a row.
pub fn from_row(row: &Model) -> Result<Return, Failure> {
    let unknown = || Failure::broken("a return's row is not understood");
    Ok(Return {
        id: Id::from_uuid(row.id),
        order_id: Id::from_uuid(row.order_id),
        operator_id: Id::from_uuid(row.operator_id),
        buyer_id: Id::from_uuid(row.buyer_id),
        kind: row.kind,
        profile: row.profile.parse().map_err(|()| unknown())?,
        rule_version: row.rule_version.clone(),
        state: ReturnState::named(&row.state).ok_or_else(unknown)?,
        currency: row.currency.parse().map_err(|_| unknown())?,
        requested_at: row.requested_at.0,
        due_at: row.due_at.map(|at| at.0),
        answered_at: row.answered_at.map(|at| at.0),
        sent_back: row.carrier.clone().zip(row.waybill.clone()),
        shipped_at: row.shipped_at.map(|at| at.0),
        carriage_minor: row.carriage_minor,
        received_at: row.received_at.map(|at| at.0),
        refund_by: row.refund_by.map(|at| at.0),
        flaw: row.flaw,
        deduction_minor: row.deduction_minor,
        goods_minor: row.goods_minor,
        freight_minor: row.freight_minor,
        advanced_minor: row.advanced_minor,
        settled: row.settled_at.map(|at| at.0).zip(row.settled_by),
        replacement: row.sent_carrier.clone().zip(row.sent_waybill.clone()),
        ended_at: row.ended_at.map(|at| at.0),
        version: row.version,
    })
}

pub async fn insert(tx: &Tx, new: &Return) -> Result<(), Failure> {
    let row = ActiveModel {
        id: Set(new.id.uuid()),
        order_id: Set(new.order_id.uuid()),
        operator_id: Set(new.operator_id.uuid()),
        buyer_id: Set(new.buyer_id.uuid()),
        kind: Set(new.kind),
        profile: Set(new.profile.to_string()),
        rule_version: Set(new.rule_version.clone()),
        state: Set(new.state.name()),
        is_open: Set(new.state.is_open()),
        currency: Set(new.currency.code().to_owned()),
        requested_at: Set(new.requested_at.into()),
        due_at: Set(new.due_at.map(Into::into)),
        carriage_minor: Set(0),
        deduction_minor: Set(0),
        goods_minor: Set(0),
        freight_minor: Set(0),
        advanced_minor: Set(0),
        version: Set(new.version),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Keeps a return, if it still stands as it was read; `false` if it does not.
pub async fn put(tx: &Tx, before: &Return, after: &Return) -> Result<bool, Failure> {
    let (carrier, waybill) = after.sent_back.clone().unzip();
    let (sent_carrier, sent_waybill) = after.replacement.clone().unzip();
    let (settled_at, settled_by) = after.settled.unzip();
    let done = Entity::update_many()
        .col_expr(C::State, Expr::value(after.state.name()))
        .col_expr(C::IsOpen, Expr::value(after.state.is_open()))
        .col_expr(C::DueAt, at(after.due_at))
        .col_expr(C::AnsweredAt, at(after.answered_at))
        .col_expr(C::Carrier, Expr::value(carrier))
        .col_expr(C::Waybill, Expr::value(waybill))
        .col_expr(C::ShippedAt, at(after.shipped_at))
        .col_expr(C::CarriageMinor, Expr::value(after.carriage_minor))
        .col_expr(C::ReceivedAt, at(after.received_at))
        .col_expr(C::RefundBy, at(after.refund_by))
        .col_expr(C::Flaw, Expr::value(after.flaw.map(|flaw| flaw.to_value())))
        .col_expr(C::DeductionMinor, Expr::value(after.deduction_minor))
        .col_expr(C::GoodsMinor, Expr::value(after.goods_minor))
        .col_expr(C::FreightMinor, Expr::value(after.freight_minor))
        .col_expr(C::AdvancedMinor, Expr::value(after.advanced_minor))
        .col_expr(C::SettledAt, at(settled_at))
        .col_expr(C::SettledBy, Expr::value(settled_by.map(|by| by.to_value())))
        .col_expr(C::SentCarrier, Expr::value(sent_carrier))
        .col_expr(C::SentWaybill, Expr::value(sent_waybill))
        .col_expr(C::EndedAt, at(after.ended_at))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(before.id.uuid()))
        .filter(C::Version.eq(before.version))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// A return by its id.
pub async fn by_id(db: &impl ConnectionTrait, id: Id<Return>) -> Result<Option<Return>, Failure> {
    Entity::find_by_id(id.uuid()).one(db).await?.as_ref().map(from_row).transpose()
}

/// Returns by their ids, in no order.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Return>, Failure> {
    Entity::find().filter(C::Id.is_in(padded(ids))).all(db).await?.iter().map(from_row).collect()
}

/// A return and its order, which is locked: pieces and money of an order move under its lock, which
/// everybody takes first.
pub async fn lock(tx: &Tx, id: Id<Return>) -> Result<Option<(Return, Order)>, Failure> {
    let Some(known) = by_id(tx.conn(), id).await? else { return Ok(None) };
    let order = orders::lock(tx, known.order_id).await?;
    Ok(by_id(tx.conn(), id).await?.zip(order))
}
