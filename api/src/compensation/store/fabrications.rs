//! Rows of claims that were found to be faked.

use entity::compensation::fabrication_finding::{self as finding, Column as C};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::objections;
use crate::compensation::fabrication::Fabrication;
use crate::identity::Account;
use crate::orders::Order;

/// One for each order: `uq_fabrication_finding__order_id`.
pub async fn insert(tx: &Tx, new: &Fabrication) -> Result<(), Failure> {
    let row = finding::ActiveModel {
        id: Set(new.id.uuid()),
        order_id: Set(new.order.uuid()),
        operator_id: Set(new.operator.uuid()),
        buyer_id: Set(new.buyer.uuid()),
        kind: Set(new.kind),
        reason: Set(new.reason.clone()),
        found_by: Set(new.found_by.uuid()),
        found_at: Set(new.found_at.into()),
        appeal_by: Set(new.appeal_by.into()),
    };
    finding::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// What was found about an order.
pub async fn of_order(
    db: &impl ConnectionTrait,
    order: Id<Order>,
) -> Result<Option<Fabrication>, Failure> {
    let rows = finding::Entity::find().filter(C::OrderId.eq(order.uuid())).all(db).await?;
    Ok(whole(db, rows).await?.pop())
}

/// A finding.
pub async fn by_id(
    db: &impl ConnectionTrait,
    id: Id<Fabrication>,
) -> Result<Option<Fabrication>, Failure> {
    Ok(many(db, [id.uuid()]).await?.pop())
}

/// Findings by their ids, in no order.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Fabrication>, Failure> {
    let rows = finding::Entity::find().filter(C::Id.is_in(padded(ids))).all(db).await?;
    whole(db, rows).await
}

/// A page of what was found about a buyer, newest first; one row more than was asked for.
pub async fn of_buyer(
    db: &impl ConnectionTrait,
    buyer: Id<Account>,
    page: &Asked<Uuid>,
) -> Result<Vec<Fabrication>, Failure> {
    let mut ask = finding::Entity::find()
        .filter(C::BuyerId.eq(buyer.uuid()))
        .order_by_desc(C::Id)
        .limit(page.rows());
    if let Some(after) = page.after {
        ask = ask.filter(C::Id.lt(after));
    }
    whole(db, ask.all(db).await?).await
}

/// Findings with what is said against them: one statement more, however many they are.
async fn whole(
    db: &impl ConnectionTrait,
    rows: Vec<finding::Model>,
) -> Result<Vec<Fabrication>, Failure> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let appeals = objections::of_findings(db, rows.iter().map(|row| row.id)).await?;
    let one = |row: finding::Model| Fabrication {
        id: Id::from_uuid(row.id),
        order: Id::from_uuid(row.order_id),
        operator: Id::from_uuid(row.operator_id),
        buyer: Id::from_uuid(row.buyer_id),
        kind: row.kind,
        reason: row.reason,
        found_by: Id::from_uuid(row.found_by),
        found_at: row.found_at.0,
        appeal_by: row.appeal_by.0,
        appeal: appeals.get(&row.id).cloned(),
    };
    Ok(rows.into_iter().map(one).collect())
}
