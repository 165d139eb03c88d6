//! Tables of complaints: the case, its conversation, its evidence, what is offered and decided.

pub mod complaint;
pub mod complaint_archive;
pub mod complaint_custody;
pub mod complaint_evidence;
pub mod complaint_message;
pub mod complaint_offer;
pub mod complaint_pause;
pub mod complaint_remedy;
pub mod complaint_seat;
pub mod complaint_vote;
pub mod dispute_officer;
