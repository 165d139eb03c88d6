//! Registering: two root fields, and what they take and give.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::inputs::{AgeBand, ContactInput};
use super::types::{CodeChallenge, SignIn};
use super::viewer::ViewerExt;
use crate::identity::actions::register;

/// Where to send the code that begins a registration.
#[derive(InputObject)]
pub struct AccountRegisterStartInput {
    /// Your address.
    pub contact: ContactInput,
    /// The language to write in, as a tag such as `en`; `zh-CN` if left out.
    pub locale: Option<String>,
}

/// What a new person says of themselves, with the code they were sent.
#[derive(InputObject)]
pub struct AccountRegisterConfirmInput {
    /// The `id` that `accountRegisterStart` gave, beginning with `code_`.
    pub challenge_id: ID,
    /// The six digits.
    pub code: String,
    /// 3 to 30 letters, digits, `_` or `.`, beginning with a letter; unique whatever the case.
    pub handle: String,
    /// 1 to 50 characters on one line.
    pub display_name: String,
    /// How old you are; cannot be changed later by yourself.
    pub age_band: AgeBand,
    /// A language tag; that of `accountRegisterStart` if left out.
    pub locale: Option<String>,
    /// 8 to 128 characters; without one you sign in with codes or a passkey.
    pub password: Option<String>,
    /// What to call this device in the list of sessions, up to 80 characters.
    pub device_name: Option<String>,
}

payload! {
    /// The answer of `accountRegisterStart`.
    pub struct AccountRegisterStartPayload refused by register::RegisterStartRefusal {
        /// What to give back with the code; null when refused.
        challenge: CodeChallenge,
    }
}

payload! {
    /// The answer of `accountRegisterConfirm`.
    pub struct AccountRegisterConfirmPayload refused by register::RegisterConfirmRefusal {
        /// The new person, signed in; null when refused.
        sign_in: SignIn,
    }
}

/// Root fields for registering.
#[derive(Default)]
pub struct RegisterMutation;

#[Object]
impl RegisterMutation {
    /// Begin to register: sends a six-digit code, good for five minutes and five tries, to your
    /// address. The answer is the same if the address has an account already; then its owner is
    /// told instead, and no code will do.
    async fn account_register_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to send the code.")] input: AccountRegisterStartInput,
    ) -> Result<AccountRegisterStartPayload> {
        let address = ctx.viewer().address();
        let sent = register::start(ctx.app(), &address, input.contact.into(), input.locale).await;
        reply(sent)
    }

    /// Make the account and sign in, with the code. A refusal other than a wrong code leaves the
    /// code good, so that another handle can be tried.
    async fn account_register_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code, and who you are.")] input: AccountRegisterConfirmInput,
    ) -> Result<AccountRegisterConfirmPayload> {
        let new = register::Registration {
            challenge: parse_id(&input.challenge_id)?,
            code: input.code,
            handle: input.handle,
            display_name: input.display_name,
            age_band: input.age_band.into(),
            locale: input.locale,
            password: input.password,
            device_name: input.device_name,
        };
        reply(register::confirm(ctx.app(), &ctx.viewer().address(), new).await)
    }
}
