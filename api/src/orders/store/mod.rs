//! The SQL of orders.

pub mod addresses;
pub mod cart;
pub mod checks;
pub mod contracts;
pub mod invoices;
pub mod lists;
pub mod matters;
pub mod orders;
pub mod rates;
pub mod trade_subjects;

/// A connection or a transaction, for whoever reads through this slice.
pub use sea_orm::ConnectionTrait as Connection;
