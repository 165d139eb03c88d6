//! The book of addresses of a person.

use platform::kernel::{Country, Id};
use platform::{App, Error, refusals, transaction};

use crate::identity::{self, Person};
use crate::orders::actions::keeping::trade_keys;
use crate::orders::address::{AddressInput, AddressText, NoAddress, PostalAddress};
use crate::orders::store;

refusals! {
    /// Why an address was not kept, in order of precedence.
    pub enum AddressAddRefusal: "AddressAddErrorCode", AddressAddUserError {
        /// Not two capital letters of a country, or those with a region, as in `CN-33`.
        RegionInvalid at ["region"] says "A region is written like CN-33.",
        /// Not 1 to 60 characters on one line.
        RecipientInvalid at ["recipient"] says "A name has 1 to 60 characters.",
        /// No phone number.
        PhoneInvalid at ["phone"] says "This is no phone number.",
        /// Not 1 to 300 characters on one line.
        StreetInvalid at ["street"] says "An address has 1 to 300 characters on one line.",
        /// More than 12 letters, digits, spaces and hyphens.
        PostcodeInvalid at ["postcode"] says "A postcode has up to 12 letters and digits.",
        /// The book has 20 addresses.
        BookFull at [] says "You have 20 addresses. Remove one first.",
    }
}

refusals! {
    /// Why an address was not taken out of the book.
    pub enum AddressRemoveRefusal: "AddressRemoveErrorCode", AddressRemoveUserError {
        /// There is no such address in your book.
        AddressNotFound at ["id"] says "There is no such address of yours.",
    }
}

refusals! {
    /// Why an address is not the one to propose.
    pub enum AddressPreferRefusal: "AddressPreferErrorCode", AddressPreferUserError {
        /// There is no such address in your book.
        AddressNotFound at ["id"] says "There is no such address of yours.",
    }
}

impl From<NoAddress> for AddressAddRefusal {
    fn from(why: NoAddress) -> Self {
        match why {
            NoAddress::Region => Self::RegionInvalid,
            NoAddress::Recipient => Self::RecipientInvalid,
            NoAddress::Phone => Self::PhoneInvalid,
            NoAddress::Street => Self::StreetInvalid,
            NoAddress::Postcode => Self::PostcodeInvalid,
        }
    }
}

/// Adds an address to a person's book; the first one is the preferred one.
///
/// # Errors
/// [`AddressAddRefusal`], or ours.
pub async fn add(
    app: &App,
    person: &Person,
    input: &AddressInput,
    prefer: bool,
) -> Result<PostalAddress, Error<AddressAddRefusal>> {
    let owner = person.account_id();
    let text = AddressText::read(input, app.chance().bytes()).map_err(AddressAddRefusal::from)?;
    let country: Country = input
        .region
        .get(..2)
        .and_then(|code| code.parse().ok())
        .ok_or(AddressAddRefusal::RegionInvalid)?;
    let phone_index = identity::phone_lookup(app, &text.phone)?;
    let keys = trade_keys(app, owner).await?;
    transaction!(app, |tx| {
        identity::lock_account(tx, owner.uuid()).await?;
        let known = store::addresses::count(tx, owner).await?;
        if known >= store::addresses::MOST {
            return Err(AddressAddRefusal::BookFull.into());
        }
        let id: Id<PostalAddress> = app.new_id();
        let address = PostalAddress {
            id,
            account_id: owner,
            country,
            region: input.region.clone(),
            is_preferred: prefer || known == 0,
            created_at: tx.now(),
            removed_at: None,
            masked: text.masked(),
            commitment: text.commitment(&input.region),
            phone_index: Some(phone_index.clone()),
            sealed: text.seal(&keys, id.uuid())?,
        };
        if address.is_preferred {
            store::addresses::prefer(tx, owner, None).await?;
        }
        store::addresses::insert(tx, &address).await?;
        Ok(address)
    })
}

/// Takes an address out of the book; orders that were sent there keep it.
///
/// # Errors
/// [`AddressRemoveRefusal`], or ours.
pub async fn remove(
    app: &App,
    person: &Person,
    id: Id<PostalAddress>,
) -> Result<PostalAddress, Error<AddressRemoveRefusal>> {
    transaction!(app, |tx| {
        let address = store::addresses::lock(tx, person.account_id(), id.uuid()).await?;
        let address = address.ok_or(AddressRemoveRefusal::AddressNotFound)?;
        store::addresses::remove(tx, id.uuid()).await?;
        Ok(PostalAddress { removed_at: Some(tx.now()), is_preferred: false, ..address })
    })
}

/// Makes an address the preferred one.
///
/// # Errors
/// [`AddressPreferRefusal`], or ours.
pub async fn prefer(
    app: &App,
    person: &Person,
    id: Id<PostalAddress>,
) -> Result<PostalAddress, Error<AddressPreferRefusal>> {
    transaction!(app, |tx| {
        let address = store::addresses::lock(tx, person.account_id(), id.uuid()).await?;
        let address = address.ok_or(AddressPreferRefusal::AddressNotFound)?;
        store::addresses::prefer(tx, person.account_id(), Some(id.uuid())).await?;
        Ok(PostalAddress { is_preferred: true, ..address })
    })
}
