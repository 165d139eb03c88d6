//! Leave to read a document once.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_ticket")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    pub document_id: Uuid,
    /// Who was given leave.
    pub account_id: Uuid,
    /// What the access ledger says of it; the gate is opened again by it.
    pub entry_id: Uuid,
    pub expires_at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
