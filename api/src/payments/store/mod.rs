//! The SQL of payments: rows in, nouns out. A row that is locked is locked in this order: the
//! payment account of the payer, the intent, its attempts.

pub mod accounts;
pub mod attempts;
pub mod intents;
pub mod refunds;
pub mod statements;

use platform::Failure;
use platform::kernel::{Currency, Money};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a page ended: the instant the list is ordered by, then the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place(pub i64, pub Uuid);

/// The same words in a rule and in its column.
macro_rules! same_words {
    ($rule:ty, $row:ty: $($word:ident),+) => {
        impl From<$rule> for $row {
            fn from(word: $rule) -> Self {
                match word { $(<$rule>::$word => Self::$word,)+ }
            }
        }

        impl From<$row> for $rule {
            fn from(word: $row) -> Self {
                match word { $(<$row>::$word => Self::$word,)+ }
            }
        }
    };
}

same_words!(
    super::intent::PaymentState, entity::payments::payment::PaymentState:
    Created, Confirmed, Challenged, Held, Denied, Authorised, Captured, Closed
);
same_words!(
    super::attempt::AttemptState, entity::payments::payment_attempt::AttemptState:
    Created, Processing, Succeeded, Failed, Unknown
);
same_words!(
    super::refund::RefundState, entity::payments::payment_refund::RefundState:
    Requested, Paid
);
same_words!(
    super::refund::LegState, entity::payments::payment_refund_leg::LegState:
    Requested, Sent, Paid, Failed, Unknown
);

/// The currency of a row.
fn currency(code: &str) -> Result<Currency, Failure> {
    code.parse().map_err(|error| Failure::because("the currency of a row", error))
}

/// An amount of a row.
fn money(minor: i64, code: &str) -> Result<Money, Failure> {
    Ok(Money::new(minor, currency(code)?))
}
