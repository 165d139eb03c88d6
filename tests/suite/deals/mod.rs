//! Deals: what makes a purchase cheaper when people do something together.

mod entitled;
pub mod group_buy;
mod invitation;
mod plans;
pub mod price_cut;
