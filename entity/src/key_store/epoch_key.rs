//! The key of an epoch, wrapped by the root.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "epoch_key")]
pub struct Model {
    /// From 1; the highest is the current one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub epoch: i32,
    pub wrapped: Vec<u8>,
    pub made_at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
