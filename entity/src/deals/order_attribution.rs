//! What an order is due to.

use sea_orm::entity::prelude::*;

use super::invitation::DealKind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_attribution")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    pub invitation_id: Option<Uuid>,
    pub inviter_id: Option<Uuid>,
    pub deal_kind: DealKind,
    pub deal_id: Uuid,
    pub post_id: Option<Uuid>,
    pub place: String,
    pub network: String,
    pub at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
