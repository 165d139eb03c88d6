//! Something that staff of risk have to decide.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "risk_case")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: CaseKind,
    pub payment_id: Uuid,
    pub payer: Uuid,
    pub state: CaseState,
    pub words: Option<Vec<u8>>,
    pub opened_at: crate::Instant,
    pub due_at: crate::Instant,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<crate::Instant>,
    pub reason: Option<CaseReason>,
    pub loss_minor: i64,
}

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CaseKind {
    /// A payment is held.
    Held,
    /// The payer disagrees with a denial or a hold.
    Appeal,
    /// The payer says that it was not them.
    Unauthorised,
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CaseState {
    Open,
    Upheld,
    Dismissed,
}

/// Why a case was decided so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CaseReason {
    /// The payer was asked, and it was them.
    PayerConfirmed,
    /// Nothing was found.
    NoRiskFound,
    /// It is fraud.
    FraudFound,
    /// The payer made it possible.
    PayerAtFault,
    /// Nobody answered.
    NotReached,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
