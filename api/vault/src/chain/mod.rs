//! The seal of the access ledger: whoever changes, removes, adds or reorders an entry, or cuts
//! the ledger off, is found out.
//!
//! Each entry has a hash over the hash before it, its number and its bytes. Once a minute the hash
//! that the chain has come to is signed: a checkpoint. Copies of checkpoints are kept on another
//! machine: anchors. Who owns the database can recompute hashes, but cannot sign; who has stolen
//! the signing key too is still held by the anchors. What came after the last checkpoint is
//! covered by the copy of entries on the log host alone.

mod checkpoint;
mod entry;
#[cfg(test)]
mod tests;
mod verify;

use sha2::{Digest as _, Sha256};

pub use checkpoint::{Checkpoint, PublicKey, Signer};
pub use entry::{Decision, Entry};
pub use verify::{Broken, Sealed, Verified, Verifier, What};

use crate::place::tuple;

/// A hash of the chain.
pub type Hash = [u8; 32];

/// Where a chain has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    seq: u64,
    head: Hash,
}

impl Chain {
    /// A chain without entries. The name of the ledger goes into its first hash: entries of one
    /// ledger are not of another.
    pub fn start(ledger: &str) -> Self {
        let head = Sha256::digest(tuple(&[b"fairstall/vault/ledger/1", ledger.as_bytes()])).into();
        Self { seq: 0, head }
    }

    /// Goes on from a stored entry's number and hash.
    pub fn resume(seq: u64, head: Hash) -> Self {
        Self { seq, head }
    }

    /// Seals one entry: its number (from 1) and its hash are stored beside it.
    pub fn append(&mut self, entry: &[u8]) -> (u64, Hash) {
        self.seq += 1;
        let mut hash = Sha256::new();
        // The first two have one length always, so the three parts cannot slide.
        hash.update(self.head);
        hash.update(self.seq.to_be_bytes());
        hash.update(entry);
        self.head = hash.finalize().into();
        (self.seq, self.head)
    }

    /// How many entries it has.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The hash it has come to.
    pub fn head(&self) -> Hash {
        self.head
    }
}
