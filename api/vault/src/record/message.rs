//! The key of one message, and its commitment: both of one derivation, both wiped after use.

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{AeadInOut as _, Aes256Gcm, KeyInit as _};
use hkdf::Hkdf;
use sha2::Sha512;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::Unopened;
use crate::keys::Holder;
use crate::place::tuple;

/// Bytes of salt: as random as the key, so that even a cloned machine does not meet one twice.
pub(crate) const SALT: usize = 32;
/// Bytes of commitment.
pub(crate) const COMMITMENT: usize = 32;

/// What a message key is for: keys of one use never work for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyUse {
    /// A field of a row.
    Value,
    /// Another key.
    Key,
    /// A document in chunks.
    Stream,
}

impl KeyUse {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Value => b"fairstall/vault/value/1",
            Self::Key => b"fairstall/vault/key/1",
            Self::Stream => b"fairstall/vault/stream/1",
        }
    }
}

/// An AES-256-GCM key that encrypts one message (or the chunks of one document).
pub(crate) struct MessageKey {
    cipher: Aes256Gcm,
    commitment: [u8; COMMITMENT],
}

impl MessageKey {
    /// HKDF-SHA-512 of the holder's key, the salt, and a context of the use and the head (version,
    /// suite, epoch, key id), which is thereby committed to as well.
    pub(crate) fn derive(
        holder: &Holder,
        salt: &[u8; SALT],
        used_for: KeyUse,
        head: &[u8],
    ) -> Self {
        let mut both = Zeroizing::new([0; 32 + COMMITMENT]);
        let derivation = Hkdf::<Sha512>::new(Some(salt), holder.key.as_slice());
        let context = tuple(&[used_for.label(), head]);
        // 64 bytes are one block of the derivation, which can give 255.
        assert!(derivation.expand(&context, both.as_mut_slice()).is_ok(), "HKDF output too long");
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(&both[..32]);
        let mut commitment = [0; COMMITMENT];
        commitment.copy_from_slice(&both[32..]);
        Self { cipher: Aes256Gcm::new((&*key).into()), commitment }
    }

    pub(crate) fn commitment(&self) -> &[u8; COMMITMENT] {
        &self.commitment
    }

    /// Whether the record was made with this key; takes as long whatever the answer.
    pub(crate) fn check(&self, stored: &[u8; COMMITMENT]) -> Result<(), Unopened> {
        if bool::from(self.commitment.ct_eq(stored)) { Ok(()) } else { Err(Unopened) }
    }

    /// The cipher alone, for a document in chunks.
    pub(crate) fn into_cipher(self) -> Aes256Gcm {
        self.cipher
    }

    /// The ciphertext with its tag behind it.
    pub(crate) fn encrypt(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        text: &[u8],
    ) -> Result<Vec<u8>, Unopened> {
        self.cipher.encrypt(nonce.into(), Payload { msg: text, aad }).map_err(|_| Unopened)
    }

    /// The text, in a buffer that is wiped, and only when its tag is right.
    pub(crate) fn decrypt(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        let mut buffer = Zeroizing::new(sealed.to_vec());
        self.cipher.decrypt_in_place(nonce.into(), aad, &mut *buffer).map_err(|_| Unopened)?;
        Ok(buffer)
    }
}
