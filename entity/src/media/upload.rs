//! A file that somebody announced: sent or not yet, taken or rejected, in use or waiting.

use sea_orm::entity::prelude::*;

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UploadState {
    /// Announced; its bytes have not arrived.
    Staged,
    /// All bytes have arrived and are being looked at.
    Received,
    /// Pictures were made of it; whoever sent it may use them.
    Ready,
    /// No picture could be made of it.
    Rejected,
    /// Something shows its pictures.
    Attached,
    /// Nothing used it within a day; it is being removed.
    Expired,
}

/// What an upload is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UploadPurpose {
    /// A picture of a post.
    PostImage,
    /// A picture of a product.
    ProductImage,
    /// Somebody's own picture.
    Avatar,
}

/// Why no picture could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// Neither JPEG nor PNG nor WebP.
    NotAPicture,
    /// Another type than was announced.
    TypeMismatch,
    /// Too many pixels, or a side too long.
    TooManyPixels,
    /// Cut short or damaged.
    Damaged,
    /// We were stopped while looking at it.
    Interrupted,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub owner_id: Uuid,
    pub purpose: UploadPurpose,
    pub content_type: String,
    /// As announced; what arrives must be exactly as long.
    pub bytes: i64,
    /// As announced; in any case known once the bytes have arrived. Lower-case hexadecimal.
    pub sha256: Option<String>,
    pub alt: String,
    pub state: UploadState,
    pub rejection: Option<Rejection>,
    /// SHA-256 of the token that lets the bytes in.
    pub token_hash: String,
    pub token_expires_at: crate::Instant,
    pub staged_at: crate::Instant,
    pub received_at: Option<crate::Instant>,
    /// When it became ready or was rejected.
    pub decided_at: Option<crate::Instant>,
    pub attached_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
