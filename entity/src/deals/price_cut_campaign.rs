//! What a shop offers to have cut, and on which terms.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "price_cut_campaign")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub operator_id: Uuid,
    pub product_id: Uuid,
    pub sku_id: Uuid,
    pub state: String,
    pub currency: String,
    pub start_minor: i64,
    pub floor_minor: i64,
    pub parts: i32,
    pub parts_bought: i32,
    pub hours: i32,
    pub stock: i32,
    pub taken: i32,
    pub terms: String,
    pub starts_at: crate::Instant,
    pub ends_at: crate::Instant,
    pub rejected: Option<Rejected>,
    pub created_at: crate::Instant,
    pub version: i64,
}

crate::by_place::by_place! {
    id, operator_id, product_id, sku_id, state, currency, start_minor, floor_minor, parts,
    parts_bought, hours, stock, taken, terms, starts_at, ends_at, rejected, created_at, version,
}

/// Why staff turned a campaign down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejected {
    /// The price that is cut is not one that was asked in earnest.
    PriceMisleading,
    /// There are too few pieces for what is announced.
    StockTooSmall,
    /// Goods that are not sold this way.
    GoodsUnfit,
    /// Something else, which support explains.
    Other,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
