//! Rows of breaches of the rules of shipping.

use std::collections::HashMap;

use entity::fulfilment::shipping_claim;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id, Money};
use platform::transitions::States as _;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::fulfilment::{ClaimState, ShippingClaim};

/// Where a page ended: ids grow with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimPlace(pub Uuid);

fn from_row(row: &shipping_claim::Model) -> Result<ShippingClaim, Failure> {
    let currency =
        row.currency.parse().map_err(|_| Failure::broken("a claim's currency is not known"))?;
    Ok(ShippingClaim {
        id: Id::from_uuid(row.id),
        order_id: Id::from_uuid(row.order_id),
        operator_id: Id::from_uuid(row.operator_id),
        buyer_id: Id::from_uuid(row.buyer_id),
        kind: row.kind,
        state: ClaimState::named(&row.state)
            .ok_or_else(|| Failure::broken("a claim's state is not known"))?,
        amount: Money::new(row.amount_minor, currency),
        rule_version: row.rule_version,
        found_at: row.found_at.0,
        claim_by: row.claim_by.0,
        claimed_at: row.claimed_at.map(|at| at.0),
        excuse: row.excuse,
        paid_minor: row.paid_minor,
        owed_minor: row.owed_minor,
        compensated_at: row.compensated_at.map(|at| at.0),
        appeal_by: row.appeal_by.map(|at| at.0),
        reversed_at: row.reversed_at.map(|at| at.0),
        version: row.version,
    })
}

pub async fn insert(tx: &Tx, claim: &ShippingClaim) -> Result<(), Failure> {
    let row = shipping_claim::ActiveModel {
        id: Set(claim.id.uuid()),
        order_id: Set(claim.order_id.uuid()),
        operator_id: Set(claim.operator_id.uuid()),
        buyer_id: Set(claim.buyer_id.uuid()),
        kind: Set(claim.kind),
        state: Set(claim.state.name()),
        currency: Set(claim.amount.currency().code().to_owned()),
        amount_minor: Set(claim.amount.minor()),
        rule_version: Set(claim.rule_version),
        found_at: Set(claim.found_at.into()),
        claim_by: Set(claim.claim_by.into()),
        claimed_at: Set(None),
        excuse: Set(None),
        paid_minor: Set(0),
        owed_minor: Set(0),
        compensated_at: Set(None),
        appeal_by: Set(None),
        reversed_at: Set(None),
        version: Set(claim.version),
    };
    shipping_claim::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A claim by its id.
pub async fn by_id(
    db: &impl ConnectionTrait,
    id: Id<ShippingClaim>,
) -> Result<Option<ShippingClaim>, Failure> {
    let row = shipping_claim::Entity::find_by_id(id.uuid()).one(db).await?;
    row.as_ref().map(from_row).transpose()
}

/// The claims of an order; its shipment is locked, so they stand still.
pub async fn of_order(tx: &Tx, order: Uuid) -> Result<Vec<ShippingClaim>, Failure> {
    let rows = shipping_claim::Entity::find()
        .filter(shipping_claim::Column::OrderId.eq(order))
        .order_by_asc(shipping_claim::Column::Id)
        .all(tx.conn())
        .await?;
    rows.iter().map(from_row).collect()
}

/// The claims of orders, by order; at most three each.
pub async fn of_orders(
    db: &impl ConnectionTrait,
    orders: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<ShippingClaim>>, Failure> {
    let rows = shipping_claim::Entity::find()
        .filter(shipping_claim::Column::OrderId.is_in(padded(orders)))
        .order_by_asc(shipping_claim::Column::Id)
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, Vec<ShippingClaim>> = HashMap::new();
    for row in rows {
        found.entry(row.order_id).or_default().push(from_row(&row)?);
    }
    Ok(found)
}

/// Keeps a claim, if it still stands as it was read; `false` if it does not.
pub async fn put(tx: &Tx, before: &ShippingClaim, after: &ShippingClaim) -> Result<bool, Failure> {
    use shipping_claim::Column as C;
    let at = |instant: Option<OffsetDateTime>| Expr::value(instant.map(to_millis));
    let done = shipping_claim::Entity::update_many()
        .col_expr(C::State, Expr::value(after.state.name()))
        .col_expr(C::AmountMinor, Expr::value(after.amount.minor()))
        .col_expr(C::ClaimedAt, at(after.claimed_at))
        .col_expr(C::Excuse, Expr::value(after.excuse))
        .col_expr(C::PaidMinor, Expr::value(after.paid_minor))
        .col_expr(C::OwedMinor, Expr::value(after.owed_minor))
        .col_expr(C::CompensatedAt, at(after.compensated_at))
        .col_expr(C::AppealBy, at(after.appeal_by))
        .col_expr(C::ReversedAt, at(after.reversed_at))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(before.id.uuid()))
        .filter(C::Version.eq(before.version))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// A page of claims, the newest first, and one row more.
pub async fn page(
    db: &impl ConnectionTrait,
    state: Option<ClaimState>,
    page: &Asked<ClaimPlace>,
) -> Result<Vec<ShippingClaim>, Failure> {
    let mut rows = shipping_claim::Entity::find();
    if let Some(state) = state {
        rows = rows.filter(shipping_claim::Column::State.eq(state.name()));
    }
    if let Some(ClaimPlace(id)) = page.after {
        rows = rows.filter(shipping_claim::Column::Id.lt(id));
    }
    let rows = rows.order_by_desc(shipping_claim::Column::Id).limit(page.rows()).all(db).await?;
    rows.iter().map(from_row).collect()
}
