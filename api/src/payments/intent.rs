//! An intent: what is to be paid, by whom, for what, until when.

use platform::Failure;
use platform::database::Tx;
use platform::kernel::{Id, Money, Noun};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::identity;
use crate::operators::Operator;

/// What is to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    pub id: Id<Intent>,
}

impl Noun for Intent {
    const PREFIX: &'static str = "payment";
}

/// One part of an intent, which stands or falls by itself: an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub subject: Uuid,
    /// Who is paid; shown to the payer (PY-1).
    pub operator: Id<Operator>,
    /// Above zero.
    pub amount: Money,
}

/// What to open an intent with. Its amount is the sum of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub payer: Id<identity::Account>,
    /// What it is for: a checkout. One intent each.
    pub subject: Uuid,
    /// 1 to 50, of one currency.
    pub parts: Vec<Part>,
    /// The first instant at which no attempt may begin.
    pub expires_at: OffsetDateTime,
}

/// Opens an intent in the transaction that makes its subject.
///
/// # Errors
/// The database's own; parts of two currencies are a failure of ours.
pub async fn open(_tx: &Tx, _ask: &Ask) -> Result<Id<Intent>, Failure> {
    Err(Failure::broken("payments are being built"))
}

/// Nobody wants this part any more: the order was cancelled or ran out of time. What was captured
/// for it, or still is, goes back to the payer by itself; what was not is no longer asked for.
///
/// # Errors
/// The database's own.
pub async fn drop_part(_tx: &Tx, _part: Uuid) -> Result<(), Failure> {
    Err(Failure::broken("payments are being built"))
}

/// Where the money of a refund is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundSource {
    /// In transit: it never reached escrow.
    Transit,
    /// In the escrow of the part.
    Escrow,
    /// With the platform: a compensation fund or an operator's payable was debited into
    /// `ledger::Account::Refunds` in this transaction.
    Ready,
}

/// A wish to give money back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundAsk {
    pub part: Uuid,
    /// Above zero; with all refunds of the part before, at most what was captured for it (MON-2).
    pub amount: Money,
    pub source: RefundSource,
    /// The permanent business key: one refund each.
    pub key: String,
}

/// Why nothing is refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRefunded {
    /// Nothing was captured for this part.
    NotCaptured,
    /// It would be more than was paid.
    TooMuch,
    /// Escrow is frozen or has released the money.
    EscrowRefuses,
}

/// Begins a refund, split over the tenders it was paid with; workers carry it out.
///
/// # Errors
/// The inner one says why; whoever reads it must not commit. The outer one is the database's own.
pub async fn refund(_tx: &Tx, _ask: &RefundAsk) -> Result<Result<Uuid, NotRefunded>, Failure> {
    Err(Failure::broken("payments are being built"))
}
