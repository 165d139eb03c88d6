//! Payments: what somebody is to pay (an intent), how they try to (attempts with a provider), and
//! how it comes back to them (refunds). Payments know nothing of orders: an intent is about a
//! subject, in parts, and tells what became of it by facts.
//!
//! ```text
//! CREATED ──▶ CONFIRMED ──▶ AUTHORISED ──▶ CAPTURED      (refunds: REQUESTED ──▶ PAID)
//!    ▲            ├─▶ CHALLENGED ─▶ CONFIRMED
//!    │            ├─▶ HELD ───▶ CREATED | DENIED
//!    │            └─▶ DENIED ─▶ CREATED                  anything before CAPTURED ──▶ CLOSED
//!    └── an attempt failed ◀── AUTHORISED
//! ```
//!
//! The payer confirms a digest of what they saw (PY-1) and shows factors by amount and risk. What a
//! balance pays is held at once; a provider is asked by a worker, outside of any transaction, under
//! a permanent key, and asked again until it is known what became of the money. Money that comes
//! for what nobody wants any more goes back by itself.
#![deny(clippy::as_conversions, clippy::float_arithmetic)]

mod actions;
pub mod attempt;
pub mod balance;
pub mod facts;
pub mod graphql;
mod http;
pub mod intent;
pub mod jobs;
mod password;
pub mod personal;
pub mod provider;
pub mod refund;
pub mod risk;
mod store;

pub use actions::confirming::{Confirmation, as_read, confirm};
pub use actions::opening::{captured_at, drop_part, open};
pub use actions::refunding::{refund, refundable};
pub use actions::statements::{Difference, compare_due as compare_statements};
pub use http::routes;
pub use intent::{Ask, Intent, Part};
pub use refund::{NotRefunded, Refund, RefundAsk, RefundSource};
