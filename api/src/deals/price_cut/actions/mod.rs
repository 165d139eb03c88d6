//! What is done with price cuts, one story per verb.

pub mod buying;
pub mod campaigns;
pub mod deciding;
pub mod ending;
pub mod helping;
pub mod reading;
pub mod reviewing;
pub mod sharing;
pub mod starting;
