//! CM-7: a case's archive verifies offline, and whatever of it is changed is named.

mod bounds;
mod flips;
mod members;
mod random;
mod sample;
