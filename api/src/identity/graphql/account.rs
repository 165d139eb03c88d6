//! Profiles, and the ends of accounts.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::types::User;
use super::viewer::ViewerExt;
use crate::identity::actions::{closing, profile};

/// What to change; what is left out stays.
#[derive(InputObject)]
pub struct ProfileUpdateInput {
    /// 3 to 30 letters, digits, `_` or `.`, beginning with a letter; at most every 30 days.
    pub handle: Option<String>,
    /// 1 to 50 characters on one line.
    pub display_name: Option<String>,
    /// Up to 500 characters.
    pub bio: Option<String>,
    /// The language we write to you in, as a tag such as `zh-CN`.
    pub locale: Option<String>,
}

/// Whom to suspend, and why.
#[derive(InputObject)]
pub struct AccountSuspendInput {
    /// Whom, beginning with `user_`.
    pub user_id: ID,
    /// Why, 1 to 200 characters; stands in the timeline.
    pub reason: String,
}

/// Whom to let go on, and why.
#[derive(InputObject)]
pub struct AccountReinstateInput {
    /// Whom, beginning with `user_`.
    pub user_id: ID,
    /// Why, 1 to 200 characters; stands in the timeline.
    pub reason: String,
}

payload! {
    /// The answer of `profileUpdate`.
    pub struct ProfileUpdatePayload refused by profile::ProfileUpdateRefusal {
        /// You as everybody sees you now; null when refused.
        user: User,
    }
}

payload! {
    /// The answer of `accountClose`.
    pub struct AccountClosePayload refused by closing::AccountCloseRefusal {
        /// The account that is closed; null when refused.
        user_id: ID,
    }
}

payload! {
    /// The answer of `accountSuspend`.
    pub struct AccountSuspendPayload refused by closing::AccountModerateRefusal {
        /// The person; null when refused.
        user: User,
    }
}

payload! {
    /// The answer of `accountReinstate`.
    pub struct AccountReinstatePayload refused by closing::AccountModerateRefusal {
        /// The person; null when refused.
        user: User,
    }
}

/// Root fields for accounts.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Change what you say of yourself.
    async fn profile_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: ProfileUpdateInput,
    ) -> Result<ProfileUpdatePayload> {
        let change = profile::ProfileChange {
            handle: input.handle,
            display_name: input.display_name,
            bio: input.bio,
            locale: input.locale,
        };
        reply(profile::update(ctx.app(), ctx.person()?, change).await.map(User::from))
    }

    /// Close your account for good: your addresses, factors and sessions go, and your profile is
    /// emptied (PD-4). Step up first.
    async fn account_close(&self, ctx: &Context<'_>) -> Result<AccountClosePayload> {
        let closed = closing::close(ctx.app(), ctx.person()?).await;
        reply(closed.map(|id| ID::from(id.to_string())))
    }

    /// Stop an account: its person may still sign in, read and appeal. Staff of the risk centre;
    /// step up first.
    async fn account_suspend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and why.")] input: AccountSuspendInput,
    ) -> Result<AccountSuspendPayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.user_id)?);
        reply(closing::suspend(ctx.app(), &staff, id, &input.reason).await.map(User::from))
    }

    /// Let a suspended account go on. Staff of the risk centre; step up first.
    async fn account_reinstate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and why.")] input: AccountReinstateInput,
    ) -> Result<AccountReinstatePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.user_id)?);
        reply(closing::reinstate(ctx.app(), &staff, id, &input.reason).await.map(User::from))
    }
}
