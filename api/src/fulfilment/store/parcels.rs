//! Rows of parcels, of what is in them and of what happened to them.

use std::collections::HashMap;

use entity::fulfilment::{carrier, parcel, parcel_line, tracking_event};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use platform::transitions::States as _;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::fulfilment::{Parcel, ParcelState, TrackingEvent};

/// Pieces of a line in a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pieces {
    pub position: i32,
    pub quantity: i32,
}

/// Where a page of events ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPlace(pub i32);

/// Who carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    pub code: String,
    pub name: String,
    /// Whether they tell of their records.
    pub is_tracked: bool,
}

/// Every carrier, by code.
pub async fn carriers(db: &impl ConnectionTrait) -> Result<Vec<Carrier>, Failure> {
    let rows = carrier::Entity::find().order_by_asc(carrier::Column::Code).all(db).await?;
    let carrier = |row: carrier::Model| Carrier {
        code: row.code,
        name: row.name,
        is_tracked: row.is_tracked,
    };
    Ok(rows.into_iter().map(carrier).collect())
}

/// A carrier by code.
pub async fn carrier(db: &impl ConnectionTrait, code: &str) -> Result<Option<Carrier>, Failure> {
    let row = carrier::Entity::find_by_id(code.to_owned()).one(db).await?;
    Ok(row.map(|row| Carrier { code: row.code, name: row.name, is_tracked: row.is_tracked }))
}

/// A carrier by code, its row locked.
pub async fn lock_carrier(tx: &Tx, code: &str) -> Result<Option<String>, Failure> {
    let row = carrier::Entity::find_by_id(code.to_owned()).lock(LockType::NoKeyUpdate);
    Ok(row.one(tx.conn()).await?.map(|row| row.code))
}

fn from_row(row: parcel::Model) -> Result<Parcel, Failure> {
    Ok(Parcel {
        id: Id::from_uuid(row.id),
        order_id: Id::from_uuid(row.order_id),
        operator_id: Id::from_uuid(row.operator_id),
        carrier: row.carrier,
        waybill: row.waybill,
        state: ParcelState::named(&row.state)
            .ok_or_else(|| Failure::broken("a parcel's state is not known"))?,
        created_at: row.created_at.0,
        scanned_at: row.scanned_at.map(|at| at.0),
        delivered_at: row.delivered_at.map(|at| at.0),
        events: row.events,
    })
}

/// Parcels by id, in no order; the missing are left out.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Parcel>, Failure> {
    let rows = parcel::Entity::find().filter(parcel::Column::Id.is_in(padded(ids))).all(db).await?;
    rows.into_iter().map(from_row).collect()
}

/// The parcels of orders, by order, in the order in which they were told.
pub async fn of_orders(
    db: &impl ConnectionTrait,
    orders: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Parcel>>, Failure> {
    let rows = parcel::Entity::find()
        .filter(parcel::Column::OrderId.is_in(padded(orders)))
        .order_by_asc(parcel::Column::Id)
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, Vec<Parcel>> = HashMap::new();
    for row in rows {
        found.entry(row.order_id).or_default().push(from_row(row)?);
    }
    Ok(found)
}

/// A parcel, its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Uuid) -> Result<Option<Parcel>, Failure> {
    let row = parcel::Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await?;
    row.map(from_row).transpose()
}

/// The parcel of a waybill; a carrier has one number once.
pub async fn by_waybill(
    db: &impl ConnectionTrait,
    carrier: &str,
    waybill: &str,
) -> Result<Option<Parcel>, Failure> {
    let row = parcel::Entity::find()
        .filter(parcel::Column::Carrier.eq(carrier))
        .filter(parcel::Column::Waybill.eq(waybill))
        .one(db)
        .await?;
    row.map(from_row).transpose()
}

