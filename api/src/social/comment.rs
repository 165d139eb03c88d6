//! What people say to a post: one level of replies, and who may take a comment away.

use platform::kernel::{Id, Noun};
use time::OffsetDateTime;
use uuid::Uuid;

use super::post::Post;
pub use super::store::CommentRemover;
use crate::identity::account::Account;

/// What somebody says to a post, or in reply to such a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub id: Id<Comment>,
    pub post_id: Id<Post>,
    pub author_id: Id<Account>,
    pub parent_id: Option<Uuid>,
    pub text: String,
    pub reply_count: i64,
    pub created_at: OffsetDateTime,
    pub removed_by: Option<CommentRemover>,
}

impl Noun for Comment {
    const PREFIX: &'static str = "comment";
}

impl Comment {
    /// In which capacity somebody may take this comment away, if in any.
    pub fn remover(
        &self,
        account: Id<Account>,
        post_author: Id<Account>,
        moderator: bool,
    ) -> Option<CommentRemover> {
        if account == self.author_id {
            Some(CommentRemover::Author)
        } else if account == post_author {
            Some(CommentRemover::PostAuthor)
        } else {
            moderator.then_some(CommentRemover::Staff)
        }
    }
}
