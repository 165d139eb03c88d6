//! What is done with addresses, carts, checkouts and orders: one story for each verb.

pub mod addresses;
pub mod cart;
pub mod checkout;
pub mod in_deal;
pub mod invoices;
pub mod keeping;
pub mod matters;
pub mod moving;
pub mod placing;
pub mod rates;
pub mod reading;
pub mod waiting;
