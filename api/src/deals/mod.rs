//! Deals: what makes a purchase cheaper when people do something together. Each is a folder of its
//! own; what they share is the seam to orders (`orders::buy_in_deal`).
#![deny(clippy::as_conversions, clippy::float_arithmetic)]

pub mod carried;
pub mod graphql;
pub mod group_buy;
pub mod invitation;
pub mod price_cut;
