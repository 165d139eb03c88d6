//! The way in: text is pushed, sealed chunks come out.

use aes_gcm::AeadInOut as _;
use zeroize::Zeroizing;

use super::{CHUNK, Chunks, HEADER, PREFIX, SALT_AT, SUITE, TooLong, VERSION};
use crate::chance::{self, Chance};
use crate::keys::SubjectKey;
use crate::place::Place;
use crate::record::{KeyUse, MessageKey, SALT, Unopened};

/// Seals one document. Holds at most one chunk of it.
pub struct Encryptor {
    chunks: Chunks,
    pub(super) buffer: Zeroizing<Vec<u8>>,
}

impl Encryptor {
    /// Begins a document. The header is the first thing to be stored.
    ///
    /// # Errors
    /// The key is another subject's than the place.
    pub fn new(
        key: &SubjectKey,
        place: &Place,
        chance: &dyn Chance,
    ) -> Result<(Self, [u8; HEADER]), Unopened> {
        if key.subject() != place.subject {
            return Err(Unopened);
        }
        let holder = key.holder();
        let salt: [u8; SALT] = chance::draw(chance);
        let prefix: [u8; PREFIX] = chance::draw(chance);
        let mut head = [0; SALT_AT];
        head[..2].copy_from_slice(&[VERSION, SUITE]);
        head[2..6].copy_from_slice(&holder.epoch.to_be_bytes());
        head[6..].copy_from_slice(&holder.id.0);
        let message = MessageKey::derive(holder, &salt, KeyUse::Stream, &head);
        let mut header = [0; HEADER];
        let parts = [&head[..], &salt, message.commitment(), &prefix].concat();
        header.copy_from_slice(&parts);
        let chunks = Chunks::new(message.into_cipher(), &header, place);
        // The capacity is exact: a buffer that grows leaves copies behind that nobody wipes.
        Ok((Self { chunks, buffer: Zeroizing::new(Vec::with_capacity(CHUNK)) }, header))
    }

    /// Takes text of any length and appends the chunks that are full to `sealed`.
    ///
    /// # Errors
    /// The document is too long; what was sealed of it cannot be completed.
    pub fn push(&mut self, mut text: &[u8], sealed: &mut Vec<u8>) -> Result<(), TooLong> {
        while !text.is_empty() {
            // A full chunk waits for what follows: only then is it known not to be the last.
            if self.buffer.len() == CHUNK {
                self.emit(false, sealed)?;
            }
            let (now, rest) = text.split_at(text.len().min(CHUNK - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            text = rest;
        }
        Ok(())
    }

    /// Appends the last chunk. A document without it does not open.
    ///
    /// # Errors
    /// The document is too long.
    pub fn finish(mut self, sealed: &mut Vec<u8>) -> Result<(), TooLong> {
        self.emit(true, sealed)
    }

    fn emit(&mut self, last: bool, sealed: &mut Vec<u8>) -> Result<(), TooLong> {
        let nonce = self.chunks.nonce(last)?;
        let text = self.buffer.as_mut_slice();
        let tag = self
            .chunks
            .cipher
            .encrypt_inout_detached((&nonce).into(), &self.chunks.binding, text.into())
            .map_err(|_| TooLong)?;
        sealed.extend_from_slice(&self.buffer);
        sealed.extend_from_slice(&tag);
        // Ciphertext by now: nothing to wipe.
        self.buffer.clear();
        Ok(())
    }
}
