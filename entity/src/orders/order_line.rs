//! What was ordered of one variant, as it was then.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub sku_id: Uuid,
    pub product_id: Uuid,
    pub title: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub options: crate::catalog::sku::Options,
    pub image_id: Option<Uuid>,
    pub unit_minor: i64,
    pub quantity: i32,
    pub total_minor: i64,
    /// The class its category had.
    pub cooling_off: crate::catalog::category::CoolingOffClass,
    /// Whether the buyer confirmed, at this purchase, that it cannot be given back (CO-3).
    pub no_cooling_off_confirmed: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
