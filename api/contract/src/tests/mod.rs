//! What contracts promise: nothing of one can be changed unseen, and nothing of a chain.

mod bodies;
mod chains;
mod flips;
pub mod sample;
mod stable;
