//! What a buyer gives back, or wants their money back for.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goods_return")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub operator_id: Uuid,
    pub buyer_id: Uuid,
    pub kind: Kind,
    /// The law that was pinned with the order: `CN` or `EU` (CO-10).
    pub profile: String,
    pub rule_version: String,
    /// A `ReturnState` by name.
    pub state: String,
    pub is_open: bool,
    pub currency: String,
    pub requested_at: crate::Instant,
    pub due_at: Option<crate::Instant>,
    /// When the shop first did anything about it by itself.
    pub answered_at: Option<crate::Instant>,
    pub carrier: Option<String>,
    pub waybill: Option<String>,
    pub shipped_at: Option<crate::Instant>,
    /// What the buyer paid to send it back, where the shop bears that.
    pub carriage_minor: i64,
    pub received_at: Option<crate::Instant>,
    pub refund_by: Option<crate::Instant>,
    pub flaw: Option<Flaw>,
    pub deduction_minor: i64,
    /// What was given back of the price, once it was.
    pub goods_minor: i64,
    /// What was given back of the freight, once it was.
    pub freight_minor: i64,
    pub advanced_minor: i64,
    pub settled_at: Option<crate::Instant>,
    pub settled_by: Option<Settler>,
    pub sent_carrier: Option<String>,
    pub sent_waybill: Option<String>,
    pub ended_at: Option<crate::Instant>,
    pub version: i64,
}

/// What a buyer wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// To give it back without a reason, within the window of the law.
    CoolingOff,
    /// To give back what is defective.
    DefectRefund,
    /// The money back for what did not come, or is not worth sending back.
    RefundOnly,
    /// Another piece for one that is defective.
    Exchange,
    /// To have it repaired.
    Repair,
}

/// What is wrong with what came back. That it was opened is none (CO-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Flaw {
    /// A seal that is broken once, of food, cosmetics, medicines or devices.
    SealBroken,
    /// Somebody who may not has repaired it.
    Repaired,
    /// Its serial number was altered.
    SerialAltered,
    /// It was used beyond a trial.
    LastingWear,
    /// It holds data of an activation.
    ActivationData,
    /// Its tag was cut off.
    TagCut,
    /// It is soiled.
    Soiled,
    /// A part, a gift or an accessory is missing.
    PartMissing,
    /// It was damaged.
    Damaged,
    /// It has no defect.
    NotDefective,
    /// Nothing came back.
    NotReceived,
    /// Something else came back.
    OtherGoods,
}

/// Who gave the money back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Settler {
    /// The shop.
    Shop,
    /// The platform, since the shop had not, or by its decision.
    Platform,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
