//! Payments that are stopped for now.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "emergency_stop")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub scope: StopScope,
    pub provider: Option<String>,
    pub operator_id: Option<Uuid>,
    pub reason: String,
    pub set_by: Uuid,
    pub from_at: crate::Instant,
    pub until_at: Option<crate::Instant>,
    pub lifted_by: Option<Uuid>,
    pub lifted_at: Option<crate::Instant>,
}

/// What is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StopScope {
    /// Every payment.
    Platform,
    /// Payments through one provider.
    Provider,
    /// Payments to one operator.
    Operator,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
