//! The chain of an operator: each contract points back to the one before it, so none can be
//! taken out, put in, moved or told in two ways without the others giving it away.

use crate::file::Contract;
use crate::keys::PublicKeys;
use crate::verify::{Broken, verify};
use crate::{Hash, hexadecimal};

/// The place of a contract in a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The operator's id.
    pub chain: String,
    /// From 1, without gaps.
    pub seq: u64,
    /// The hash of the contract before; zeros before the first.
    pub previous: Hash,
}

/// Where a chain has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The operator's id.
    pub chain: String,
    /// The number of the last contract; 0 in a chain without any.
    pub seq: u64,
    /// The hash of the last contract; zeros in a chain without any.
    pub hash: Hash,
}

impl Head {
    /// A chain without contracts.
    pub fn start(chain: &str) -> Self {
        Self { chain: chain.to_owned(), seq: 0, hash: [0; 32] }
    }

    /// A head from its stored parts; nothing if the hash is not 64 hexadecimal digits.
    pub fn stored(chain: &str, seq: u64, hash: &str) -> Option<Self> {
        Some(Self { chain: chain.to_owned(), seq, hash: hexadecimal::read(hash)? })
    }

    /// Where the chain was before a contract, as that contract tells it: for verifying the part
    /// of a chain that one has.
    pub fn before(contract: &Contract) -> Self {
        let link = contract.link();
        let seq = link.seq.saturating_sub(1);
        Self { chain: link.chain.clone(), seq, hash: link.previous }
    }

    /// The place of the next contract.
    pub fn next(&self) -> Link {
        let seq = self.seq.saturating_add(1);
        Link { chain: self.chain.clone(), seq, previous: self.hash }
    }

    /// The hash as text.
    pub fn hash_text(&self) -> String {
        hexadecimal::write(&self.hash)
    }
}

/// What is wrong in a chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The contract at this place is not what was signed.
    #[error(transparent)]
    Changed(#[from] Broken),
    /// There is no contract at this place.
    #[error("it is missing")]
    Missing,
    /// The contract of this place stands elsewhere in the row.
    #[error("it stands in another place")]
    Moved,
    /// The contract of this place is there twice.
    #[error("it is there twice")]
    Twice,
    /// There are two histories: two signed contracts at this place, or one that does not follow
    /// from the one before it.
    #[error("two histories part here")]
    Forked,
    /// The contract is of another operator.
    #[error("it is of another chain")]
    Foreign,
    /// Contracts from this place on are known to exist, and are not there.
    #[error("the chain is cut off here")]
    Cut,
}

/// The first place of a chain where something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("contract {seq}: {why}")]
pub struct Break {
    /// The number of the contract.
    pub seq: u64,
    /// What is wrong.
    pub why: Why,
}

/// Verifies contracts of one chain, in their order, from the one after `from` to the end.
/// `known` is a later head that somebody kept elsewhere: without it, nobody can tell that the end
/// was cut off.
///
/// # Errors
/// The first place where a contract is missing, moved, changed, doubled or of another history.
pub fn verify_chain<'a>(
    contracts: impl IntoIterator<Item = &'a Contract>,
    keys: &PublicKeys,
    from: &Head,
    known: Option<&Head>,
) -> Result<Head, Break> {
    let mut contracts = contracts.into_iter();
    let mut head = from.clone();
    let mut hashes = Vec::new();
    if let Some(known) = known {
        check_known(&head, known)?;
    }
    while let Some(contract) = contracts.next() {
        let seq = head.next().seq;
        let at = |why| Break { seq, why };
        let link = contract.link();
        if link.chain != head.chain {
            return Err(at(Why::Foreign));
        }
        if link.seq > seq {
            let elsewhere = contracts.any(|later| later.link().seq == seq);
            return Err(at(if elsewhere { Why::Moved } else { Why::Missing }));
        }
        verify(contract, keys).map_err(|broken| Break { seq: link.seq, why: broken.into() })?;
        if link.seq < seq {
            return Err(Break { seq: link.seq, why: earlier(contract, from, &hashes) });
        }
        if link.previous != head.hash {
            return Err(at(Why::Forked));
        }
        head = contract.head();
        hashes.push(head.hash);
        if let Some(known) = known {
            check_known(&head, known)?;
        }
    }
    match known {
        Some(known) if known.seq > head.seq => Err(Break { seq: head.next().seq, why: Why::Cut }),
        _ => Ok(head),
    }
}

/// A contract of a place that was passed already: the same again, or another.
fn earlier(contract: &Contract, from: &Head, hashes: &[Hash]) -> Why {
    let place = contract.link().seq.checked_sub(from.seq.saturating_add(1));
    let place = place.and_then(|place| usize::try_from(place).ok());
    match place.and_then(|place| hashes.get(place)) {
        Some(hash) if *hash == contract.hash() => Why::Twice,
        Some(_) => Why::Forked,
        None => Why::Moved,
    }
}

fn check_known(head: &Head, known: &Head) -> Result<(), Break> {
    let other = head.seq == known.seq && head.hash != known.hash;
    if other || head.chain != known.chain {
        let why = if other { Why::Forked } else { Why::Foreign };
        return Err(Break { seq: known.seq, why });
    }
    Ok(())
}
