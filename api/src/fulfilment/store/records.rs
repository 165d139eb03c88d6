//! Rows of what carriers have recorded.

use entity::fulfilment::carrier_record;
use platform::Failure;
use platform::database::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use time::OffsetDateTime;

use crate::fulfilment::TrackingKind;

/// The most records of one waybill that are taken up.
const MOST: u64 = 200;

/// What a carrier has recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The carrier's own name for it.
    pub event_id: String,
    pub waybill: String,
    pub kind: TrackingKind,
    pub at: OffsetDateTime,
    pub place: String,
}

/// Keeps a record; `false` where the carrier has told of it before.
pub async fn keep(tx: &Tx, carrier: &str, record: &Record) -> Result<bool, Failure> {
    let row = carrier_record::ActiveModel {
        carrier: Set(carrier.to_owned()),
        event_id: Set(record.event_id.clone()),
        waybill: Set(record.waybill.clone()),
        kind: Set(record.kind),
        at: Set(record.at.into()),
        place: Set(record.place.clone()),
        received_at: Set(tx.now().into()),
    };
    let kept = carrier_record::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(kept == 1)
}

/// What a carrier has recorded of a waybill, in the order of its own times.
pub async fn of_waybill(tx: &Tx, carrier: &str, waybill: &str) -> Result<Vec<Record>, Failure> {
    let rows = carrier_record::Entity::find()
        .filter(carrier_record::Column::Carrier.eq(carrier))
        .filter(carrier_record::Column::Waybill.eq(waybill))
        .order_by_asc(carrier_record::Column::At)
        .order_by_asc(carrier_record::Column::EventId)
        .limit(MOST)
        .all(tx.conn())
        .await?;
    let record = |row: carrier_record::Model| Record {
        event_id: row.event_id,
        waybill: row.waybill,
        kind: row.kind,
        at: row.at.0,
        place: row.place,
    };
    Ok(rows.into_iter().map(record).collect())
}
