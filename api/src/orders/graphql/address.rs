//! The book of addresses.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use crate::identity::graphql::ViewerExt;
use crate::orders::actions::{addresses, reading};
use crate::orders::address::{self, AddressInput};

/// An address to deliver to, as far as it is shown without being asked for.
#[derive(Clone)]
pub struct PostalAddress(pub address::PostalAddress);

/// An address to deliver to, as far as it is shown without being asked for.
#[Object]
impl PostalAddress {
    /// The id, beginning with `address_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The two letters of the country or region.
    async fn country(&self) -> &str {
        self.0.country.code()
    }

    /// The province or state, such as `CN-33`; freight is reckoned by it.
    async fn region(&self) -> &str {
        &self.0.region
    }

    /// Recipient and phone behind stars, such as `林* 138****8000`; `addressReveal` shows all.
    async fn masked(&self) -> &str {
        &self.0.masked
    }

    /// Whether it is the one to propose.
    async fn is_preferred(&self) -> bool {
        self.0.is_preferred
    }

    /// When it was added to the book.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// An address in the clear. Every time it is shown is written down; see `myDataAccesses`.
#[derive(SimpleObject)]
pub struct RevealedAddress {
    /// The address.
    pub address: PostalAddress,
    /// Who receives it.
    pub recipient: String,
    /// The phone number of the recipient, such as `+8613800138000`.
    pub phone: String,
    /// Street and house, from the large to the small.
    pub street: String,
    /// The postcode; empty where there is none.
    pub postcode: String,
    /// What opens the commitment in contracts to this address, as 64 hexadecimal digits. Keep it
    /// to yourself: with it, whoever knows the address can show that the contract means it.
    pub commitment_salt: Option<String>,
}

impl RevealedAddress {
    /// For its owner, who also gets the salt, or for whoever sends something there.
    pub fn of((address, text): (address::PostalAddress, address::AddressText), own: bool) -> Self {
        let salt = text.salt.iter().fold(String::with_capacity(64), |mut hex, byte| {
            use std::fmt::Write as _;
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        Self {
            address: PostalAddress(address),
            recipient: text.recipient.clone(),
            phone: text.phone.clone(),
            street: text.street.clone(),
            postcode: text.postcode.clone(),
            commitment_salt: own.then_some(salt),
        }
    }
}

/// A new address.
#[derive(InputObject)]
pub struct AddressAddInput {
    /// The country, with its province or state where it has them: `CN-33`, `DE-BY`, `SG`.
    pub region: String,
    /// Who receives it, 1 to 60 characters.
    pub recipient: String,
    /// The phone number of the recipient; a mainland mobile number may leave out `+86`.
    pub phone: String,
    /// Street and house, from the large to the small, 1 to 300 characters on one line.
    pub street: String,
    /// The postcode, up to 12 letters and digits; left out where there is none.
    #[graphql(default)]
    pub postcode: String,
    /// Whether to propose this one from now on; the first address is proposed anyway.
    #[graphql(default)]
    pub is_preferred: bool,
}

/// Which address to take out of the book.
#[derive(InputObject)]
pub struct AddressRemoveInput {
    /// The address, beginning with `address_`.
    pub id: ID,
}

/// Which address to propose.
#[derive(InputObject)]
pub struct AddressPreferInput {
    /// The address, beginning with `address_`.
    pub id: ID,
}

/// Which address to show in the clear.
#[derive(InputObject)]
pub struct AddressRevealInput {
    /// The address, beginning with `address_`.
    pub id: ID,
}

payload! {
    /// The answer of `addressAdd`.
    pub struct AddressAddPayload refused by addresses::AddressAddRefusal {
        /// The address in the book; null when refused.
        address: PostalAddress,
    }
}

payload! {
    /// The answer of `addressRemove`.
    pub struct AddressRemovePayload refused by addresses::AddressRemoveRefusal {
        /// The address that is no longer in the book; null when refused.
        address: PostalAddress,
    }
}

payload! {
    /// The answer of `addressPrefer`.
    pub struct AddressPreferPayload refused by addresses::AddressPreferRefusal {
        /// The address that is proposed from now on; null when refused.
        address: PostalAddress,
    }
}

payload! {
    /// The answer of `addressReveal`.
    pub struct AddressRevealPayload refused by reading::AddressRevealRefusal {
        /// The address in the clear; null when refused.
        revealed: RevealedAddress,
    }
}

#[derive(Default)]
pub struct AddressMutation;

#[Object]
impl AddressMutation {
    /// Add an address to your book, which holds up to twenty. It is kept sealed.
    async fn address_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address.")] input: AddressAddInput,
    ) -> Result<AddressAddPayload> {
        let text = AddressInput {
            region: input.region,
            recipient: input.recipient,
            phone: input.phone,
            street: input.street,
            postcode: input.postcode,
        };
        let added = addresses::add(ctx.app(), ctx.person()?, &text, input.is_preferred).await;
        reply(added.map(PostalAddress))
    }

    /// Take an address out of your book. Orders that go there keep it.
    async fn address_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which address.")] input: AddressRemoveInput,
    ) -> Result<AddressRemovePayload> {
        let id = parse_id(&input.id)?;
        reply(addresses::remove(ctx.app(), ctx.person()?, id).await.map(PostalAddress))
    }

    /// Propose this address from now on.
    async fn address_prefer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which address.")] input: AddressPreferInput,
    ) -> Result<AddressPreferPayload> {
        let id = parse_id(&input.id)?;
        reply(addresses::prefer(ctx.app(), ctx.person()?, id).await.map(PostalAddress))
    }

    /// Show one of your addresses in the clear. The access is written down.
    async fn address_reveal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which address.")] input: AddressRevealInput,
    ) -> Result<AddressRevealPayload> {
        let id = parse_id(&input.id)?;
        let shown = reading::reveal_own(ctx.app(), ctx.person()?, id).await;
        reply(shown.map(|shown| RevealedAddress::of(shown, true)))
    }
}