/// A new parcel with what is in it. The table refuses a waybill that is taken, and more pieces
/// than were ordered.
pub async fn insert(tx: &Tx, parcel: &Parcel, pieces: &[Pieces]) -> Result<(), Failure> {
    let row = parcel::ActiveModel {
        id: Set(parcel.id.uuid()),
        order_id: Set(parcel.order_id.uuid()),
        operator_id: Set(parcel.operator_id.uuid()),
        carrier: Set(parcel.carrier.clone()),
        waybill: Set(parcel.waybill.clone()),
        state: Set(parcel.state.name()),
        created_at: Set(parcel.created_at.into()),
        scanned_at: Set(None),
        delivered_at: Set(None),
        events: Set(0),
    };
    parcel::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    let lines = pieces.iter().map(|pieces| parcel_line::ActiveModel {
        parcel_id: Set(parcel.id.uuid()),
        order_id: Set(parcel.order_id.uuid()),
        position: Set(pieces.position),
        quantity: Set(pieces.quantity),
    });
    parcel_line::Entity::insert_many(lines).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// What is in parcels, by parcel.
pub async fn pieces_of(
    db: &impl ConnectionTrait,
    parcels: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Pieces>>, Failure> {
    let rows = parcel_line::Entity::find()
        .filter(parcel_line::Column::ParcelId.is_in(padded(parcels)))
        .order_by_asc(parcel_line::Column::Position)
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, Vec<Pieces>> = HashMap::new();
    for row in rows {
        let pieces = Pieces { position: row.position, quantity: row.quantity };
        found.entry(row.parcel_id).or_default().push(pieces);
    }
    Ok(found)
}

/// Keeps where a locked parcel has come to; `false` if it was moved meanwhile.
pub async fn put(tx: &Tx, before: &Parcel, after: &Parcel) -> Result<bool, Failure> {
    let done = parcel::Entity::update_many()
        .col_expr(parcel::Column::State, Expr::value(after.state.name()))
        .col_expr(parcel::Column::ScannedAt, Expr::value(after.scanned_at.map(to_millis)))
        .col_expr(parcel::Column::DeliveredAt, Expr::value(after.delivered_at.map(to_millis)))
        .col_expr(parcel::Column::Events, Expr::value(after.events))
        .filter(parcel::Column::Id.eq(before.id.uuid()))
        .filter(parcel::Column::State.eq(before.state.name()))
        .filter(parcel::Column::Events.eq(before.events))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Whether a parcel has an event of this name already.
pub async fn has_event(tx: &Tx, parcel: Uuid, event: &str) -> Result<bool, Failure> {
    let found = tracking_event::Entity::find()
        .filter(tracking_event::Column::ParcelId.eq(parcel))
        .filter(tracking_event::Column::ProviderEventId.eq(event))
        .one(tx.conn())
        .await?;
    Ok(found.is_some())
}

pub async fn insert_event(tx: &Tx, parcel: Uuid, event: &TrackingEvent) -> Result<(), Failure> {
    let row = tracking_event::ActiveModel {
        parcel_id: Set(parcel),
        seq: Set(event.seq),
        kind: Set(event.kind),
        source: Set(event.source),
        at: Set(event.at.into()),
        recorded_at: Set(event.recorded_at.into()),
        place: Set(event.place.clone()),
        provider_event_id: Set(event.provider_event_id.clone()),
    };
    tracking_event::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Everything that happened to parcels, in the order in which it was told; at most two thousand.
///
/// # Errors
/// The database's own.
pub async fn all_events(
    db: &impl ConnectionTrait,
    parcels: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<(Uuid, TrackingEvent)>, Failure> {
    let rows = tracking_event::Entity::find()
        .filter(tracking_event::Column::ParcelId.is_in(padded(parcels)))
        .order_by_asc(tracking_event::Column::ParcelId)
        .order_by_asc(tracking_event::Column::Seq)
        .limit(2_000)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.parcel_id, event(row))).collect())
}

fn event(row: tracking_event::Model) -> TrackingEvent {
    TrackingEvent {
        seq: row.seq,
        kind: row.kind,
        source: row.source,
        at: row.at.0,
        recorded_at: row.recorded_at.0,
        place: row.place,
        provider_event_id: row.provider_event_id,
    }
}

/// A page of a parcel's events, the last told first, and one row more.
pub async fn events(
    db: &impl ConnectionTrait,
    parcel: Uuid,
    page: &Asked<EventPlace>,
) -> Result<Vec<TrackingEvent>, Failure> {
    let mut rows =
        tracking_event::Entity::find().filter(tracking_event::Column::ParcelId.eq(parcel));
    if let Some(EventPlace(seq)) = page.after {
        rows = rows.filter(tracking_event::Column::Seq.lt(seq));
    }
    let rows = rows.order_by_desc(tracking_event::Column::Seq).limit(page.rows()).all(db).await?;
    Ok(rows.into_iter().map(event).collect())
}
