//! What the reconciler asks of every room: a comparison of what is kept twice.

use futures_util::future::BoxFuture;
use platform::kernel::{Currency, Id};
use platform::{App, Failure};
use uuid::Uuid;

use crate::operators::Operator;

/// Something that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs: an account, an order, an attempt, a variant. With the name of its check it is
    /// one incident for as long as it is open.
    pub subject: Uuid,
    /// Nothing where no money is counted.
    pub currency: Option<Currency>,
    /// In minor units, or pieces.
    pub expected: i64,
    pub found: i64,
    /// What is stopped until somebody has looked at it.
    pub freeze: Option<Freeze>,
}

/// What a difference stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freeze {
    /// Everything that leaves the escrow of an order.
    Order(Uuid),
    /// Payouts to an operator.
    Operator(Id<Operator>),
}

/// A comparison of another room, made each minute by one server. It must see one moment (one
/// statement), never wait, and tell of at most a thousand differences.
#[derive(Clone, Copy)]
pub struct Check {
    /// Stable: incidents are kept by it. `room.what_is_compared`, at most 60 characters.
    pub name: &'static str,
    /// Everything that differs now.
    pub run: fn(App) -> BoxFuture<'static, Result<Vec<Difference>, Failure>>,
}
