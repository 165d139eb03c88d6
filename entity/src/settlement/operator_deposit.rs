//! Where the deposit of a shop stands.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operator_deposit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub operator_id: Uuid,
    pub state: String,
    /// Since when there is less than is asked for.
    pub short_at: Option<crate::Instant>,
    /// The first instant at which the shop lists nothing new for it.
    pub restrict_at: Option<crate::Instant>,
    pub returned_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
