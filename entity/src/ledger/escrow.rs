//! The money of one order; moved by transfers alone.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "escrow")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    pub account_id: Uuid,
    pub currency: String,
    /// Always `ESCROW`; part of the key of its account.
    pub kind: String,
    pub funded_minor: i64,
    pub released_minor: i64,
    pub refunded_minor: i64,
    pub version: i64,
    pub opened_at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
