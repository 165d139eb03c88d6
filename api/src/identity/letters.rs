//! Letters that the platform owes people, to the addresses they have verified.

use std::collections::HashSet;

use platform::delivery::{Address, Letter};
use platform::{App, Failure};
use uuid::Uuid;

use super::contact::ContactKind;
use super::reaching::addresses_of_all;
use crate::privacy::{Purpose, Reader};

/// Writes to each address of these accounts; answers who has one. May be told twice: whoever calls
/// settles only afterwards.
///
/// # Errors
/// The carrier's or the database's own.
pub async fn write(
    app: &App,
    accounts: &[Uuid],
    (subject, text): (&str, &str),
) -> Result<HashSet<Uuid>, Failure> {
    let reader = Reader::Platform("letters");
    let known = addresses_of_all(app, accounts, reader, Purpose::Delivery).await?;
    for contact in known.values().flatten() {
        let value = contact.value().to_owned();
        let to = match contact.kind() {
            ContactKind::Email => Address::Email(value),
            ContactKind::Phone => Address::Phone(value),
        };
        let letter = Letter { to, subject: subject.to_owned(), text: text.to_owned() };
        app.delivery().send(letter).await?;
    }
    Ok(known.into_keys().collect())
}
