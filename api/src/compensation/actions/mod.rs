//! What is done about compensation. What others call takes their transaction; `desk`, `shop` and
//! `fabrications` are what requests ask for.

pub mod advancing;
pub mod claiming;
pub mod contests;
pub mod deciding;
pub mod desk;
pub mod fabrications;
pub mod moving;
pub mod opening;
pub mod paying;
pub mod recovering;
pub mod shop;
pub mod writing_off;
