//! What went in and out of an account on a day of Shanghai.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_day")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// As a number, such as 20261122.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i32,
    pub debit_minor: i64,
    pub credit_minor: i64,
    pub transfers: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
