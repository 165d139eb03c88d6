//! A day of the official calendar that differs from its weekday: a holiday or a make-up workday.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_day")]
pub struct Model {
    /// `YYYY-MM-DD` in Asia/Shanghai.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    pub is_working: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
