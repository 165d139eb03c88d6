//! That somebody was told of something that concerns them.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    /// The name of its kind: an open set, of which later servers know more.
    pub kind: String,
    pub subject_id: Uuid,
    pub due_at: Option<crate::Instant>,
    /// What was told in one go goes in one go.
    pub batch_id: Uuid,
    pub told_at: crate::Instant,
    pub read_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
