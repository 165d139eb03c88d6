//! Rows of what orders need to be sent, and of the rules that hold for them.

use std::collections::HashMap;

use entity::fulfilment::{parcel, parcel_line, shipment, shipment_line, shipping_rule};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Currency, Id, Money, Rate};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::fulfilment::rule::{Rule, Share};
use crate::identity::Account;
use crate::operators::Operator;
use crate::orders::{Line, Order};

/// What an order needs to be sent.
#[derive(Debug, Clone)]
pub struct Shipment {
    pub order_id: Id<Order>,
    pub operator_id: Id<Operator>,
    pub buyer_id: Id<Account>,
    pub currency: Currency,
    pub rule_version: i32,
    pub ship_by: OffsetDateTime,
    pub paid_at: OffsetDateTime,
}

/// One line of it.
#[derive(Debug, Clone, Copy)]
pub struct ShipmentLine {
    pub position: i32,
    pub ordered: i32,
    pub sent: i32,
    pub total: Money,
}

fn rule(row: &shipping_rule::Model) -> Result<Rule, Failure> {
    let share = |points: i32, least, most| {
        let points = u32::try_from(points);
        points.map(|points| Share { rate: Rate::basis_points(points), least, most })
    };
    let unfit = |error| Failure::because("a rule of shipping", error);
    Ok(Rule {
        version: row.version,
        late: share(row.late_points, row.late_least_minor, row.late_most_minor).map_err(unfit)?,
        absent: share(row.absent_points, row.absent_least_minor, row.absent_most_minor)
            .map_err(unfit)?,
        scan_hours: row.scan_hours,
        claim_days: row.claim_days,
        appeal_days: row.appeal_days,
    })
}

/// The rules in force at an instant.
pub async fn rule_at(db: &impl ConnectionTrait, at: OffsetDateTime) -> Result<Rule, Failure> {
    let row = shipping_rule::Entity::find()
        .filter(shipping_rule::Column::EffectiveFrom.lte(to_millis(at)))
        .order_by_desc(shipping_rule::Column::EffectiveFrom)
        .one(db)
        .await?;
    rule(&row.ok_or_else(|| Failure::broken("there is no rule of shipping"))?)
}

/// One version of the rules.
pub async fn rule_of(db: &impl ConnectionTrait, version: i32) -> Result<Rule, Failure> {
    let row = shipping_rule::Entity::find_by_id(version).one(db).await?;
    rule(&row.ok_or_else(|| Failure::broken("a version of the rules of shipping is gone"))?)
}

fn from_row(row: &shipment::Model) -> Result<Shipment, Failure> {
    let currency =
        row.currency.parse().map_err(|_| Failure::broken("a shipment's currency is not known"))?;
    Ok(Shipment {
        order_id: Id::from_uuid(row.order_id),
        operator_id: Id::from_uuid(row.operator_id),
        buyer_id: Id::from_uuid(row.buyer_id),
        currency,
        rule_version: row.rule_version,
        ship_by: row.ship_by.0,
        paid_at: row.paid_at.0,
    })
}

/// Opens a shipment with its lines, once; `false` where it is open already.
pub async fn open(tx: &Tx, shipment: &Shipment, lines: &[Line]) -> Result<bool, Failure> {
    let row = shipment::ActiveModel {
        order_id: Set(shipment.order_id.uuid()),
        operator_id: Set(shipment.operator_id.uuid()),
        buyer_id: Set(shipment.buyer_id.uuid()),
        currency: Set(shipment.currency.code().to_owned()),
        rule_version: Set(shipment.rule_version),
        ship_by: Set(shipment.ship_by.into()),
        paid_at: Set(shipment.paid_at.into()),
    };
    let opened = shipment::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    if opened == 0 {
        return Ok(false);
    }
    let lines = lines.iter().map(|line| shipment_line::ActiveModel {
        order_id: Set(shipment.order_id.uuid()),
        position: Set(line.position),
        ordered: Set(line.quantity),
        sent: Set(0),
        total_minor: Set(line.total.minor()),
    });
    shipment_line::Entity::insert_many(lines).exec_without_returning(tx.conn()).await?;
    Ok(true)
}

/// A shipment, its row locked until the transaction ends.
pub async fn lock(tx: &Tx, order: Uuid) -> Result<Option<Shipment>, Failure> {
    let row = shipment::Entity::find_by_id(order).lock_exclusive().one(tx.conn()).await?;
    row.as_ref().map(from_row).transpose()
}

/// Moves the promise of a locked shipment.
pub async fn put_ship_by(tx: &Tx, order: Uuid, by: OffsetDateTime) -> Result<(), Failure> {
    shipment::Entity::update_many()
        .col_expr(shipment::Column::ShipBy, Expr::value(to_millis(by)))
        .filter(shipment::Column::OrderId.eq(order))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The lines of a shipment, in their order.
pub async fn lines(
    db: &impl ConnectionTrait,
    shipment: &Shipment,
) -> Result<Vec<ShipmentLine>, Failure> {
    let rows = shipment_line::Entity::find()
        .filter(shipment_line::Column::OrderId.eq(shipment.order_id.uuid()))
        .order_by_asc(shipment_line::Column::Position)
        .all(db)
        .await?;
    let line = |row: shipment_line::Model| ShipmentLine {
        position: row.position,
        ordered: row.ordered,
        sent: row.sent,
        total: Money::new(row.total_minor, shipment.currency),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// How many pieces of each line are in parcels that a test holds for.
pub async fn pieces(
    db: &impl ConnectionTrait,
    order: Uuid,
    holds: impl Fn(&parcel::Model) -> bool,
) -> Result<HashMap<i32, i32>, Failure> {
    let rows =
        parcel_line::Entity::find().filter(parcel_line::Column::OrderId.eq(order)).all(db).await?;
    let parcels: HashMap<Uuid, bool> = parcel::Entity::find()
        .filter(parcel::Column::OrderId.eq(order))
        .all(db)
        .await?
        .into_iter()
        .map(|parcel| (parcel.id, holds(&parcel)))
        .collect();
    let mut pieces = HashMap::new();
    for row in rows {
        if parcels.get(&row.parcel_id).copied().unwrap_or(false) {
            let sum: &mut i32 = pieces.entry(row.position).or_insert(0);
            *sum = sum.saturating_add(row.quantity);
        }
    }
    Ok(pieces)
}

/// How many pieces of each line a carrier had before an instant.
pub async fn pieces_scanned_before(
    db: &impl ConnectionTrait,
    order: Uuid,
    before: OffsetDateTime,
) -> Result<HashMap<i32, i32>, Failure> {
    pieces(db, order, |parcel| parcel.scanned_at.is_some_and(|at| at.0 < before)).await
}

/// How many pieces of each line were signed for.
pub async fn pieces_delivered(
    db: &impl ConnectionTrait,
    order: Uuid,
) -> Result<HashMap<i32, i32>, Failure> {
    pieces(db, order, |parcel| parcel.delivered_at.is_some()).await
}
