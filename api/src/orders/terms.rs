//! How long things take with an order, and the terms that its contract says. The version goes into
//! every contract: a later one does not touch it (OR-5).

use time::Duration;

/// The version of these terms.
pub const VERSION: &str = "orders/2026-11-22";

/// From submission until an order that is not paid is given up (P).
pub const PAY_WITHIN: Duration = Duration::minutes(30);

/// From payment until an order is handed on to be sent: so long the buyer alone can take it back,
/// at no cost, as one corrects a slip of the hand [SP11 6.6] (P).
pub const SECOND_THOUGHTS: Duration = Duration::minutes(10);

/// From payment, or from the success of a group, until an order is sent (§11, P).
pub const SHIP_WITHIN: Duration = Duration::hours(48);

/// Days from signing until an order completes by itself.
pub const COMPLETE_DAYS: u32 = 10;

/// From completion until an order is put away (P).
pub const ARCHIVE_AFTER: Duration = Duration::days(90);

/// Days in which a wish for an invoice is answered (OR-6, P).
pub const INVOICE_DAYS: u32 = 10;

/// The most lines of one checkout, and pieces of one line.
pub const MOST_LINES: usize = 50;
pub const MOST_PIECES: i32 = 999;

/// Above this, in fen, the law advises an electronic signature [SP11 8.1, ESL 13].
pub const SIGNATURE_ADVISED: i64 = 5_000_000;
