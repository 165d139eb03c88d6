//! Root fields that read people.

use async_graphql::{Context, ID, Object, Result};
use platform::graphql::{ContextExt, ErrorCode, RequestError, parse_id};

use super::me::Me;
use super::types::{User, load_user};
use super::viewer::ViewerExt;
use crate::identity::Account;
use crate::identity::handle::Handle;
use crate::identity::store::accounts;

/// Root fields that read people.
#[derive(Default)]
pub struct IdentityQuery;

#[Object]
impl IdentityQuery {
    /// Yourself: what only you see of your account.
    async fn me(&self, ctx: &Context<'_>) -> Result<Me> {
        let id = ctx.person()?.account_id().uuid();
        let account = accounts::by_id(ctx.app().reader(), id).await?;
        let gone = || RequestError::new(ErrorCode::Unauthenticated, "Sign in first.");
        Ok(Me(account.ok_or_else(gone)?))
    }

    /// A person; null if there is none.
    async fn user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their id, beginning with `user_`.")] id: ID,
    ) -> Result<Option<User>> {
        load_user(ctx, parse_id::<Account>(&id)?.uuid()).await
    }

    /// A person by their handle, whatever its case; null if there is none.
    async fn user_by_handle(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The handle, with or without `@`.")] handle: String,
    ) -> Result<Option<User>> {
        let Ok(handle) = Handle::parse(&handle) else { return Ok(None) };
        Ok(accounts::by_handle(ctx.app().reader(), &handle).await?.map(User::from))
    }
}
