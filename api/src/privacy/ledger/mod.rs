//! The access ledger: one entry for each field that somebody wanted to read, chained and signed,
//! so that no entry can be changed, removed or added unseen (RT-2, G9).

mod sealing;
mod store;
mod verifying;

pub use sealing::{public_key, seal_due, sign_due};
pub(super) use store::granted;
pub use store::{Place, Seen, of_subject};
pub use verifying::{Verdict, bytes, read_anchors, verify};

use platform::Failure;
use platform::database::Tx;
use time::OffsetDateTime;
use uuid::Uuid;
use vault::pii::FieldName;

/// The ledger's name: part of its first hash and of everything that is signed.
pub const NAME: &str = "fairstall/access";

/// What is written down of one wish to read, for each of its fields.
pub(super) struct NewEntry<'a> {
    pub actor: Uuid,
    pub role: &'a str,
    pub subject: Uuid,
    pub fields: &'a [FieldName],
    pub purpose: &'a str,
    pub basis: String,
    pub request: &'a str,
    pub granted: bool,
}

/// Writes entries down, to be sealed within a second; answers the first one of each wish.
pub(super) async fn write(tx: &Tx, entries: &[NewEntry<'_>]) -> Result<Vec<Uuid>, Failure> {
    store::insert(tx, entries).await
}

/// How many fields an actor was let read since an instant.
pub(super) async fn reads_since(
    tx: &Tx,
    actor: Uuid,
    since: OffsetDateTime,
) -> Result<u64, Failure> {
    store::reads_since(tx, actor, since).await
}
