//! Somebody in a group: an account with an order.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub group_id: Uuid,
    pub account_id: Uuid,
    pub order_id: Uuid,
    pub is_leader: bool,
    pub state: String,
    pub quantity: i32,
    pub seated_at: crate::Instant,
    pub pay_by: crate::Instant,
    pub paid_at: Option<crate::Instant>,
    pub confirmed_at: Option<crate::Instant>,
    pub ended_at: Option<crate::Instant>,
    pub refunded_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
