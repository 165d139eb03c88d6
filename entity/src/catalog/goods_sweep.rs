//! How far a job has come through the products it must look at.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goods_sweep")]
pub struct Model {
    /// Of the version or of the rule that the job is about.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The last product that was looked at.
    pub after_id: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
