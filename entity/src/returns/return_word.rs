//! What somebody said about a return, sealed under its own key.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "return_word")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub return_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Word,
    pub author: Uuid,
    pub words: Vec<u8>,
    pub at: crate::Instant,
}

/// What it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Word {
    /// Why the buyer wants it.
    Reason,
    /// Where it is sent to.
    Address,
    /// Why the shop refuses.
    Refusal,
    /// What the shop found.
    Assessment,
    /// What the buyer says to that.
    Answer,
    /// What the platform decided, and why.
    Decision,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
