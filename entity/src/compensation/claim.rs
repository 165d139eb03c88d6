//! What a buyer is owed beside the goods.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compensation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub operator_id: Uuid,
    pub buyer_id: Uuid,
    /// What it was claimed in; of another room.
    pub matter_id: Option<Uuid>,
    pub ground: Ground,
    pub loss: Loss,
    pub basis: BasisKind,
    /// The number of the award, the judgment or the agreement.
    pub reference: Option<String>,
    pub rule_version: String,
    pub currency: String,
    pub base_minor: i64,
    pub multiple: i32,
    pub floor_minor: Option<i64>,
    pub cap_minor: Option<i64>,
    pub amount_minor: i64,
    pub state: String,
    pub claimed_by: Option<Uuid>,
    pub claimed_at: crate::Instant,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<crate::Instant>,
    pub reject_reason: Option<RejectReason>,
    pub pay_by: Option<crate::Instant>,
    pub paid_at: Option<crate::Instant>,
    pub advance: Option<AdvanceGround>,
    pub contest_by: Option<crate::Instant>,
    /// What the platform's fund paid of it.
    pub fund_minor: i64,
    /// What nobody had, and the operator owes.
    pub owed_minor: i64,
    /// Of both, what was taken back.
    pub recovered_minor: i64,
    pub due_at: Option<crate::Instant>,
    pub ended_at: Option<crate::Instant>,
    pub version: i64,
}

/// On which ground of the law something is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Ground {
    /// The price, where escrow no longer holds it.
    Refund,
    /// What else was lost.
    Loss,
    /// What an injury costs.
    Injury,
    /// The buyer was deceived.
    Fraud,
    /// Food below the standard of safety.
    UnsafeFood,
    /// A fake or inferior drug.
    UnsafeDrug,
    /// A defect that the seller knew of, with death or grave injury.
    KnownDefect,
}

/// Which loss a claim is about; of each line, each is paid once (CP-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Loss {
    Price,
    Loss,
    Injury,
    /// What the law adds as a deterrent.
    Extra,
}

/// What a claim rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BasisKind {
    /// The platform's own ruling, which binds by contract alone.
    Ruling,
    /// The seller admits it.
    Admission,
    /// The parties agreed before a mediator.
    Mediation,
    /// An arbitration body has awarded it.
    Award,
    /// A court has decided.
    Judgment,
}

/// Why nothing is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RejectReason {
    /// What it rests on does not show it.
    NotProven,
    /// A flaw of the label that harms nobody.
    LabelFlaw,
    /// It was faked.
    Fabricated,
    /// It was paid by somebody else.
    PaidElsewhere,
    /// The buyer claims it no longer.
    Withdrawn,
}

/// Why the platform pays in the operator's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AdvanceGround {
    /// It cannot say who the seller is.
    SellerUnknown,
    /// It promised to.
    Promised,
    /// The operator did not pay in its time.
    NotPaidInTime,
    /// Whoever is asked first about unsafe food pays first.
    FirstContact,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
