//! A file that is only ever kept sealed: a licence, an identity card, a permit.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub owner_id: Uuid,
    /// Under whose key it is sealed.
    pub subject_id: Uuid,
    pub content_type: String,
    pub bytes: i64,
    /// Of the file in the clear, in lower-case hexadecimal.
    pub sha256: Option<String>,
    pub state: String,
    pub rejection: Option<DocumentRejection>,
    pub token_hash: String,
    pub token_expires_at: crate::Instant,
    pub staged_at: crate::Instant,
    pub stored_at: Option<crate::Instant>,
    pub attached_at: Option<crate::Instant>,
    /// Where the sealed bytes are.
    pub file: Option<String>,
}

/// Why a file was not taken for a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DocumentRejection {
    /// Neither JPEG nor PNG nor WebP nor PDF.
    NotADocument,
    /// Another type than was announced.
    TypeMismatch,
    /// Too many pixels, or a side too long.
    TooManyPixels,
    /// Cut short or damaged.
    Damaged,
    /// A PDF with programs, files or locks in it.
    ActiveContent,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
