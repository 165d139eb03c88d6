//! Data rights: what people allow us to do with their data, what they may demand of us, and what we
//! owe them when it got out.
//!
//! Consents are kept by `privacy::consent`; here they are given, taken back and shown (PD-1 to
//! PD-3). A request is `RECEIVED` until whoever asks has shown who they are, then `IN_PROGRESS`,
//! and ends `FULFILLED` or `REFUSED` with a reason, which may be `APPEALED` (PD-7). What a program
//! can do is done at once: archives, restriction, closing. A breach runs from `SUSPECTED` to
//! `CLOSED` with its clocks beside it. `registry` is the list of all personal data of the house.

mod actions;
mod archive;
pub mod breach;
pub mod facts;
pub mod graphql;
mod http;
pub mod jobs;
mod personal;
pub mod registry;
pub mod request;
mod store;
mod words;

pub use actions::consents::{Matter, Shown, give as give_consent};
pub use breach::Breach;
pub use http::routes;
pub use request::SubjectRequest;
