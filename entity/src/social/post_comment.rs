//! What somebody says to a post, or in reply to such a comment.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_comment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub post_id: Uuid,
    pub author_id: Uuid,
    /// The comment it replies to; replies have none of their own.
    pub parent_id: Option<Uuid>,
    pub text: String,
    /// Replies that are not removed.
    pub reply_count: i64,
    pub created_at: crate::Instant,
    pub removed_at: Option<crate::Instant>,
    pub removed_by: Option<CommentRemover>,
}

/// Who took a comment away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentRemover {
    Author,
    PostAuthor,
    Staff,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
