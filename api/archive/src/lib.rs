//! The archive of a dispute's case, which a court can verify years later and without us. Content
//! in, bytes out: no clock, no database, no network.
//!
//! An archive is one uncompressed tar. First in it stands `manifest.json`, which names every
//! entry with its hash; then `manifest.sig`, the platform's signature over the manifest; then the
//! entries, sorted by path. There is exactly one file for one content, byte for byte:
//! [`Builder`] makes it, and [`verify`] makes it anew from what it read and compares, so that
//! nothing of a file is beyond the signature, not even the padding.
//!
//! The key is the one that signs contracts: whoever keeps the published list of keys needs
//! nothing else. docs/CASE-ARCHIVE.md tells how to verify with common tools instead.

mod builder;
mod container;
mod fault;
mod manifest;
mod paths;
mod signature;
#[cfg(test)]
mod tests;
mod verify;

pub use builder::{Builder, NotMade};
pub use fault::Fault;
pub use manifest::{Entry, FORMAT};
pub use signature::Signer;
pub use verify::{Report, verify};

/// The path of the list of all entries.
pub const MANIFEST: &str = "manifest.json";
/// The path of the signature over that list.
pub const SIGNATURE: &str = "manifest.sig";
/// An archive has no more entries than this, the list and its signature not counted.
pub const MOST_ENTRIES: usize = 10_000;
/// An archive has no more bytes than this: 1 GiB.
pub const MOST_BYTES: usize = 1 << 30;
/// A path has no more bytes than this: what the oldest form of tar holds.
pub const LONGEST_PATH: usize = 100;
