//! E-contracts that anybody can verify, years later and without us. Content in, bytes out: no
//! clock, no database, no network.
//!
//! The life of a contract: a [`Body`] says what was agreed; [`form`] writes it down in its
//! [`canonical`] text, links it to the contract before it of the same operator, and signs its
//! hash. From then on nothing of it changes. [`verify`] holds one contract against the public
//! keys and names what is wrong with it; [`verify_chain`] holds a row of them against each other
//! and names the first that is missing, moved, changed or told in two ways. [`pdf`] draws it for
//! people and carries the signed file inside.
//!
//! What a contract never contains: names, addresses and telephone numbers of buyers (a
//! [`Commitment`] stands for them, which the buyer can open), and terms that the law voids: there
//! is no member to write them in.

pub mod body;
pub mod canonical;
mod chain;
mod commitment;
mod difference;
mod file;
mod hexadecimal;
mod keys;
mod marks;
pub mod pdf;
#[cfg(test)]
mod tests;
mod verify;

pub use body::Body;
pub use chain::{Break, Head, Link, Why, verify_chain};
pub use commitment::{Commitment, Salt};
pub use difference::{Difference, diff};
pub use file::{Contract, FORMAT, NotFormed, NotRead, form};
pub use keys::{BadKeys, PublicKey, PublicKeys, SigningKey, keys_document};
pub use verify::{Broken, verify};

/// A SHA-256 hash.
pub type Hash = [u8; 32];
