//! The ledger: every movement of money is one row between two accounts, so that what leaves one
//! place has arrived at another, and nothing can be created or lost (MON-3).
//!
//! The life of a payment, as transfers (the first account loses what the second gains):
//!
//! ```text
//! Provider ─capture▶ Transit ─fund▶ Escrow(order) ─release▶ Payable(operator) ─payout▶ Payouts
//!                       │                 │  └─fee▶ Fees
//!                       └─────refund──────┴─▶ Refunds ─refund paid▶ Provider, or Wallet
//! ```
//!
//! Rows are only ever added. Inserting one *is* carrying it out: a trigger moves the balances and
//! the escrow that it names, on both engines (ADR 0010). Accounts that must not go below zero keep
//! a balance that the database guards; the escrow of an order is a row of its own: what is released
//! and refunded never passes what was funded.
//!
//! Every minute the reconciler works balances out anew from the transfers, and runs the comparisons
//! of other rooms. What differs is an incident: it freezes the operator or the order, staff look at
//! it, and nothing mends itself.
#![deny(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::float_arithmetic)]

mod account;
mod check;
pub mod escrow;
pub mod facts;
mod freeze;
pub mod graphql;
mod http;
mod incident;
pub mod jobs;
pub mod personal;
mod post;
mod reconcile;
mod statement;
mod statement_file;
mod store;
mod transfer;
mod verify;

pub use account::{Account, AccountKind};
pub use check::{Check, Difference, Freeze};
pub use freeze::{freeze_operator, thaw_operator};
pub use http::routes;
pub use post::{hold, post, unhold};
pub use reconcile::{note, reconcile};
pub use statement::Day;
pub use store::accounts::balance;
pub use store::freezes::is_frozen;
pub use store::transfers::{Move, of_subject as moves_of};
pub use transfer::{Balance, MOST, NotPosted, Transfer, TransferKind};
pub use verify::{Verified, verify};
