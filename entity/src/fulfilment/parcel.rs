//! A parcel on its way.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "parcel")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub operator_id: Uuid,
    pub carrier: String,
    pub waybill: String,
    pub state: String,
    pub created_at: crate::Instant,
    pub scanned_at: Option<crate::Instant>,
    pub delivered_at: Option<crate::Instant>,
    pub events: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
