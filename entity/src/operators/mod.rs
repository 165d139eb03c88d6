//! Tables of those who sell.

pub mod operator;
pub mod operator_member;
pub mod operator_permit;
