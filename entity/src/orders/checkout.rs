//! What somebody ordered at once, of one operator or of several.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checkout")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub buyer_id: Uuid,
    pub channel: crate::catalog::goods_rule::Channel,
    pub address_id: Uuid,
    pub currency: String,
    pub total_minor: i64,
    /// The intent that pays for all of it.
    pub payment_id: Uuid,
    pub submitted_at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
