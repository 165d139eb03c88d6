//! A wish for an invoice, and the answer to it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invoice_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub state: String,
    pub title_kind: TitleKind,
    pub title_sealed: Vec<u8>,
    /// The credit code of a business; public.
    pub tax_number: Option<String>,
    pub invoice_number: Option<String>,
    pub requested_at: crate::Instant,
    pub due_at: crate::Instant,
    pub answered_at: Option<crate::Instant>,
    pub overdue_at: Option<crate::Instant>,
}

/// Whose name stands on an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TitleKind {
    /// A person's.
    Person,
    /// A business's, with its credit code.
    Business,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
