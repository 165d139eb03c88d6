//! What is held of a variant before there is an order.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stock_hold")]
pub struct Model {
    /// Whatever holds it, such as a session of a price cut.
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder_id: Uuid,
    pub sku_id: Uuid,
    pub quantity: i32,
    pub state: HoldState,
}

/// What became of what is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HoldState {
    /// In store, and the holder's.
    Held,
    /// Become an order's.
    Turned,
    /// Given back.
    Freed,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
