//! People's addresses, read through the gate.

use std::collections::HashMap;

use platform::{App, Failure};
use uuid::Uuid;

use super::contact::Contact;
use super::store::contacts::{self, KnownContact};
use crate::privacy::{self, Asking, Ground, Opened, Purpose, Reader, Wish};

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
    let wish = wish(account, reader, purpose);
    match privacy::open(app, &wish.asking, &wish.fields).await? {
        Ok(opened) => known.iter().map(|known| known.read(&opened)).collect(),
        Err(_) => Ok(Vec::new()),
    }
}

/// The addresses of several people in the clear, for a part of the platform; whoever has none, or
/// has been erased, is left out.
///
/// # Errors
/// Either database's own.
pub async fn addresses_of_all(
    app: &App,
    accounts: &[Uuid],
    reader: Reader,
    purpose: Purpose,
) -> Result<HashMap<Uuid, Vec<Contact>>, Failure> {
    let known = contacts::of_accounts(app.reader(), accounts).await?;
    let mut people: Vec<Uuid> = known.iter().map(|known| known.account_id).collect();
    people.sort_unstable();
    people.dedup();
    let wishes: Vec<Wish> = people.iter().map(|one| wish(*one, reader, purpose)).collect();
    let opened = privacy::open_all(app, &wishes).await?;
    let opened: HashMap<Uuid, Opened> = people
        .into_iter()
        .zip(opened)
        .filter_map(|(one, opened)| Some((one, opened.ok()?)))
        .collect();
    let mut found: HashMap<Uuid, Vec<Contact>> = HashMap::new();
    for known in &known {
        if let Some(opened) = opened.get(&known.account_id) {
            found.entry(known.account_id).or_default().push(known.read(opened)?);
        }
    }
    Ok(found)
}

fn wish(account: Uuid, reader: Reader, purpose: Purpose) -> Wish {
    let ground = match reader {
        Reader::Subject(_) => Ground::Subject,
        _ => Ground::Contract,
    };
    let asking = Asking { reader, subject: account, purpose, ground, request: String::new() };
    Wish::of(asking, vec![KnownContact::FIELD])
}
