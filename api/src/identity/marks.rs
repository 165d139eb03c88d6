//! What tells that two accounts are one person: keyed hashes of an account and of each address that
//! it has verified. They tell whether two are the same, and nothing else.

use platform::database::Tx;
use platform::kernel::Id;
use platform::{App, Failure};

use super::account::Account;
use super::contact::keyed_hash;
use super::store::contacts;

/// Hexadecimal digits of a mark: 128 bits.
const DIGITS: usize = 32;

/// The marks of an account: its own first, then those of its verified addresses. An address that
/// has moved to another account takes its mark along.
///
/// # Errors
/// The database's own.
pub async fn marks(tx: &Tx, account: Id<Account>) -> Result<Vec<String>, Failure> {
    let mut marks = vec![mark(tx.app(), "account", &account.to_string())];
    let lookups = contacts::lookups(tx.conn(), account.uuid()).await?;
    marks.extend(lookups.iter().map(|lookup| mark(tx.app(), "contact", lookup)));
    Ok(marks)
}

fn mark(app: &App, kind: &str, value: &str) -> String {
    let key = app.keys().derive("identity/mark/1");
    let mut mark = keyed_hash(&key, &[kind.as_bytes(), value.as_bytes()]);
    mark.truncate(DIGITS);
    mark
}
