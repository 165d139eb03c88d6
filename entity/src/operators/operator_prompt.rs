//! That somebody was reminded of a duty, and in which words.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operator_prompt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub operator_id: Uuid,
    pub account_id: Uuid,
    pub kind: PromptKind,
    pub text_version: String,
    pub at: crate::Instant,
}

/// What an operator is reminded of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PromptKind {
    /// To register as a business, where the law asks for it.
    Registration,
    /// To register for taxes and to pay them.
    Tax,
    /// That the yearly total of small trade has been passed.
    Turnover,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
