//! A line of a provider's statement, whichever provider wrote it.

use time::OffsetDateTime;

/// Which way the money of a line went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// From a payer to us.
    Payment,
    /// From us back to a payer.
    Refund,
    /// Anything else: a fee, a payout, a correction. Its amount keeps its sign.
    Other,
}

/// One line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which way the money went.
    pub kind: LineKind,
    /// Our number, where the provider wrote one: of the payment, or of the refund.
    pub reference: Option<String>,
    /// The provider's number of the payment or the refund.
    pub provider_id: String,
    /// In the smallest unit; above zero for payments and refunds.
    pub minor: i64,
    /// ISO 4217, capitals.
    pub currency: String,
    /// What the provider keeps of it, in the smallest unit.
    pub fee_minor: i64,
    /// When, as the provider says.
    pub at: OffsetDateTime,
}
