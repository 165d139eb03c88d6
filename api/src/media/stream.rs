//! Files sealed in pieces: each piece of 64 KiB is sealed by itself with its number and whether it
//! is the last, so that none can be cut off, swapped or repeated (the STREAM construction).

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use platform::{App, Failure};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The bytes of one piece in the clear.
const PIECE: usize = 64 * 1024;
/// What sealing adds to a piece.
const TAG: usize = 16;
/// The first byte says how the rest is to be read; then the random part of every nonce.
const VERSION: u8 = 1;
const PREFIX: usize = 7;
const HEAD: usize = 1 + PREFIX;

/// The key of one file; wiped when it goes.
pub struct FileKey(Zeroizing<[u8; 32]>);

impl FileKey {
    /// A fresh one.
    pub fn new(app: &App) -> Self {
        Self(Zeroizing::new(app.chance().bytes()))
    }

    /// As bytes, to be sealed under the key of its subject.
    pub(super) fn bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.to_vec())
    }

    /// Out of its bytes.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// Seals a file for its place.
    ///
    /// # Errors
    /// The file is too long to number its pieces.
    pub fn seal(&self, app: &App, place: &[u8], clear: &[u8]) -> Result<Bytes, Failure> {
        let prefix: [u8; PREFIX] = app.chance().bytes();
        let cipher = self.cipher();
        let mut sealed = Vec::with_capacity(HEAD + clear.len() + TAG * (1 + clear.len() / PIECE));
        sealed.push(VERSION);
        sealed.extend_from_slice(&prefix);
        let pieces = clear.len().div_ceil(PIECE).max(1);
        for number in 0..pieces {
            let from = number * PIECE;
            let piece = &clear[from..clear.len().min(from + PIECE)];
            let nonce = nonce(prefix, number, number + 1 == pieces)?;
            let payload = Payload { msg: piece, aad: place };
            let body = cipher.encrypt(&nonce, payload).map_err(|_| broken())?;
            sealed.extend_from_slice(&body);
        }
        Ok(sealed.into())
    }

    /// Opens a file in its place.
    ///
    /// # Errors
    /// It was cut, changed, or is of another place or key.
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Failure> {
        let (head, body) = sealed.split_at_checked(HEAD).ok_or_else(broken)?;
        let (version, prefix) = head.split_first().ok_or_else(broken)?;
        if *version != VERSION {
            return Err(broken());
        }
        let prefix: [u8; PREFIX] = prefix.try_into().map_err(|_| broken())?;
        let cipher = self.cipher();
        let pieces = body.len().div_ceil(PIECE + TAG).max(1);
        let mut clear = Vec::with_capacity(body.len());
        for number in 0..pieces {
            let from = number * (PIECE + TAG);
            let piece = &body[from..body.len().min(from + PIECE + TAG)];
            let nonce = nonce(prefix, number, number + 1 == pieces)?;
            let payload = Payload { msg: piece, aad: place };
            clear.append(&mut cipher.decrypt(&nonce, payload).map_err(|_| broken())?);
        }
        Ok(clear)
    }

    /// The key under a key made of a token: whoever stores it cannot use it, the bearer can, once.
    ///
    /// # Errors
    /// The cipher's own.
    pub fn wrap(&self, token: &str) -> Result<String, Failure> {
        let payload = Payload { msg: self.0.as_slice(), aad: b"document-ticket" };
        // The wrapping key is of one token, so this nonce is never used twice with it.
        let body = wrapping(token).encrypt(&Nonce::default(), payload).map_err(|_| broken())?;
        Ok(URL_SAFE_NO_PAD.encode(body))
    }

    /// Takes it out again.
    ///
    /// # Errors
    /// It is not this token's.
    pub fn unwrap_with(token: &str, wrapped: &str) -> Result<Self, Failure> {
        let body = URL_SAFE_NO_PAD.decode(wrapped).map_err(|_| broken())?;
        let payload = Payload { msg: &body, aad: b"document-ticket" };
        let opened = wrapping(token).decrypt(&Nonce::default(), payload).map_err(|_| broken())?;
        let key = Zeroizing::new(opened);
        Ok(Self(Zeroizing::new(key.as_slice().try_into().map_err(|_| broken())?)))
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&Key::<Aes256Gcm>::from(*self.0))
    }
}

fn wrapping(token: &str) -> Aes256Gcm {
    let mut hash = Sha256::new();
    hash.update(b"document-ticket/1/");
    hash.update(token.as_bytes());
    let key: [u8; 32] = hash.finalize().into();
    Aes256Gcm::new(&Key::<Aes256Gcm>::from(key))
}

fn nonce(
    prefix: [u8; PREFIX],
    number: usize,
    last: bool,
) -> Result<aes_gcm::aead::Nonce<Aes256Gcm>, Failure> {
    let number = u32::try_from(number).map_err(|_| broken())?;
    let mut nonce = [0; 12];
    nonce[..PREFIX].copy_from_slice(&prefix);
    nonce[PREFIX..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(last);
    Ok(nonce.into())
}

fn broken() -> Failure {
    Failure::broken("a sealed file does not open")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> FileKey {
        FileKey(Zeroizing::new([7; 32]))
    }

    /// Seals without an application: with a prefix that is not random.
    fn sealed(clear: &[u8]) -> Vec<u8> {
        let cipher = key().cipher();
        let mut out = vec![VERSION];
        out.extend_from_slice(&[9; PREFIX]);
        let pieces = clear.len().div_ceil(PIECE).max(1);
        for number in 0..pieces {
            let piece = &clear[number * PIECE..clear.len().min((number + 1) * PIECE)];
            let nonce = nonce([9; PREFIX], number, number + 1 == pieces).unwrap();
            out.append(&mut cipher.encrypt(&nonce, Payload { msg: piece, aad: b"a" }).unwrap());
        }
        out
    }

    #[test]
    fn what_goes_in_comes_out_at_every_length() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let clear = vec![5; length];
            assert_eq!(key().open(b"a", &sealed(&clear)).unwrap(), clear, "{length}");
        }
    }

    #[test]
    fn cut_swapped_changed_and_moved_files_do_not_open() {
        let whole = sealed(&vec![5; 2 * PIECE + 9]);
        let step = PIECE + TAG;
        let mut swapped = whole.clone();
        swapped[HEAD..HEAD + step].copy_from_slice(&whole[HEAD + step..HEAD + 2 * step]);
        let mut changed = whole.clone();
        changed[HEAD + 3] ^= 1;
        for broken in [&whole[..HEAD + step], &whole[..whole.len() - 1], &swapped, &changed, b""] {
            assert!(key().open(b"a", broken).is_err());
        }
        assert!(key().open(b"b", &whole).is_err());
        assert!(FileKey(Zeroizing::new([8; 32])).open(b"a", &whole).is_err());
    }

    #[test]
    fn a_wrapped_key_opens_to_its_token_alone() {
        let wrapped = key().wrap("token").unwrap();
        assert_eq!(*FileKey::unwrap_with("token", &wrapped).unwrap().0, [7; 32]);
        assert!(FileKey::unwrap_with("other", &wrapped).is_err());
        assert_eq!(*FileKey::read(&key().bytes()).unwrap().0, [7; 32]);
    }
}
