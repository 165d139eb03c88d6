//! The timeline of a noun: who moved it, when, from where to where, under which rule version.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "transition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub aggregate: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub machine: String,
    pub from_state: String,
    pub to_state: String,
    pub actor_kind: ActorKind,
    /// The account, for people; nothing for the system.
    pub actor: Option<Uuid>,
    pub cause: String,
    pub rule_version: Option<String>,
    pub at: crate::Instant,
}

/// Who may move a noun (domain-rules §0, actors on arrows).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ActorKind {
    Buyer,
    Operator,
    User,
    Staff,
    System,
    External,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
