//! Further addresses.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::inputs::{ContactInput, ContactKind};
use super::types::{CodeChallenge, Contact};
use super::viewer::ViewerExt;
use crate::identity::actions::contacts;

/// An address to add.
#[derive(InputObject)]
pub struct ContactAddStartInput {
    /// The address.
    pub contact: ContactInput,
}

/// The code that was sent there.
#[derive(InputObject)]
pub struct ContactAddConfirmInput {
    /// The `id` that `contactAddStart` gave, beginning with `code_`.
    pub challenge_id: ID,
    /// The six digits.
    pub code: String,
}

/// Which address.
#[derive(InputObject)]
pub struct ContactRemoveInput {
    /// You have at most one of each kind.
    pub kind: ContactKind,
}

payload! {
    /// The answer of `contactAddStart`.
    pub struct ContactAddStartPayload refused by contacts::ContactAddStartRefusal {
        /// What to give back with the code; null when refused.
        challenge: CodeChallenge,
    }
}

payload! {
    /// The answer of `contactAddConfirm`.
    pub struct ContactAddConfirmPayload refused by contacts::ContactAddConfirmRefusal {
        /// The new address, masked; null when refused.
        contact: Contact,
    }
}

payload! {
    /// The answer of `contactRemove`.
    pub struct ContactRemovePayload refused by contacts::ContactRemoveRefusal {
        /// The kind that is gone; null when refused.
        kind: ContactKind,
    }
}

/// Root fields for addresses.
#[derive(Default)]
pub struct ContactMutation;

#[Object]
impl ContactMutation {
    /// Begin to add an address: sends a code there. The answer is the same if the address is
    /// somebody else's; then its owner is told, and no code will do. Step up first.
    async fn contact_add_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address.")] input: ContactAddStartInput,
    ) -> Result<ContactAddStartPayload> {
        reply(contacts::add_start(ctx.app(), ctx.person()?, input.contact.into()).await)
    }

    /// Add the address, with the code.
    async fn contact_add_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.")] input: ContactAddConfirmInput,
    ) -> Result<ContactAddConfirmPayload> {
        let id = parse_id(&input.challenge_id)?;
        reply(contacts::add_confirm(ctx.app(), ctx.person()?, id, &input.code).await)
    }

    /// Remove an address, but never the last one. Step up first.
    async fn contact_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which address.")] input: ContactRemoveInput,
    ) -> Result<ContactRemovePayload> {
        reply(contacts::remove(ctx.app(), ctx.person()?, input.kind.into()).await)
    }
}
