//! Making and removing passkeys.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::inputs::PasskeyAnswerInput;
use super::types::{Passkey, PasskeyCeremony};
use super::viewer::{SiteExt, ViewerExt};
use crate::identity::actions::passkeys;

/// What the device made.
#[derive(InputObject)]
pub struct PasskeyRegisterConfirmInput {
    /// The answer.
    pub passkey: PasskeyAnswerInput,
    /// What to call it, 1 to 50 characters on one line.
    pub name: String,
}

/// Which passkey.
#[derive(InputObject)]
pub struct PasskeyRemoveInput {
    /// One of your own, beginning with `passkey_`.
    pub passkey_id: ID,
}

payload! {
    /// The answer of `passkeyRegisterStart`.
    pub struct PasskeyRegisterStartPayload refused by passkeys::PasskeyStartRefusal {
        /// The ceremony to finish; null when refused.
        ceremony: PasskeyCeremony,
    }
}

payload! {
    /// The answer of `passkeyRegisterConfirm`.
    pub struct PasskeyRegisterConfirmPayload refused by passkeys::PasskeyConfirmRefusal {
        /// The new passkey; null when refused.
        passkey: Passkey,
    }
}

payload! {
    /// The answer of `passkeyRemove`.
    pub struct PasskeyRemovePayload refused by passkeys::PasskeyRemoveRefusal {
        /// The passkey that is gone; null when refused.
        passkey_id: ID,
    }
}

/// Root fields for passkeys.
#[derive(Default)]
pub struct PasskeyMutation;

#[Object]
impl PasskeyMutation {
    /// Begin to make a passkey. Step up first.
    async fn passkey_register_start(
        &self,
        ctx: &Context<'_>,
    ) -> Result<PasskeyRegisterStartPayload> {
        let keys = &ctx.passkeys()?;
        reply(passkeys::register_start(ctx.app(), keys, ctx.person()?).await)
    }

    /// Add the passkey that your device has made. The session then counts as one with a second
    /// factor.
    async fn passkey_register_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the device made.")] input: PasskeyRegisterConfirmInput,
    ) -> Result<PasskeyRegisterConfirmPayload> {
        let (keys, person) = (&ctx.passkeys()?, ctx.person()?);
        let answer = input.passkey.read()?;
        reply(passkeys::register_confirm(ctx.app(), keys, person, answer, &input.name).await)
    }

    /// Remove one of your passkeys. Step up first.
    async fn passkey_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which passkey.")] input: PasskeyRemoveInput,
    ) -> Result<PasskeyRemovePayload> {
        let id = parse_id(&input.passkey_id)?;
        let removed = passkeys::remove(ctx.app(), ctx.person()?, id).await;
        reply(removed.map(|id| ID::from(id.to_string())))
    }
}
