//! The way out: sealed bytes are pushed, text comes out, chunk by chunk and only when its tag is
//! right. It needs a grant, as a field does.

use aes_gcm::AeadInOut as _;
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::{
    CHUNK, COMMITMENT_AT, Chunks, HEADER, PREFIX_AT, SALT_AT, SEALED_CHUNK, SUITE, TAG, Unopened,
    VERSION,
};
use crate::keys::SubjectKey;
use crate::pii::{AccessGrant, Withheld};
use crate::place::Place;
use crate::record::{KeyUse, MessageKey};

/// Opens one document. Holds at most one sealed chunk of it.
pub struct Decryptor {
    chunks: Chunks,
    pub(super) buffer: Zeroizing<Vec<u8>>,
    /// After a failure nothing more comes out.
    broken: bool,
}

impl Decryptor {
    /// Begins with the header of a document. The grant is looked at once: a minute is for
    /// beginning to read.
    ///
    /// # Errors
    /// The grant does not allow the place with this key at `now`; or the header is of another
    /// document, place or key.
    pub fn new(
        header: &[u8; HEADER],
        place: &Place,
        key: &SubjectKey,
        grant: &AccessGrant,
        now: OffsetDateTime,
    ) -> Result<Self, Withheld> {
        grant.allows(key, place, now)?;
        Ok(Self::open(header, place, key)?)
    }

    pub(super) fn open(
        header: &[u8; HEADER],
        place: &Place,
        key: &SubjectKey,
    ) -> Result<Self, Unopened> {
        let (head, rest) = header.split_at(SALT_AT);
        let known = head[..2] == [VERSION, SUITE] && head[6..] == key.id().0;
        if !known || key.subject() != place.subject {
            return Err(Unopened);
        }
        let salt = rest.first_chunk().ok_or(Unopened)?;
        let commitment = header[COMMITMENT_AT..PREFIX_AT].try_into().map_err(|_| Unopened)?;
        let message = MessageKey::derive(key.holder(), salt, KeyUse::Stream, head);
        message.check(commitment)?;
        let chunks = Chunks::new(message.into_cipher(), header, place);
        let buffer = Zeroizing::new(Vec::with_capacity(SEALED_CHUNK));
        Ok(Self { chunks, buffer, broken: false })
    }

    /// Takes sealed bytes of any length and appends the text of whole chunks to `text`. What came
    /// out is authentic; whether the document goes on after it, only [`Self::finish`] tells.
    ///
    /// # Errors
    /// A chunk was changed, moved, repeated, or is of another document. Nothing more comes out.
    pub fn push(
        &mut self,
        mut sealed: &[u8],
        text: &mut Zeroizing<Vec<u8>>,
    ) -> Result<(), Unopened> {
        while !sealed.is_empty() {
            if self.buffer.len() == SEALED_CHUNK {
                self.emit(false, text)?;
            }
            let (now, rest) = sealed.split_at(sealed.len().min(SEALED_CHUNK - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            sealed = rest;
        }
        if self.broken { Err(Unopened) } else { Ok(()) }
    }

    /// Appends the text of the last chunk.
    ///
    /// # Errors
    /// The last chunk is not there: the document was cut off, or went on after it.
    pub fn finish(mut self, text: &mut Zeroizing<Vec<u8>>) -> Result<(), Unopened> {
        // An empty last chunk is of an empty document only; elsewhere nobody made it.
        if self.buffer.len() == TAG && self.chunks.next != Some(0) {
            return Err(Unopened);
        }
        self.emit(true, text)
    }

    fn emit(&mut self, last: bool, text: &mut Zeroizing<Vec<u8>>) -> Result<(), Unopened> {
        if self.broken {
            self.buffer.clear();
            return Err(Unopened);
        }
        let opened = self.decrypt(last);
        if opened.is_ok() {
            append(text, &self.buffer);
        }
        self.broken = opened.is_err();
        // The next chunk overwrites it, and the whole buffer is wiped when it is dropped: wiping it
        // after every chunk would take as long as decrypting it.
        self.buffer.clear();
        opened
    }

    /// Decrypts in a buffer of our own: the caller never sees text whose tag is wrong.
    fn decrypt(&mut self, last: bool) -> Result<(), Unopened> {
        let nonce = self.chunks.nonce(last).map_err(|_| Unopened)?;
        let length = self.buffer.len().checked_sub(TAG).ok_or(Unopened)?;
        let (body, tag) = self.buffer.split_at_mut(length);
        let tag: [u8; TAG] = (&*tag).try_into().map_err(|_| Unopened)?;
        self.chunks
            .cipher
            .decrypt_inout_detached(
                (&nonce).into(),
                &self.chunks.binding,
                body.into(),
                (&tag).into(),
            )
            .map_err(|_| Unopened)?;
        self.buffer.truncate(length);
        Ok(())
    }
}

/// Appends without leaving a copy behind when the buffer has to grow.
fn append(text: &mut Zeroizing<Vec<u8>>, more: &[u8]) {
    if text.capacity() - text.len() < more.len() {
        let capacity = (text.len() + more.len()).max(text.capacity() * 2).max(CHUNK);
        let mut wider = Zeroizing::new(Vec::with_capacity(capacity));
        wider.extend_from_slice(text);
        *text = wider;
    }
    text.extend_from_slice(more);
}
