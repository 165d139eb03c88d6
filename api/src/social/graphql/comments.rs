//! Root fields of those who say something to a post.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::comment::Comment;
use crate::identity::graphql::ViewerExt;
use crate::social::actions::{self, NewComment};

/// What to say.
#[derive(InputObject)]
pub struct CommentAddInput {
    /// 8 to 128 visible ASCII characters of your choice; the same key and input add one comment.
    pub idempotency_key: String,
    /// A published post that you see.
    pub post_id: ID,
    /// A comment to that post, to reply to it; replies go one level deep.
    pub parent_id: Option<ID>,
    /// 1 to 500 characters, plain text with line breaks.
    pub text: String,
}

/// Which comment to take away.
#[derive(InputObject)]
pub struct CommentRemoveInput {
    /// A comment of yours, or to a post of yours; any for compliance staff.
    pub comment_id: ID,
}

payload! {
    /// The answer of `commentAdd`.
    pub struct CommentAddPayload refused by actions::CommentAddRefusal {
        /// The comment; null when refused.
        comment: Comment,
    }
}

payload! {
    /// The answer of `commentRemove`.
    pub struct CommentRemovePayload refused by actions::CommentRemoveRefusal {
        /// The removed comment; null when refused.
        comment: Comment,
    }
}

/// Root fields of those who say something to a post.
#[derive(Default)]
pub struct CommentMutation;

#[Object]
impl CommentMutation {
    /// Comment on a post, or reply to a comment. Signed in; under 14 with a guardian.
    async fn comment_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to say.")] input: CommentAddInput,
    ) -> Result<CommentAddPayload> {
        let new = NewComment {
            post_id: parse_id(&input.post_id)?,
            parent_id: input.parent_id.as_ref().map(|id| parse_id(id)).transpose()?,
            text: input.text,
        };
        reply(actions::add_comment(ctx.app(), ctx.person()?, &input.idempotency_key, new).await)
    }

    /// Take a comment away; again changes nothing.
    async fn comment_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which comment.")] input: CommentRemoveInput,
    ) -> Result<CommentRemovePayload> {
        let id = parse_id(&input.comment_id)?;
        reply(actions::remove_comment(ctx.app(), ctx.person()?, id).await)
    }
}
