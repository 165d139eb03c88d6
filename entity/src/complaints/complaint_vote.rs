//! A vote about a draft.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "complaint_vote")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub remedy_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub arbitrator: Uuid,
    pub agrees: bool,
    pub at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
