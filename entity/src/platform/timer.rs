//! A deadline that somebody was promised; deleted by the transaction that acts on it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "timer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub aggregate: Uuid,
    /// Grows each time the deadline is set anew; a firing of an older one does nothing.
    pub generation: i64,
    /// What the rule promised.
    pub due_at: crate::Instant,
    /// When to try next: `due_at`, later after a failed attempt or while leased.
    pub next_at: crate::Instant,
    pub attempts: i32,
    pub fence: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
