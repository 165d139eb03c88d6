//! Tables of those who sell.

pub mod identity_report_run;
pub mod operator;
pub mod operator_deposit_account;
pub mod operator_invitation;
pub mod operator_member;
pub mod operator_open_matter;
pub mod operator_payout_holder;
pub mod operator_permit;
pub mod operator_prompt;
pub mod operator_transfer;
pub mod operator_turnover;
pub mod registration;
pub mod registration_document;
pub mod registration_review;
