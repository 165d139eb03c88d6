//! Tables of compensation: claims and the losses they are about, what was moved for them, faked
//! claims, and objections.

pub mod claim;
pub mod entry;
pub mod fabrication_finding;
pub mod loss;
pub mod objection;
