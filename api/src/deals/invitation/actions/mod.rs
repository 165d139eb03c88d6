//! What is done with invitations, one story per verb.

pub mod attributing;
pub mod inviting;
pub mod redeeming;
