//! Identity: who somebody is, how they prove it, and what that lets them do.
//!
//! An account is `ACTIVE`, `SUSPENDED` by the platform, or `CLOSED` for good. A person proves who
//! they are with a password or a one-time code (and a second factor, where they have one) or with
//! a passkey, and then holds a session: a family of refresh tokens of which one is live, and short
//! access tokens. Risky acts ask for a fresh proof (step-up). Nothing here answers whether an
//! address has an account: every door looks, and takes, the same for known and unknown.
//!
//! Rules stand in the files named after nouns; `actions` tells what a request does; `viewer` is
//! what other slices ask for: `Person`, `Staff<…>`, and whether a child may act (PD-5).

pub mod account;
pub mod actions;
pub mod attempts;
pub mod authenticate;
pub mod client;
pub mod code;
pub mod contact;
pub mod facts;
pub mod graphql;
pub mod guardian;
pub mod handle;
pub mod jobs;
pub mod letters;
pub mod outside;
pub mod passkey;
pub mod password;
pub mod personal;
pub mod session;
pub mod token;
pub mod totp;
pub mod viewer;

mod marks;
mod post;
mod reaching;
mod seal;
mod settle;
mod store;

pub use account::{Account, Restraint};
pub use actions::phone_lookup;
pub use authenticate::Authenticator;
pub use marks::marks;
pub use post::{write_as, write_to};
pub use settle::{Newcomer, settle};
pub use store::accounts::{
    account_of, by_handle, by_id as account, closed_among, exists, lock as lock_account,
    many as accounts,
};
pub use store::clients::by_id as client_of;
pub use store::contacts::lookups_of;
pub use viewer::{
    Admin, Arbitrator, Compliance, Duty, Mediator, NotOnDuty, Person, Risk, Staff, Support, Viewer,
};
