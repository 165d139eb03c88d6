//! Signing in, refreshing, signing out.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::inputs::{ContactInput, PasskeyAnswerInput, SecondFactorInput};
use super::types::{CodeChallenge, PasskeyCeremony, SignIn};
use super::viewer::{SiteExt, ViewerExt};
use crate::identity::actions::passkeys::{self, CeremonyAnswer};
use crate::identity::actions::{sessions, sign_in};

/// An address and its password.
#[derive(InputObject)]
pub struct SessionCreateWithPasswordInput {
    /// Your address.
    pub contact: ContactInput,
    /// Your password.
    pub password: String,
    /// Needed if you have an authenticator app.
    pub second_factor: Option<SecondFactorInput>,
    /// What to call this device in the list of sessions, up to 80 characters.
    pub device_name: Option<String>,
}

/// Where to send a code.
#[derive(InputObject)]
pub struct SessionCodeRequestInput {
    /// Your address.
    pub contact: ContactInput,
}

/// A code that was sent.
#[derive(InputObject)]
pub struct SessionCreateWithCodeInput {
    /// The `id` that `sessionCodeRequest` gave, beginning with `code_`.
    pub challenge_id: ID,
    /// The six digits.
    pub code: String,
    /// Needed if you have an authenticator app.
    pub second_factor: Option<SecondFactorInput>,
    /// What to call this device in the list of sessions, up to 80 characters.
    pub device_name: Option<String>,
}

/// What the device answered.
#[derive(InputObject)]
pub struct SessionCreateWithPasskeyInput {
    /// The answer.
    pub passkey: PasskeyAnswerInput,
    /// What to call this device in the list of sessions, up to 80 characters.
    pub device_name: Option<String>,
}

/// The token to exchange.
#[derive(InputObject)]
pub struct SessionRefreshInput {
    /// The newest refresh token you have.
    pub refresh_token: String,
}

/// Which session.
#[derive(InputObject)]
pub struct SessionRevokeInput {
    /// One of your own, beginning with `session_`.
    pub session_id: ID,
}

payload! {
    /// The answer of `sessionCreateWithPassword`.
    pub struct SessionCreateWithPasswordPayload refused by sign_in::PasswordSignInRefusal {
        /// What to keep of the sign-in; null when refused.
        sign_in: SignIn,
    }
}

payload! {
    /// The answer of `sessionCodeRequest`.
    pub struct SessionCodeRequestPayload refused by sign_in::CodeRequestRefusal {
        /// What to give back with the code; null when refused.
        challenge: CodeChallenge,
    }
}

payload! {
    /// The answer of `sessionCreateWithCode`.
    pub struct SessionCreateWithCodePayload refused by sign_in::CodeSignInRefusal {
        /// What to keep of the sign-in; null when refused.
        sign_in: SignIn,
    }
}

payload! {
    /// The answer of `sessionCreateWithPasskey`.
    pub struct SessionCreateWithPasskeyPayload refused by passkeys::PasskeySignInRefusal {
        /// What to keep of the sign-in; null when refused.
        sign_in: SignIn,
    }
}

payload! {
    /// The answer of `sessionRefresh`.
    pub struct SessionRefreshPayload refused by sessions::RefreshRefusal {
        /// The next tokens; null when refused.
        sign_in: SignIn,
    }
}

payload! {
    /// The answer of `sessionRevoke`.
    pub struct SessionRevokePayload refused by sessions::SessionRevokeRefusal {
        /// The session that is over; null when refused.
        session_id: ID,
    }
}

payload! {
    /// The answer of `sessionSignOut`.
    pub struct SessionSignOutPayload refused by sessions::SignOutRefusal {
        /// The session that is over; null when refused.
        session_id: ID,
    }
}

/// The answer of `sessionRevokeOthers`.
#[derive(SimpleObject)]
pub struct SessionRevokeOthersPayload {
    /// How many sessions were ended.
    pub ended: i32,
}

/// The answer of `sessionPasskeyStart`.
#[derive(SimpleObject)]
pub struct SessionPasskeyStartPayload {
    /// The ceremony to finish.
    pub ceremony: PasskeyCeremony,
}

