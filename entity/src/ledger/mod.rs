//! Rows of ledger.
