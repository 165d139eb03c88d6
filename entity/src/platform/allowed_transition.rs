//! The edges of every state machine, so that the database itself refuses the others.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "allowed_transition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub machine: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_state: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub to_state: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
