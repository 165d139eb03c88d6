//! Documents at rest: encrypted in chunks, so that a file of any size passes through a buffer of
//! one chunk (the STREAM construction).
//!
//! > version 1 | suite 1 | epoch 4 | key id 16 | salt 32 | commitment 32 | nonce prefix 7
//! > then chunks: 65,536 bytes and a tag of 16 each; the last may be shorter
//!
//! The document's key is derived like a record's, from the subject key, a salt and the head. The
//! nonce of a chunk is the prefix, its number, and whether it is the last: a chunk that is cut
//! off, added, repeated or moved does not open. Every chunk is bound to the whole header and to
//! the place of the document.
//!
//! Nothing here reads or writes: bytes are pushed in and come out of a buffer of the caller's, who
//! does that in an async task as well as in a loop.

mod decrypt;
mod encrypt;
#[cfg(test)]
mod tests;

use aes_gcm::Aes256Gcm;
use sha2::{Digest as _, Sha256};

pub use decrypt::Decryptor;
pub use encrypt::Encryptor;

use crate::place::{Place, tuple};
use crate::record::{COMMITMENT, SALT, Unopened};

/// Bytes of text in a chunk.
pub const CHUNK: usize = 64 * 1024;
/// Bytes of a sealed chunk.
pub const SEALED_CHUNK: usize = CHUNK + TAG;
/// Bytes before the first chunk.
pub const HEADER: usize = PREFIX_AT + PREFIX;

const VERSION: u8 = 1;
const SUITE: u8 = 1;
const TAG: usize = 16;
const PREFIX: usize = 7;
const SALT_AT: usize = 22;
const COMMITMENT_AT: usize = SALT_AT + SALT;
const PREFIX_AT: usize = COMMITMENT_AT + COMMITMENT;

/// The document has more chunks than a nonce can count: 256 TiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the document is too long to be sealed")]
pub struct TooLong;

/// What is sealed of a document of `length` bytes, in bytes.
pub const fn sealed_length(length: u64) -> u64 {
    let chunks = length.div_ceil(CHUNK as u64);
    let chunks = if chunks == 0 { 1 } else { chunks };
    HEADER as u64 + length + chunks * TAG as u64
}

/// Numbers the chunks and binds them to their document.
struct Chunks {
    cipher: Aes256Gcm,
    binding: [u8; 32],
    prefix: [u8; PREFIX],
    next: Option<u32>,
}

impl Chunks {
    fn new(cipher: Aes256Gcm, header: &[u8; HEADER], place: &Place) -> Self {
        let mut prefix = [0; PREFIX];
        prefix.copy_from_slice(&header[PREFIX_AT..]);
        // A hash of both stands for them: the place need not pass the cipher with every chunk.
        let binding = Sha256::digest(tuple(&[header, &place.to_bytes()])).into();
        Self { cipher, binding, prefix, next: Some(0) }
    }

    /// The nonce of the next chunk; after the last number there is none.
    fn nonce(&mut self, last: bool) -> Result<[u8; 12], TooLong> {
        let number = self.next.ok_or(TooLong)?;
        self.next = number.checked_add(1);
        let mut nonce = [0; 12];
        nonce[..PREFIX].copy_from_slice(&self.prefix);
        nonce[PREFIX..PREFIX + 4].copy_from_slice(&number.to_be_bytes());
        nonce[11] = u8::from(last);
        Ok(nonce)
    }
}
