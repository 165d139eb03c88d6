//! The money of a completed order, shared out once.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_settlement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    pub operator_id: Uuid,
    pub currency: String,
    pub gross_minor: i64,
    pub fee_minor: i64,
    /// Of what was paid early, taken back.
    pub repaid_minor: i64,
    pub fee_version: String,
    pub settled_at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
