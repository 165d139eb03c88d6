//! From when a variant was offered at which price; never changed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sku_price")]
pub struct Model {
    /// Grows; the order of what happened to a variant.
    #[sea_orm(primary_key)]
    pub position: i64,
    pub sku_id: Uuid,
    pub at: crate::Instant,
    /// Nothing from when it was not offered at all.
    pub price_minor: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
