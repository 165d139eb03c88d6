//! A variant that can be bought: its options, its price, its stock.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sku")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub product_id: Uuid,
    /// Order among the variants, from 1.
    pub position: i32,
    /// The operator's own code.
    pub code: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub options: Options,
    /// The product's own; the foreign key holds them together.
    pub currency: String,
    pub price_minor: i64,
    /// The price it is compared with, where it may be compared (PRC 16).
    pub compared_minor: Option<i64>,
    pub on_hand: i32,
    pub reserved: i32,
}

crate::by_place::by_place! {
    id, product_id, position, code, options, currency, price_minor, compared_minor, on_hand,
    reserved,
}

/// What sets a variant apart, in the order in which it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Options(pub Vec<(String, String)>);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
