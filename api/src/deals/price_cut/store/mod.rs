//! The SQL of price cuts: rows in, nouns out.

pub mod campaigns;
pub mod checks;
pub mod cuts;
pub mod helps;
