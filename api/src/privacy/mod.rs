//! Personal data: sealed under a key of its subject, found by blind indices, and opened through
//! one gate, which asks for a ground and writes the access down before anything leaves.
//!
//! The calculations are the `vault` crate's; here they meet the two databases. Wrapped keys are in
//! the *key store*, a database of its own: a copy of either tells nothing, and with a subject's key
//! destroyed nothing that was sealed about them opens again, in no backup either.
//!
//! ```text
//! a slice ──seal──▶ Pii in its row          keys_of(subject) before its transaction
//!         ──open──▶ Asking ─▶ gate ─▶ access_entry committed ─▶ Opened ─▶ Plain
//!                                      └─▶ sealer: chain, checkpoints ─▶ `privacy verify`
//! ```
//!
//! Beside it stand consents, how long rows are kept, and what every slice declares to be personal.

pub mod consent;
mod erasure;
mod facts;
mod field;
mod file;
mod gate;
pub mod jobs;
pub mod ledger;
mod orphans;
pub mod personal;
mod restricting;
pub mod retention;
mod safe;
mod store;
pub mod turning;

pub use erasure::{erase, replay};
pub use facts::SubjectErased;
pub(crate) use field::fields;
pub use field::row;
pub use file::{FileOpener, FileSealer};
pub use gate::{Asking, Denied, Ground, Opened, Purpose, Reader, Wish, open, open_all, resume};
pub use orphans::sweep as sweep_orphans;
pub use restricting::restrict_reading;
pub use safe::{Safe, SubjectKeys, index_key, keys_of, keys_of_newcomer};
pub use store::erasures::is_erased;
