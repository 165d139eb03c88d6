//! The ladder of keys: root → epoch → subject. Each rung is stored wrapped by the one above it.
//!
//! All of them are wiped when dropped, none shows its bytes, and none can be cloned.

mod epoch;
mod root;
mod subject;
#[cfg(test)]
mod tests;

use zeroize::Zeroizing;

use crate::chance::{self, Chance};
use crate::record::Unopened;

pub use epoch::{EpochKey, WrappedEpochKey};
pub use root::RootKey;
pub use subject::{SubjectKey, WrappedSubjectKey};

/// Bytes of a key, on every rung.
pub const KEY_BYTES: usize = 32;

/// Names a key without telling anything of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct KeyId(pub [u8; 16]);

impl std::fmt::Debug for KeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A key together with what records say of it.
pub(crate) struct Holder {
    pub(crate) id: KeyId,
    pub(crate) epoch: u32,
    pub(crate) key: Zeroizing<[u8; KEY_BYTES]>,
}

impl Holder {
    pub(crate) fn random(epoch: u32, chance: &dyn Chance) -> Self {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        chance.fill(key.as_mut_slice());
        Self { id: KeyId(chance::draw(chance)), epoch, key }
    }

    /// Id and key as they are wrapped.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(16 + KEY_BYTES));
        bytes.extend_from_slice(&self.id.0);
        bytes.extend_from_slice(self.key.as_slice());
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    pub(crate) fn from_bytes(epoch: u32, bytes: &[u8]) -> Result<Self, Unopened> {
        let (id, secret) = bytes.split_at_checked(16).ok_or(Unopened)?;
        let id = KeyId(id.try_into().map_err(|_| Unopened)?);
        if secret.len() != KEY_BYTES {
            return Err(Unopened);
        }
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        key.copy_from_slice(secret);
        Ok(Self { id, epoch, key })
    }
}
