//! A keyed hash of an identity that has to do with a session.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "price_cut_mark")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub cut_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub mark: String,
    pub is_owner: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
