//! What the personal-data vault computes. No database, no GraphQL, no clock: bytes in, bytes out.
//!
//! The keys form a ladder: a root in a [`provider::KeyProvider`] → an [`keys::EpochKey`] for
//! ninety days → a [`keys::SubjectKey`] for each person, kept in a database of its own → a fresh
//! key for every single message ([`record`], [`stream`]). Erasing a person is deleting one wrapped
//! key.
//!
//! There is one way from a sealed field to its text: [`pii::Pii::reveal`] with a
//! [`pii::AccessGrant`], which only the one [`pii::Issuer`] of a [`pii::Vault`] can make. What it
//! was made for is written into the access ledger first; [`chain`] seals that ledger.
//!
//! [`normal`] makes values comparable, [`blind`] makes them searchable without opening them, and
//! [`mask`] makes them fit to be shown.

pub mod blind;
pub mod chain;
pub mod chance;
pub mod keys;
pub mod mask;
pub mod normal;
pub mod padding;
pub mod pii;
pub mod place;
pub mod provider;
pub mod record;
pub mod stream;

pub use chance::{Chance, System};
pub use place::{Category, Place};
pub use record::{Record, Unopened};
