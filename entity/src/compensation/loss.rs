//! Which loss of which line a claim is about.

use sea_orm::entity::prelude::*;

use super::claim::Loss;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compensation_loss")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub compensation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub order_id: Uuid,
    pub loss: Loss,
    /// Until the claim is rejected.
    pub is_live: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
