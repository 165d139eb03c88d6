//! What the room does: authorise, lock, decide, save, tell. One file for each group of verbs.

pub mod breaches;
pub mod consents;
pub mod holds;
pub mod letters;
pub mod notices;
pub mod requests;
pub mod staff;
pub mod works;
