//! A payment as the sandbox knows it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sandbox_payment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub payment_key: Uuid,
    pub currency: String,
    pub asked_minor: i64,
    pub amount_minor: i64,
    pub script: String,
    pub outcome: SandboxOutcome,
    pub reason: Option<String>,
    pub settles_at: crate::Instant,
    pub began_at: crate::Instant,
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SandboxOutcome {
    Succeeded,
    Failed,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
