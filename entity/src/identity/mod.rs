//! Tables of accounts, the proofs of who a person is, and what they may do.

pub mod account;
pub mod attempt;
pub mod ceremony;
pub mod contact;
pub mod guardianship;
pub mod one_time_code;
pub mod outside_identity;
pub mod partner_client;
pub mod passkey;
pub mod password;
pub mod recovery_code;
pub mod refresh_token;
pub mod session;
pub mod staff_role;
pub mod totp;
