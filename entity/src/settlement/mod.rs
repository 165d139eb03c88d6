//! Rows of settlement.
