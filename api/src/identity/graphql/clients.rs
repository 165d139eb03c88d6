//! Programs of partners.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::viewer::ViewerExt;
use crate::identity::actions::clients;

/// A program to let in.
#[derive(InputObject)]
pub struct PartnerClientCreateInput {
    /// 1 to 80 characters on one line; unique.
    pub name: String,
    /// At least one of `catalog:read`, `operators:read`, `posts:read`, `users:read`.
    pub scopes: Vec<String>,
}

/// Which program.
#[derive(InputObject)]
pub struct PartnerClientRevokeInput {
    /// The program, beginning with `client_`.
    pub client_id: ID,
}

/// A program's credentials.
#[derive(InputObject)]
pub struct ClientTokenIssueInput {
    /// The program, beginning with `client_`.
    pub client_id: ID,
    /// Its secret.
    pub client_secret: String,
}

/// A new program with its secret, shown this once.
#[derive(SimpleObject)]
pub struct PartnerClientCredentials {
    /// The program's id, beginning with `client_`.
    pub client_id: ID,
    /// Its secret; keep it on a server.
    pub client_secret: String,
    /// What it may read: at most four scopes.
    pub scopes: Vec<String>,
}

impl From<clients::NewClient> for PartnerClientCredentials {
    fn from(new: clients::NewClient) -> Self {
        Self {
            client_id: new.client.id.to_string().into(),
            client_secret: new.secret,
            scopes: new.client.scopes.into_iter().collect(),
        }
    }
}

/// A program's access token.
#[derive(SimpleObject)]
pub struct ClientToken {
    /// Send it as `authorization: Bearer`.
    pub access_token: String,
    /// When it ends: ten minutes after it was issued.
    pub expires_at: DateTime,
    /// What it may read: at most four scopes.
    pub scopes: Vec<String>,
}

impl From<clients::ClientToken> for ClientToken {
    fn from(token: clients::ClientToken) -> Self {
        Self {
            access_token: token.access_token,
            expires_at: DateTime(token.expires_at),
            scopes: token.scopes,
        }
    }
}

payload! {
    /// The answer of `partnerClientCreate`.
    pub struct PartnerClientCreatePayload refused by clients::ClientCreateRefusal {
        /// The program with its secret; null when refused.
        credentials: PartnerClientCredentials,
    }
}

payload! {
    /// The answer of `partnerClientRevoke`.
    pub struct PartnerClientRevokePayload refused by clients::ClientRevokeRefusal {
        /// The program that is revoked; null when refused.
        client_id: ID,
    }
}

payload! {
    /// The answer of `clientTokenIssue`.
    pub struct ClientTokenIssuePayload refused by clients::ClientTokenRefusal {
        /// The token; null when refused.
        token: ClientToken,
    }
}

/// Root fields for programs of partners.
#[derive(Default)]
pub struct ClientMutation;

#[Object]
impl ClientMutation {
    /// Let a partner's program in, with scopes. Admins only; step up first.
    async fn partner_client_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The program.")] input: PartnerClientCreateInput,
    ) -> Result<PartnerClientCreatePayload> {
        let admin = ctx.staff()?;
        reply(clients::create(ctx.app(), &admin, &input.name, &input.scopes).await)
    }

    /// Shut a partner's program out; felt everywhere within five seconds. Admins only; step up
    /// first.
    async fn partner_client_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which program.")] input: PartnerClientRevokeInput,
    ) -> Result<PartnerClientRevokePayload> {
        let (admin, id) = (ctx.staff()?, parse_id(&input.client_id)?);
        let revoked = clients::revoke(ctx.app(), &admin, id).await;
        reply(revoked.map(|id| ID::from(id.to_string())))
    }

    /// Get an access token for a program's secret; good for ten minutes.
    async fn client_token_issue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The program's credentials.")] input: ClientTokenIssueInput,
    ) -> Result<ClientTokenIssuePayload> {
        let (address, id) = (ctx.viewer().address(), parse_id(&input.client_id)?);
        reply(clients::issue_token(ctx.app(), &address, id, &input.client_secret).await)
    }
}
