//! Reads a whole ledger and says where it was tampered with, if it was.

use std::collections::BTreeMap;

use super::{Chain, Checkpoint, Hash, PublicKey};

/// An entry as it is stored: its number, its bytes and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// From 1, without gaps.
    pub seq: u64,
    /// What [`super::Entry::to_bytes`] gave.
    pub entry: Vec<u8>,
    /// What [`Chain::append`] gave.
    pub hash: Hash,
}

/// The ledger is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// How many entries it has.
    pub entries: u64,
    /// The hash it has come to.
    pub head: Hash,
    /// Up to which entry a signature covers it. What is after it rests on the log host's copy.
    pub signed: u64,
    /// Up to which entry a copy on another machine covers it.
    pub anchored: u64,
}

/// What is wrong with a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The entry's number is not the one after the entry before: something was removed, added or
    /// put elsewhere.
    Order,
    /// The entry's hash does not fit its bytes and what was before it.
    Entry,
    /// The entries are not those that were signed, though their hashes fit each other.
    Rewritten,
    /// Entries that were signed or anchored are not there.
    Truncated,
    /// A checkpoint is not signed by a key of ours.
    Forged,
    /// Checkpoints are out of order.
    CheckpointOrder,
    /// A checkpoint that was anchored is not there, or is another one.
    CheckpointMissing,
}

/// The ledger is not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the ledger is broken at entry {seq}: {what:?}")]
pub struct Broken {
    /// The first entry that is known to be touched, as it is numbered in an untouched ledger.
    pub seq: u64,
    /// What is wrong.
    pub what: What,
}

/// Knows a ledger's name and the keys that sign for it.
pub struct Verifier {
    ledger: String,
    keys: Vec<PublicKey>,
}

impl Verifier {
    /// `keys` are the present signing key and those before it.
    pub fn new(ledger: &str, keys: Vec<PublicKey>) -> Self {
        Self { ledger: ledger.to_owned(), keys }
    }

    /// Verifies a whole ledger: entries and checkpoints as they are stored, in the order of their
    /// numbers, and anchors, which are the copies of checkpoints kept on another machine.
    ///
    /// # Errors
    /// Any entry was changed, removed, added or moved, the end was cut off after the latest
    /// checkpoint or anchor, or a checkpoint is forged or gone.
    pub fn verify(
        &self,
        entries: &[Sealed],
        checkpoints: &[Checkpoint],
        anchors: &[Checkpoint],
    ) -> Result<Verified, Broken> {
        self.check_statements(checkpoints, anchors)?;
        let mut heads: BTreeMap<u64, Hash> = BTreeMap::new();
        for statement in checkpoints.iter().chain(anchors) {
            let known = heads.entry(statement.seq).or_insert(statement.head);
            if *known != statement.head {
                return Err(Broken { seq: statement.seq, what: What::Rewritten });
            }
        }
        let chain = self.walk(entries, &heads)?;
        if let Some((last, _)) = heads.last_key_value()
            && *last > chain.seq()
        {
            return Err(Broken { seq: chain.seq() + 1, what: What::Truncated });
        }
        let latest = |list: &[Checkpoint]| list.iter().map(|one| one.seq).max().unwrap_or(0);
        Ok(Verified {
            entries: chain.seq(),
            head: chain.head(),
            signed: latest(checkpoints),
            anchored: latest(anchors),
        })
    }

    /// Signatures, order, and that what was anchored is still there.
    fn check_statements(
        &self,
        checkpoints: &[Checkpoint],
        anchors: &[Checkpoint],
    ) -> Result<(), Broken> {
        for statement in checkpoints.iter().chain(anchors) {
            if !self.keys.iter().any(|key| statement.is_signed_by(key, &self.ledger)) {
                return Err(Broken { seq: statement.seq, what: What::Forged });
            }
        }
        for pair in checkpoints.windows(2) {
            if pair[1].seq < pair[0].seq || pair[1].at < pair[0].at {
                return Err(Broken { seq: pair[1].seq, what: What::CheckpointOrder });
            }
        }
        match anchors.iter().find(|anchor| !checkpoints.contains(anchor)) {
            Some(anchor) => Err(Broken { seq: anchor.seq, what: What::CheckpointMissing }),
            None => Ok(()),
        }
    }

    fn walk(&self, entries: &[Sealed], heads: &BTreeMap<u64, Hash>) -> Result<Chain, Broken> {
        let mut chain = Chain::start(&self.ledger);
        check_head(&chain, heads)?;
        for sealed in entries {
            let (seq, hash) = chain.append(&sealed.entry);
            if sealed.seq != seq {
                return Err(Broken { seq, what: What::Order });
            }
            if sealed.hash != hash {
                return Err(Broken { seq, what: What::Entry });
            }
            check_head(&chain, heads)?;
        }
        Ok(chain)
    }
}

fn check_head(chain: &Chain, heads: &BTreeMap<u64, Hash>) -> Result<(), Broken> {
    match heads.get(&chain.seq()) {
        Some(head) if *head != chain.head() => {
            Err(Broken { seq: chain.seq(), what: What::Rewritten })
        }
        _ => Ok(()),
    }
}
