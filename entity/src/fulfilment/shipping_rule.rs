//! What breaches of the rules of shipping cost, by version; rows are only added.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shipping_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    pub effective_from: crate::Instant,
    pub late_points: i32,
    pub late_least_minor: i64,
    pub late_most_minor: i64,
    pub absent_points: i32,
    pub absent_least_minor: i64,
    pub absent_most_minor: i64,
    pub scan_hours: i32,
    pub claim_days: i32,
    pub appeal_days: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
