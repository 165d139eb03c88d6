//! Letters to people, at the first address they have verified, in their language.

use platform::delivery::{Address, Letter};
use platform::{App, Failure};
use uuid::Uuid;

use super::account::AccountState;
use super::contact::ContactKind;
use super::reaching;
use super::store::accounts;
use crate::privacy::{Purpose, Reader};

/// Writes to people: `words` gives subject and text for a locale. Who has closed their account or
/// has no address gets nothing.
///
/// # Errors
/// The database's or the carrier's own; some may have been written to by then.
pub async fn write_to(
    app: &App,
    people: &[Uuid],
    words: &(dyn Fn(&str) -> (String, String) + Send + Sync),
) -> Result<(), Failure> {
    write_as(app, "operators.letters", people, words).await
}

/// The same for another part of the platform, which the ledger of accesses names.
///
/// # Errors
/// The same.
pub async fn write_as(
    app: &App,
    part: &'static str,
    people: &[Uuid],
    words: &(dyn Fn(&str) -> (String, String) + Send + Sync),
) -> Result<(), Failure> {
    for account in accounts::many(app.reader(), people).await? {
        if account.state == AccountState::Closed {
            continue;
        }
        // One asking per person: each reading is an entry of the ledger about its own subject.
        let (id, reader) = (account.id.uuid(), Reader::Platform(part));
        let known = reaching::addresses(app, id, reader, Purpose::Delivery).await?;
        let Some(contact) = known.first() else { continue };
        let to = match contact.kind() {
            ContactKind::Email => Address::Email(contact.value().to_owned()),
            ContactKind::Phone => Address::Phone(contact.value().to_owned()),
        };
        let (subject, text) = words(&account.locale);
        app.delivery().send(Letter { to, subject, text }).await?;
    }
    Ok(())
}
