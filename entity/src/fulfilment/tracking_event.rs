//! What happened to a parcel, and who said so; rows are only added.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tracking_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub parcel_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    pub kind: TrackingKind,
    pub source: TrackingSource,
    pub at: crate::Instant,
    pub recorded_at: crate::Instant,
    pub place: String,
    pub provider_event_id: String,
}

/// What happened to a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TrackingKind {
    /// The carrier has taken it.
    Collected,
    /// It was seen on its way.
    InTransit,
    /// It is on its last way.
    OutForDelivery,
    /// It was signed for.
    Delivered,
    /// It was not accepted.
    Refused,
    /// The carrier has lost it.
    Lost,
    /// It came back to its sender.
    Returned,
}

/// Who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TrackingSource {
    /// A member of the shop, by hand.
    Manual,
    /// A member of the shop, in a list.
    Csv,
    /// The carrier, signed.
    Carrier,
    /// The buyer, who confirmed the receipt.
    Buyer,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
