//! Record v1: one sealed value (trust.md §3).
//!
//! > version 1 | suite 1 | epoch 4 | key id 16 | salt 32 | commitment 32 | nonce 12 | text | tag 16
//!
//! Every message has a key of its own: HKDF-SHA-512 of the holder's key, a random salt and the
//! head of the record gives an AES-256-GCM key and a commitment. AES-GCM alone would let one
//! ciphertext open under two keys; the commitment, compared before anything is decrypted, does
//! not. And as no key encrypts twice, the bound of 2^32 messages per key never comes near.

mod message;
#[cfg(test)]
mod tests;

use zeroize::Zeroizing;

pub(crate) use message::{COMMITMENT, KeyUse, MessageKey, SALT};

use crate::chance::{self, Chance};
use crate::keys::{Holder, KeyId, SubjectKey};
use crate::padding::{Padding, unpad};
use crate::place::Place;

/// The value does not open. Whether the key, the place or a byte is wrong is not said: the answer
/// would help only who is trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed value does not open")]
pub struct Unopened;

const VERSION: u8 = 1;
/// HKDF-SHA-512, AES-256-GCM, 32 bytes of commitment.
const SUITE: u8 = 1;
const NONCE: usize = 12;
const TAG: usize = 16;

const EPOCH_AT: usize = 2;
const KEY_ID_AT: usize = 6;
const SALT_AT: usize = 22;
const COMMITMENT_AT: usize = SALT_AT + SALT;
const NONCE_AT: usize = COMMITMENT_AT + COMMITMENT;
const TEXT_AT: usize = NONCE_AT + NONCE;

/// A sealed value: bytes that say which key opens them and nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct Record(Vec<u8>);

impl Record {
    /// Seals `value` for one place with the key of the place's subject.
    ///
    /// # Errors
    /// The key is another subject's.
    pub fn seal(
        key: &SubjectKey,
        place: &Place,
        padding: Padding,
        value: &[u8],
        chance: &dyn Chance,
    ) -> Result<Self, Unopened> {
        if key.subject() != place.subject {
            return Err(Unopened);
        }
        Self::seal_with(key.holder(), KeyUse::Value, place, &padding.pad(value), chance)
    }

    /// Opens what [`Self::seal`] made for the same place. Not public: outside this crate a value
    /// is opened by [`crate::pii::Pii::reveal`], which asks for a grant.
    pub(crate) fn open(
        &self,
        key: &SubjectKey,
        place: &Place,
    ) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        if key.subject() != place.subject {
            return Err(Unopened);
        }
        self.open_with(key.holder(), KeyUse::Value, place)
    }

    /// Seals the same value anew, for another version of its row or under a new key of the same
    /// subject, without showing it to the caller.
    ///
    /// # Errors
    /// The record does not open with `key` at `place`, or `new_place` is another cell.
    pub fn reseal(
        &self,
        (key, place): (&SubjectKey, &Place),
        (new_key, new_place): (&SubjectKey, &Place),
        chance: &dyn Chance,
    ) -> Result<Self, Unopened> {
        if !place.is_same_cell(*new_place) || new_key.subject() != new_place.subject {
            return Err(Unopened);
        }
        let padded = self.open_padded(key.holder(), KeyUse::Value, place)?;
        Self::seal_with(new_key.holder(), KeyUse::Value, new_place, &padded, chance)
    }

    /// Seals bytes that are padded already.
    pub(crate) fn seal_with(
        holder: &Holder,
        used_for: KeyUse,
        place: &Place,
        padded: &[u8],
        chance: &dyn Chance,
    ) -> Result<Self, Unopened> {
        let mut bytes = Vec::with_capacity(TEXT_AT + padded.len() + TAG);
        bytes.extend_from_slice(&[VERSION, SUITE]);
        bytes.extend_from_slice(&holder.epoch.to_be_bytes());
        bytes.extend_from_slice(&holder.id.0);
        let salt: [u8; SALT] = chance::draw(chance);
        let message = MessageKey::derive(holder, &salt, used_for, &bytes);
        bytes.extend_from_slice(&salt);
        bytes.extend_from_slice(message.commitment());
        let nonce: [u8; NONCE] = chance::draw(chance);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&message.encrypt(&nonce, &place.to_bytes(), padded)?);
        Ok(Self(bytes))
    }

    /// Opens what [`Self::seal_with`] made and cuts its padding off.
    pub(crate) fn open_with(
        &self,
        holder: &Holder,
        used_for: KeyUse,
        place: &Place,
    ) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        unpad(self.open_padded(holder, used_for, place)?).ok_or(Unopened)
    }

    fn open_padded(
        &self,
        holder: &Holder,
        used_for: KeyUse,
        place: &Place,
    ) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        if self.key_id() != holder.id {
            return Err(Unopened);
        }
        let salt = self.part(SALT_AT)?;
        let message = MessageKey::derive(holder, &salt, used_for, &self.0[..SALT_AT]);
        message.check(&self.part(COMMITMENT_AT)?)?;
        message.decrypt(&self.part(NONCE_AT)?, &place.to_bytes(), &self.0[TEXT_AT..])
    }

    /// Takes bytes that may be a record: long enough, and of a version and suite known here.
    ///
    /// # Errors
    /// They are not.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Unopened> {
        let long_enough = bytes.len() >= TEXT_AT + TAG + Padding::Short.step();
        if long_enough && bytes[0] == VERSION && bytes[1] == SUITE {
            return Ok(Self(bytes));
        }
        Err(Unopened)
    }

    /// What is stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The epoch of the key above the record's key when the record was made. A subject key that
    /// was rewrapped since has a later one.
    pub fn epoch(&self) -> u32 {
        self.part(EPOCH_AT).map_or(0, u32::from_be_bytes)
    }

    /// Which key opens it.
    pub fn key_id(&self) -> KeyId {
        KeyId(self.part(KEY_ID_AT).unwrap_or_default())
    }

    fn part<const N: usize>(&self, at: usize) -> Result<[u8; N], Unopened> {
        self.0.get(at..at + N).and_then(|part| part.try_into().ok()).ok_or(Unopened)
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Record(…)")
    }
}
