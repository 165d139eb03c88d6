//! A person whom promises beyond the law do not reach, by a decision of a person (CO-11).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "return_limit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub reason: String,
    pub from_at: crate::Instant,
    pub until_at: crate::Instant,
    pub set_by: Uuid,
    pub lifted_by: Option<Uuid>,
    pub lifted_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
