//! A place in a picture that leads to a product.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_tag")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub post_id: Uuid,
    /// Order among the post's tags, from 1.
    pub position: i32,
    /// Which picture of the post, from 1.
    pub picture: i32,
    /// From the left, in thousandths of the width.
    pub x: i32,
    /// From the top, in thousandths of the height.
    pub y: i32,
    pub product_id: Uuid,
    pub sku_id: Option<Uuid>,
    pub state: TagState,
    pub broken_at: Option<crate::Instant>,
    /// What was offered when the post was published; nothing before.
    pub seen_title: Option<String>,
    pub seen_price_minor: Option<i64>,
    pub seen_currency: Option<String>,
    pub seen_operator_id: Option<Uuid>,
    pub seen_operator_name: Option<String>,
    /// Whether the author lets it be seen that they bought it.
    pub asks_bought: bool,
    /// Since when an order of theirs proves it.
    pub bought_at: Option<crate::Instant>,
}

crate::by_place::by_place! {
    id, post_id, position, picture, x, y, product_id, sku_id, state, broken_at, seen_title,
    seen_price_minor, seen_currency, seen_operator_id, seen_operator_name, asks_bought, bought_at,
}

/// Whether a tag leads anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TagState {
    Active,
    Broken,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
