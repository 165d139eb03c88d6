//! Settling in: accounts that come with their addresses and passwords, as the demo's do.

use std::collections::BTreeSet;

use platform::graphql::Role;
use platform::kernel::Id;
use platform::{App, Failure, events, transaction};

use super::account::{Account, AccountState, AgeBand};
use super::actions::contact_lookup;
use super::contact::Contact;
use super::facts::AccountRegistered;
use super::handle::Handle;
use super::store::{accounts, contacts, roles};
use super::viewer::{Person, Standing};
use crate::privacy;

/// Somebody who settles in.
#[derive(Debug, Clone)]
pub struct Newcomer<'a> {
    pub handle: &'a str,
    pub display_name: &'a str,
    pub bio: &'a str,
    pub locale: &'a str,
    /// Taken as verified.
    pub email: &'a str,
    pub password_hash: &'a str,
    pub roles: &'a [Role],
}

/// Makes an adult's account, or finds the one that already has this address, and gives its person
/// as if they had just signed in with a second factor. For loaders only: nobody has proved
/// anything here, so no request may lead to it.
///
/// # Errors
/// Somebody else has the handle; a text is not well-formed; the database's own.
pub async fn settle(app: &App, new: &Newcomer<'_>) -> Result<Person, Failure> {
    let malformed = || Failure::broken("somebody who settles in is not well-formed");
    let handle = Handle::parse(new.handle).map_err(|_| malformed())?;
    let contact = Contact::email(new.email).map_err(|_| malformed())?;
    let lookup = contact_lookup(app, &contact)?;
    let account_id = match contacts::owner(app.reader(), &lookup).await? {
        Some(known) => Id::from_uuid(known),
        None => move_in(app, new, &handle, (&contact, &lookup)).await?,
    };
    Ok(Person::new(Standing {
        account_id,
        session_id: None,
        roles: new.roles.iter().copied().collect::<BTreeSet<_>>(),
        second_factor: true,
        restraint: None,
        // Everybody is at home: rules about who asks from where can tell them apart.
        address: new.handle.to_owned(),
    }))
}

async fn move_in(
    app: &App,
    new: &Newcomer<'_>,
    handle: &Handle,
    (contact, lookup): (&Contact, &str),
) -> Result<Id<Account>, Failure> {
    let account_id: Id<Account> = app.new_id();
    let keys = privacy::keys_of_newcomer(app, account_id.uuid(), "account").await?;
    transaction!(app, |tx| {
        let account = Account {
            id: account_id,
            handle: handle.shown().to_owned(),
            handle_changed_at: None,
            display_name: new.display_name.to_owned(),
            bio: new.bio.to_owned(),
            picture_id: None,
            locale: new.locale.to_owned(),
            age_band: AgeBand::Adult,
            guardian_id: None,
            state: AccountState::Active,
            joined_at: app.now(),
        };
        let id = account.id.uuid();
        accounts::insert(tx, &account, handle).await?;
        contacts::insert(tx, &keys, id, contact, lookup.to_owned()).await?;
        accounts::save_password(tx, id, new.password_hash.to_owned()).await?;
        for role in new.roles {
            roles::grant(tx, id, *role, None).await?;
        }
        events::record(tx, &AccountRegistered { account_id: id }).await?;
        Ok::<_, Failure>(account.id)
    })
}
