//! Rows of what people were told.

pub mod account_notice;
