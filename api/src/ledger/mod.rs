//! The ledger: every movement of money is one row between two accounts, so that what leaves one
//! place has arrived at another, and nothing can be created or lost (MON-3).
//!
//! Rows are only ever added. Accounts that must not go below zero keep a balance that the database
//! guards; escrow of an order is a row of its own: what is released and refunded never passes what
//! was funded.

mod account;
pub mod escrow;

pub use account::{
    Account, Balance, NotPosted, Transfer, TransferKind, balance, hold, post, unhold,
};