/// Root fields for signing in and out.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Sign in with an address and its password. After ten failures within an hour only time, a
    /// one-time code or a passkey leads in; pauses grow from the fourth.
    async fn session_create_with_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address and its password.")] input: SessionCreateWithPasswordInput,
    ) -> Result<SessionCreateWithPasswordPayload> {
        let proof = sign_in::PasswordProof {
            contact: input.contact.into(),
            password: input.password,
            second_factor: input.second_factor.map(Into::into),
            device_name: input.device_name,
        };
        reply(sign_in::with_password(ctx.app(), &ctx.viewer().address(), proof).await)
    }

    /// Ask for a code to sign in with: six digits, good for five minutes and five tries. The answer
    /// is the same if the address is nobody's; then nothing is sent.
    async fn session_code_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to send it.")] input: SessionCodeRequestInput,
    ) -> Result<SessionCodeRequestPayload> {
        let address = ctx.viewer().address();
        reply(sign_in::request_code(ctx.app(), &address, input.contact.into()).await)
    }

    /// Sign in with a code that was sent. A session begun so may set a new password for five
    /// minutes: that is how a forgotten one is replaced.
    async fn session_create_with_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.")] input: SessionCreateWithCodeInput,
    ) -> Result<SessionCreateWithCodePayload> {
        let proof = sign_in::CodeProof {
            challenge: parse_id(&input.challenge_id)?,
            code: input.code,
            second_factor: input.second_factor.map(Into::into),
            device_name: input.device_name,
        };
        reply(sign_in::with_code(ctx.app(), &ctx.viewer().address(), proof).await)
    }

    /// Begin to sign in with a passkey; names nobody, the device finds the key.
    async fn session_passkey_start(&self, ctx: &Context<'_>) -> Result<SessionPasskeyStartPayload> {
        let keys = &ctx.passkeys()?;
        let ceremony = passkeys::sign_in_start(ctx.app(), keys).await?;
        Ok(SessionPasskeyStartPayload { ceremony: ceremony.into() })
    }

    /// Sign in with a passkey; it counts as two factors.
    async fn session_create_with_passkey(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the device answered.")] input: SessionCreateWithPasskeyInput,
    ) -> Result<SessionCreateWithPasskeyPayload> {
        let (keys, address) = (&ctx.passkeys()?, ctx.viewer().address());
        let answer = input.passkey.read()?;
        let outcome = passkeys::sign_in(ctx.app(), keys, &address, answer, input.device_name).await;
        reply(outcome)
    }

    /// Exchange a refresh token for the next tokens. Each works once. If an answer is lost, send
    /// the same token again: as long as its successor was not used, you get another. Any other
    /// second use ends the session everywhere, so refresh from one place at a time.
    async fn session_refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token to exchange.")] input: SessionRefreshInput,
    ) -> Result<SessionRefreshPayload> {
        reply(sessions::refresh(ctx.app(), &input.refresh_token).await)
    }

    /// End one of your sessions; its access tokens and open sockets stop within five seconds.
    async fn session_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session.")] input: SessionRevokeInput,
    ) -> Result<SessionRevokePayload> {
        let id = parse_id(&input.session_id)?;
        let ended = sessions::revoke(ctx.app(), ctx.person()?, id).await;
        reply(ended.map(|id| ID::from(id.to_string())))
    }

    /// End all of your sessions but the one you ask in.
    async fn session_revoke_others(&self, ctx: &Context<'_>) -> Result<SessionRevokeOthersPayload> {
        let ended = sessions::revoke_others(ctx.app(), ctx.person()?).await?;
        Ok(SessionRevokeOthersPayload { ended: i32::try_from(ended).unwrap_or(i32::MAX) })
    }

    /// End the session you ask in.
    async fn session_sign_out(&self, ctx: &Context<'_>) -> Result<SessionSignOutPayload> {
        let ended = sessions::sign_out(ctx.app(), ctx.person()?).await;
        reply(ended.map(|id| ID::from(id.to_string())))
    }
}

impl PasskeyAnswerInput {
    pub(super) fn read(self) -> Result<CeremonyAnswer> {
        let ceremony = parse_id(&self.ceremony_id)?;
        Ok(CeremonyAnswer { ceremony, credential: self.credential })
    }
}
