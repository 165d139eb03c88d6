//! Root fields of an author: drafting, changing, handing in, taking away, appealing.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::inputs::{PostCreateInput, PostUpdateInput};
use super::post::Post;
use crate::identity::graphql::ViewerExt;
use crate::social::actions;

/// Which draft to hand in.
#[derive(InputObject)]
pub struct PostPublishInput {
    /// 8 to 128 visible ASCII characters of your choice; the same key and input give the first
    /// answer again, for 72 hours.
    pub idempotency_key: String,
    /// A draft of yours.
    pub post_id: ID,
}

/// Which post to take away.
#[derive(InputObject)]
pub struct PostRemoveInput {
    /// A draft or a published post of yours.
    pub post_id: ID,
}

/// What to say against a hiding.
#[derive(InputObject)]
pub struct PostAppealInput {
    /// A hidden post of yours.
    pub post_id: ID,
    /// Why it should be shown again, 1 to 1,000 characters.
    pub text: String,
}

payload! {
    /// The answer of `postCreate`.
    pub struct PostCreatePayload refused by actions::PostCreateRefusal {
        /// The draft; null when refused.
        post: Post,
    }
}

payload! {
    /// The answer of `postUpdate`.
    pub struct PostUpdatePayload refused by actions::PostUpdateRefusal {
        /// The draft as it is now; null when refused.
        post: Post,
    }
}

payload! {
    /// The answer of `postPublish`.
    pub struct PostPublishPayload refused by actions::PostPublishRefusal {
        /// The post: `PUBLISHED`, or in `REVIEW` where staff must read it first; null when refused.
        post: Post,
    }
}

payload! {
    /// The answer of `postRemove`.
    pub struct PostRemovePayload refused by actions::PostRemoveRefusal {
        /// The post as it was taken away; null when refused.
        post: Post,
    }
}

payload! {
    /// The answer of `postAppeal`.
    pub struct PostAppealPayload refused by actions::PostAppealRefusal {
        /// The post with its appeal; null when refused.
        post: Post,
    }
}

/// Root fields of an author.
#[derive(Default)]
pub struct PostMutation;

#[Object]
impl PostMutation {
    /// Draft a post; nobody else sees it yet. Signed in; under 14 with a guardian.
    async fn post_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to draft.")] input: PostCreateInput,
    ) -> Result<PostCreatePayload> {
        let key = input.idempotency_key.clone();
        let content = input.read()?;
        let created = actions::create(ctx.app(), ctx.person()?, &key, content).await;
        reply(created)
    }

    /// Change a draft of yours. Once handed in, a post stays as it is, and so does its label.
    async fn post_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: PostUpdateInput,
    ) -> Result<PostUpdatePayload> {
        let id = parse_id(&input.post_id)?;
        let change = input.read()?;
        reply(actions::update(ctx.app(), ctx.person()?, id, change).await)
    }

    /// Hand a draft of yours in. It is published at once, unless the automatic screen would have
    /// staff read it first. Its tags keep what they offer now.
    async fn post_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: PostPublishInput,
    ) -> Result<PostPublishPayload> {
        let id = parse_id(&input.post_id)?;
        let key = &input.idempotency_key;
        reply(actions::publish(ctx.app(), ctx.person()?, key, id).await)
    }

    /// Take a draft or a published post of yours away, for good.
    async fn post_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which post.")] input: PostRemoveInput,
    ) -> Result<PostRemovePayload> {
        let id = parse_id(&input.post_id)?;
        reply(actions::remove(ctx.app(), ctx.person()?, id).await)
    }

    /// Say why a hidden post of yours should be shown again; once for each hiding.
    async fn post_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to say.")] input: PostAppealInput,
    ) -> Result<PostAppealPayload> {
        let id = parse_id(&input.post_id)?;
        reply(actions::appeal(ctx.app(), ctx.person()?, id, &input.text).await)
    }
}
