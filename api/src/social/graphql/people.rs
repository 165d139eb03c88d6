//! Root fields of people: following and blocking. Doing it again changes nothing.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::Id;
use platform::{Error, Failure, Refusal, payload};

use crate::identity::Account;
use crate::identity::graphql::{User, ViewerExt, load_user};
use crate::social::actions;

/// Whom to follow.
#[derive(InputObject)]
pub struct UserFollowInput {
    /// The person.
    pub user_id: ID,
}

/// Whom to no longer follow.
#[derive(InputObject)]
pub struct UserUnfollowInput {
    /// The person.
    pub user_id: ID,
}

/// Whom to block.
#[derive(InputObject)]
pub struct UserBlockInput {
    /// The person.
    pub user_id: ID,
}

/// Whom to no longer block.
#[derive(InputObject)]
pub struct UserUnblockInput {
    /// The person.
    pub user_id: ID,
}

payload! {
    /// The answer of `userFollow`.
    pub struct UserFollowPayload refused by actions::UserFollowRefusal {
        /// The person; null when refused.
        user: User,
    }
}

payload! {
    /// The answer of `userUnfollow`.
    pub struct UserUnfollowPayload refused by actions::UserUnfollowRefusal {
        /// The person; null when refused.
        user: User,
    }
}

payload! {
    /// The answer of `userBlock`.
    pub struct UserBlockPayload refused by actions::UserBlockRefusal {
        /// The person; null when refused.
        user: User,
    }
}

payload! {
    /// The answer of `userUnblock`.
    pub struct UserUnblockPayload refused by actions::UserUnblockRefusal {
        /// The person; null when refused.
        user: User,
    }
}

/// The person an action was about, or why it was not done.
async fn person<R: Refusal>(
    ctx: &Context<'_>,
    outcome: Result<Id<Account>, Error<R>>,
) -> Result<Result<User, Error<R>>> {
    match outcome {
        Ok(id) => {
            let user = load_user(ctx, id.uuid()).await?;
            Ok(user.ok_or_else(|| Failure::broken("a person that was there is gone").into()))
        }
        Err(error) => Ok(Err(error)),
    }
}

/// Root fields of people.
#[derive(Default)]
pub struct PeopleMutation;

#[Object]
impl PeopleMutation {
    /// Follow a person: what they post comes to your feed. A block between you is as if there
    /// were no such person. Signed in; again changes nothing.
    async fn user_follow(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which person.")] input: UserFollowInput,
    ) -> Result<UserFollowPayload> {
        let id = parse_id(&input.user_id)?;
        let outcome = actions::follow(ctx.app(), ctx.person()?, id).await;
        reply(person(ctx, outcome).await?)
    }

    /// No longer follow a person. Signed in; again changes nothing.
    async fn user_unfollow(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which person.")] input: UserUnfollowInput,
    ) -> Result<UserUnfollowPayload> {
        let id = parse_id(&input.user_id)?;
        let outcome = actions::unfollow(ctx.app(), ctx.person()?, id).await;
        reply(person(ctx, outcome).await?)
    }

    /// Block a person: neither of you sees the other's posts and comments, and neither follows
    /// the other any more. They are not told. Signed in; again changes nothing.
    async fn user_block(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which person.")] input: UserBlockInput,
    ) -> Result<UserBlockPayload> {
        let id = parse_id(&input.user_id)?;
        let outcome = actions::block(ctx.app(), ctx.person()?, id).await;
        reply(person(ctx, outcome).await?)
    }

    /// No longer block a person; who followed whom is not restored. Signed in; again changes
    /// nothing.
    async fn user_unblock(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which person.")] input: UserUnblockInput,
    ) -> Result<UserUnblockPayload> {
        let id = parse_id(&input.user_id)?;
        let outcome = actions::unblock(ctx.app(), ctx.person()?, id).await;
        reply(person(ctx, outcome).await?)
    }
}
