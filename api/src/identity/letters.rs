//! Letters that the platform owes a person, to the addresses they have verified.

use platform::delivery::{Address, Letter};
use platform::{App, Failure};
use uuid::Uuid;

use super::contact::ContactKind;
use super::reaching::addresses;
use crate::privacy::{Purpose, Reader};

/// Writes to each address of an account; `false` if it has none. May be told twice: whoever calls
/// settles only afterwards.
///
/// # Errors
/// The carrier's or the database's own.
pub async fn write(app: &App, account: Uuid, subject: &str, text: &str) -> Result<bool, Failure> {
    let reader = Reader::Platform("letters");
    let known = addresses(app, account, reader, Purpose::Delivery).await?;
    for contact in &known {
        let value = contact.value().to_owned();
        let to = match contact.kind() {
            ContactKind::Email => Address::Email(value),
            ContactKind::Phone => Address::Phone(value),
        };
        let letter = Letter { to, subject: subject.to_owned(), text: text.to_owned() };
        app.delivery().send(letter).await?;
    }
    Ok(!known.is_empty())
}
