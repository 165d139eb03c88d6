//! What a shop sold on a day.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operator_day")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub operator_id: Uuid,
    /// As a number, such as 20261122.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub currency: String,
    pub paid_orders: i64,
    pub paid_minor: i64,
    pub cancelled_orders: i64,
    pub shipped_orders: i64,
    pub late_orders: i64,
    pub completed_orders: i64,
    pub settled_minor: i64,
    pub fee_minor: i64,
    pub refunded_minor: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
