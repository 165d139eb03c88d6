//! Rows of payments.
