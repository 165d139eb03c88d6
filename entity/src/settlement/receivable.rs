//! Money of an order that was paid early.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receivable")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub operator_id: Uuid,
    pub agreement_version: i32,
    pub currency: String,
    pub advanced_minor: i64,
    pub repaid_minor: i64,
    pub state: String,
    pub offered_at: crate::Instant,
    pub due_at: crate::Instant,
    pub ended_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
