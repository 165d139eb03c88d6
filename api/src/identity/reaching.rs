//! A person's own addresses, read through the gate.

use platform::{App, Failure};
use uuid::Uuid;

use super::contact::Contact;
use super::store::contacts::{self, KnownContact};
use crate::privacy::{self, Asking, Ground, Purpose, Reader};

/// The addresses of a person in the clear, the oldest first; none once their data has been erased.
///
/// # Errors
/// Either database's own.
pub async fn addresses(
    app: &App,
    account: Uuid,
    reader: Reader,
    purpose: Purpose,
) -> Result<Vec<Contact>, Failure> {
    let known = contacts::of_account(app.reader(), account).await?;
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let ground = match reader {
        Reader::Subject(_) => Ground::Subject,
        _ => Ground::Contract,
    };
    let asking = Asking { reader, subject: account, purpose, ground, request: String::new() };
    match privacy::open(app, &asking, &[KnownContact::FIELD]).await? {
        Ok(opened) => known.iter().map(|known| known.read(&opened)).collect(),
        Err(_) => Ok(Vec::new()),
    }
}
