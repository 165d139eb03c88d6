//! Password, authenticator app, recovery codes.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use platform::graphql::{ContextExt, reply};
use platform::payload;

use super::viewer::ViewerExt;
use crate::identity::actions::factors;

/// A new password.
#[derive(InputObject)]
pub struct PasswordSetInput {
    /// 8 to 128 characters.
    pub password: String,
}

/// The first code of a new authenticator app.
#[derive(InputObject)]
pub struct TotpConfirmInput {
    /// The six digits that the app shows now.
    pub code: String,
}

/// A secret for an authenticator app, shown this once.
#[derive(SimpleObject)]
pub struct TotpSecret {
    /// The secret in base32, for typing.
    pub secret: String,
    /// The `otpauth:` link, for a QR code.
    pub uri: String,
}

impl From<factors::NewTotp> for TotpSecret {
    fn from(new: factors::NewTotp) -> Self {
        Self { secret: new.secret, uri: new.uri }
    }
}

payload! {
    /// The answer of `passwordSet`.
    pub struct PasswordSetPayload refused by factors::PasswordSetRefusal {
        /// How many other sessions were ended; null when refused.
        sessions_ended: i32,
    }
}

payload! {
    /// The answer of `totpStart`.
    pub struct TotpStartPayload refused by factors::TotpStartRefusal {
        /// What to put into the app; null when refused.
        totp: TotpSecret,
    }
}

payload! {
    /// The answer of `totpConfirm`.
    pub struct TotpConfirmPayload refused by factors::TotpConfirmRefusal {
        /// Ten codes for when the app is lost, shown this once; null when refused.
        recovery_codes: Vec<String>,
    }
}

payload! {
    /// The answer of `totpRemove`.
    pub struct TotpRemovePayload refused by factors::TotpChangeRefusal {
        /// True; null when refused.
        removed: bool,
    }
}

payload! {
    /// The answer of `totpRecoveryCodesReplace`.
    pub struct TotpRecoveryCodesReplacePayload refused by factors::TotpChangeRefusal {
        /// Ten new codes, shown this once; the older ones are void. Null when refused.
        recovery_codes: Vec<String>,
    }
}

/// Root fields for passwords and authenticator apps.
#[derive(Default)]
pub struct FactorMutation;

#[Object]
impl FactorMutation {
    /// Set or replace your password, and end all your other sessions. Step up first.
    async fn password_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new password.")] input: PasswordSetInput,
    ) -> Result<PasswordSetPayload> {
        let ended = factors::set_password(ctx.app(), ctx.person()?, input.password).await;
        reply(ended.map(|ended| i32::try_from(ended).unwrap_or(i32::MAX)))
    }

    /// Make a secret for an authenticator app; it counts once confirmed. Step up first.
    async fn totp_start(&self, ctx: &Context<'_>) -> Result<TotpStartPayload> {
        reply(factors::totp_start(ctx.app(), ctx.person()?).await)
    }

    /// Turn the authenticator app on with its first code; signing in then needs it. The session
    /// counts as one with a second factor.
    async fn totp_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first code.")] input: TotpConfirmInput,
    ) -> Result<TotpConfirmPayload> {
        reply(factors::totp_confirm(ctx.app(), ctx.person()?, &input.code).await)
    }

    /// Turn the authenticator app off; its recovery codes are void. Step up first.
    async fn totp_remove(&self, ctx: &Context<'_>) -> Result<TotpRemovePayload> {
        reply(factors::totp_remove(ctx.app(), ctx.person()?).await)
    }

    /// Get ten new recovery codes; the older ones are void. Step up first.
    async fn totp_recovery_codes_replace(
        &self,
        ctx: &Context<'_>,
    ) -> Result<TotpRecoveryCodesReplacePayload> {
        reply(factors::replace_recovery_codes(ctx.app(), ctx.person()?).await)
    }
}
