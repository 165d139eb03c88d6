//! The machinery that every slice relies on, shown on both engines and with two servers.

mod constraints;
mod events;
mod idempotency;
mod migrations;
pub mod plans;
mod reactions;
mod side_by_side;
mod timers;
mod transactions;
mod transitions;
