//! What is done with campaigns, groups and seats: one story for each verb.

pub mod benefit;
pub mod campaigns;
pub mod counting;
pub mod ending;
pub mod leaving;
pub mod orders;
pub mod reading;
pub mod review;
pub mod seats;
pub mod sharing;
mod steps;
pub mod stopping;
pub mod waiving;
