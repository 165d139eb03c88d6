//! Checkpoints: the state of the chain, signed with Ed25519.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::{Chain, Hash};
use crate::chance::Chance;
use crate::keys::KEY_BYTES;
use crate::place::tuple;
use crate::record::Unopened;

/// A signed statement: at this time the chain had this many entries and this hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The number of the last entry.
    pub seq: u64,
    /// The hash of the last entry.
    pub head: Hash,
    /// When it was signed, in whole seconds since 1970.
    pub at: i64,
    /// Ed25519 over the three.
    pub signature: [u8; 64],
}

impl Checkpoint {
    /// The bytes that are signed.
    fn message(ledger: &str, seq: u64, head: &Hash, at: i64) -> Vec<u8> {
        tuple(&[
            b"fairstall/vault/checkpoint/1",
            ledger.as_bytes(),
            &seq.to_be_bytes(),
            head,
            &at.to_be_bytes(),
        ])
    }

    /// Whether `key` signed it for this ledger.
    pub fn is_signed_by(&self, key: &PublicKey, ledger: &str) -> bool {
        key.verify(&Self::message(ledger, self.seq, &self.head, self.at), &self.signature)
    }
}

/// The half of the signing key that everybody may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// Whether `signature` is this key's over `message`.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(message, signature).is_ok()
    }
}

/// Signs checkpoints of one ledger.
pub struct Signer {
    pair: Ed25519KeyPair,
    ledger: String,
}

impl Signer {
    /// A new signing key, and its seed to be wrapped and stored.
    ///
    /// # Errors
    /// None that can happen: every 32 bytes are a seed.
    pub fn create(
        ledger: &str,
        chance: &dyn Chance,
    ) -> Result<(Self, Zeroizing<[u8; KEY_BYTES]>), Unopened> {
        let mut seed = Zeroizing::new([0; KEY_BYTES]);
        chance.fill(seed.as_mut_slice());
        Ok((Self::from_seed(ledger, &seed)?, seed))
    }

    /// The signing key of a stored seed.
    ///
    /// # Errors
    /// None that can happen: every 32 bytes are a seed.
    pub fn from_seed(ledger: &str, seed: &[u8; KEY_BYTES]) -> Result<Self, Unopened> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| Unopened)?;
        Ok(Self { pair, ledger: ledger.to_owned() })
    }

    /// What verifies its signatures.
    pub fn public_key(&self) -> PublicKey {
        let mut key = [0; 32];
        key.copy_from_slice(self.pair.public_key().as_ref());
        PublicKey(key)
    }

    /// Signs where the chain has come to.
    ///
    /// # Errors
    /// The library cannot sign; the next minute tries again.
    pub fn sign(&self, chain: &Chain, now: OffsetDateTime) -> Result<Checkpoint, Unopened> {
        let (seq, head, at) = (chain.seq(), chain.head(), now.unix_timestamp());
        let message = Checkpoint::message(&self.ledger, seq, &head, at);
        let signed = self.pair.try_sign(&message).map_err(|_| Unopened)?;
        let signature = signed.as_ref().try_into().map_err(|_| Unopened)?;
        Ok(Checkpoint { seq, head, at, signature })
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.ledger)
    }
}
