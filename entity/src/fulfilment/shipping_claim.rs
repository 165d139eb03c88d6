//! A breach of the rules of shipping, and what it costs.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shipping_claim")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub operator_id: Uuid,
    pub buyer_id: Uuid,
    pub kind: ClaimKind,
    pub state: String,
    pub currency: String,
    pub amount_minor: i64,
    pub rule_version: i32,
    pub found_at: crate::Instant,
    pub claim_by: crate::Instant,
    pub claimed_at: Option<crate::Instant>,
    pub excuse: Option<Excuse>,
    pub paid_minor: i64,
    pub owed_minor: i64,
    pub compensated_at: Option<crate::Instant>,
    pub appeal_by: Option<crate::Instant>,
    pub reversed_at: Option<crate::Instant>,
    pub version: i64,
}

/// Which rule of shipping was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClaimKind {
    /// Something was sent after the promise.
    Late,
    /// The shop cannot deliver what it sold.
    StockOut,
    /// The shop said that it sent, and no carrier has seen it.
    FalseShipping,
}

/// Why the shop need not compensate (SH-4).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    serde::Serialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Excuse {
    /// Nobody could have prevented it.
    ForceMajeure,
    /// The buyer had agreed to a later day.
    AgreedDelay,
    /// The goods were sold for a later day.
    PresaleDate,
    /// The buyer's address was wrong.
    AddressError,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
