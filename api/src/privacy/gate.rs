//! The gate: the only way from a sealed text to its plaintext.

use platform::{App, Failure};
use uuid::Uuid;

use super::cell::{Cell, Plain, Sealed, keys_of};

/// Who wants to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A person, by account.
    Account(Uuid),
    /// A part of the platform, by its name in the access ledger, such as `delivery`.
    System(&'static str),
}

/// What somebody wants to read for. The words are those of the access ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To send the subject a message they asked for or are owed.
    Delivery,
    /// The subject reads what is theirs, or takes it along.
    OwnData,
    /// Staff check who an operator is.
    RegistrationReview,
    /// The report of operators' identities that the authority is owed.
    IdentityReport,
    /// Staff decide a dispute.
    Dispute,
}

/// By what right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// The reader is the subject.
    Subject,
    /// Needed for what the subject asked for.
    Contract,
    /// A duty by law, with its source, such as `NTM 24`.
    Law(&'static str),
    /// The subject's live, separate consent to this purpose and recipient.
    Consent { recipient: Option<Uuid> },
}

/// One asking: who, of whom, what for, by what right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    pub reader: Reader,
    pub subject: Uuid,
    pub purpose: Purpose,
    pub ground: Ground,
}

/// Why nothing was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// No live consent to this purpose and recipient.
    NoConsent,
    /// The reader has read as much as an hour allows.
    QuotaSpent,
    /// The subject's data has been erased.
    Erased,
}

/// Opens texts of one subject, after the access is written down.
///
/// # Errors
/// The inner one says why nothing was opened; the outer one is ours.
pub async fn reveal(
    app: &App,
    asking: &Asking,
    cells: &[(Cell, Sealed)],
) -> Result<Result<Vec<Plain>, Denied>, Failure> {
    let keys = keys_of(app, asking.subject).await?;
    let open = |(cell, sealed): &(Cell, Sealed)| keys.open(cell, sealed);
    cells.iter().map(open).collect::<Result<Vec<_>, _>>().map(Ok)
}
