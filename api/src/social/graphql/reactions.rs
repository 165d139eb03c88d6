//! Root fields of a reader: liking and saving. Doing it again changes nothing.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::post::Post;
use crate::identity::graphql::ViewerExt;
use crate::social::actions;

/// Which post to like.
#[derive(InputObject)]
pub struct PostLikeInput {
    /// A published post that you see.
    pub post_id: ID,
}

/// Which post to take your like from.
#[derive(InputObject)]
pub struct PostUnlikeInput {
    /// A published post that you see.
    pub post_id: ID,
}

/// Which post to save.
#[derive(InputObject)]
pub struct PostSaveInput {
    /// A published post that you see.
    pub post_id: ID,
}

/// Which post to no longer keep.
#[derive(InputObject)]
pub struct PostUnsaveInput {
    /// A published post that you see.
    pub post_id: ID,
}

payload! {
    /// The answer of `postLike`.
    pub struct PostLikePayload refused by actions::PostLikeRefusal {
        /// The post with its counts as they are now; null when refused.
        post: Post,
    }
}

payload! {
    /// The answer of `postUnlike`.
    pub struct PostUnlikePayload refused by actions::PostUnlikeRefusal {
        /// The post with its counts as they are now; null when refused.
        post: Post,
    }
}

payload! {
    /// The answer of `postSave`.
    pub struct PostSavePayload refused by actions::PostSaveRefusal {
        /// The post with its counts as they are now; null when refused.
        post: Post,
    }
}

payload! {
    /// The answer of `postUnsave`.
    pub struct PostUnsavePayload refused by actions::PostUnsaveRefusal {
        /// The post with its counts as they are now; null when refused.
        post: Post,
    }
}

/// Root fields of a reader.
#[derive(Default)]
pub struct ReactionMutation;

#[Object]
impl ReactionMutation {
    /// Like a post. Signed in; again changes nothing.
    async fn post_like(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which post.")] input: PostLikeInput,
    ) -> Result<PostLikePayload> {
        let id = parse_id(&input.post_id)?;
        reply(actions::like(ctx.app(), ctx.person()?, id).await)
    }

    /// Take your like of a post back. Signed in; again changes nothing.
    async fn post_unlike(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which post.")] input: PostUnlikeInput,
    ) -> Result<PostUnlikePayload> {
        let id = parse_id(&input.post_id)?;
        reply(actions::unlike(ctx.app(), ctx.person()?, id).await)
    }

    /// Save a post for later; nobody else learns of it. Signed in; again changes nothing.
    async fn post_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which post.")] input: PostSaveInput,
    ) -> Result<PostSavePayload> {
        let id = parse_id(&input.post_id)?;
        reply(actions::save(ctx.app(), ctx.person()?, id).await)
    }

    /// Take a post out of those you saved. Signed in; again changes nothing.
    async fn post_unsave(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which post.")] input: PostUnsaveInput,
    ) -> Result<PostUnsavePayload> {
        let id = parse_id(&input.post_id)?;
        reply(actions::unsave(ctx.app(), ctx.person()?, id).await)
    }
}
