//! Tables of the ledger: accounts, transfers, escrow, and what the reconciler keeps.

pub mod escrow;
pub mod ledger_account;
pub mod ledger_book;
pub mod ledger_day;
pub mod ledger_freeze;
pub mod ledger_incident;
pub mod ledger_statement_ticket;
pub mod ledger_transfer;
