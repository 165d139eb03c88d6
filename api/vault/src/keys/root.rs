//! The root key, where it is ours to hold: in a file, for a shop on one machine. With a key
//! server the root never comes here.

use hkdf::Hkdf;
use sha2::Sha512;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Holder, KEY_BYTES, KeyId};
use crate::chance::Chance;
use crate::padding::Padding;
use crate::place::{Category, Place};
use crate::provider::WrapContext;
use crate::record::{KeyUse, Record, Unopened};

/// 256 bits at the top of the ladder.
pub struct RootKey(Holder);

impl RootKey {
    /// Takes the bytes of a root.
    ///
    /// # Panics
    /// Never: the length asked for is far below what the derivation can give.
    pub fn from_bytes(key: Zeroizing<[u8; KEY_BYTES]>) -> Self {
        let mut id = KeyId::default();
        // The id is derived, so that the file is the key and nothing beside it.
        let derivation = Hkdf::<Sha512>::new(None, key.as_slice());
        let derived = derivation.expand(b"fairstall/vault/root-id/1", &mut id.0);
        // 16 bytes are less than one block of the derivation.
        assert!(derived.is_ok(), "HKDF output too long");
        Self(Holder { id, epoch: 0, key })
    }

    /// Wraps a secret for one context.
    pub(crate) fn wrap(
        &self,
        secret: &[u8],
        context: &WrapContext,
        chance: &dyn Chance,
    ) -> Result<Vec<u8>, Unopened> {
        let padded = Padding::Short.pad(secret);
        Record::seal_with(&self.0, KeyUse::Key, &place(context), &padded, chance)
            .map(|record| record.as_bytes().to_vec())
    }

    /// Opens what [`Self::wrap`] made for the same context.
    pub(crate) fn unwrap(
        &self,
        wrapped: &[u8],
        context: &WrapContext,
    ) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        Record::from_bytes(wrapped.to_vec())?.open_with(&self.0, KeyUse::Key, &place(context))
    }
}

fn place(context: &WrapContext) -> Place {
    Place {
        tenant: Uuid::nil(),
        table: "root",
        column: context.purpose,
        subject: Uuid::nil(),
        record: Uuid::nil(),
        row_version: u64::from(context.epoch),
        category: Category::Key,
    }
}
