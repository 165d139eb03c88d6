//! How far the reconciler has read; one row.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_book")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Up to here transfers are in `ledger_day`.
    pub booked_tx: i64,
    pub booked_position: i64,
    /// Up to here what they moved was compared.
    pub checked_tx: i64,
    pub checked_position: i64,
    pub run_at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
