//! What is done with addresses, carts, checkouts and orders: one story for each verb.

pub mod addresses;
pub mod cart;
pub mod checkout;
pub mod invoices;
pub mod keeping;
pub mod matters;
pub mod moving;
pub mod rates;
pub mod reading;
