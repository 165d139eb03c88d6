//! Identity, told through GraphQL: who somebody is, how they prove it, what that lets them do.

mod clients;
mod codes;
mod contacts;
pub mod desk;
mod enumeration;
mod factors;
mod guardians;
mod outside;
mod passkeys;
mod passwords;
mod profile;
mod refresh;
mod register;
mod sessions;
pub mod soft_key;
mod staff;
mod step_up;
