//! Sealing of small secrets that must be read again: addresses, TOTP secrets, codes on their way.
//!
//! Each text gets its own AES-256-GCM key, made of the purpose's key, a random salt and the place
//! it is stored in; moved to another row or column, it no longer opens.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::{App, Failure};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::contact::keyed_bytes;

const VERSION: u8 = 1;
const SALT_BYTES: usize = 32;

/// Seals a text for one place: `column` such as `totp.sealed`, and the row's id.
pub(super) fn seal(app: &App, column: &str, row: Uuid, text: &str) -> Result<String, Failure> {
    let salt: [u8; SALT_BYTES] = app.chance().bytes();
    let key = app.keys().derive("identity/seal/1");
    let body = cipher(&key, &salt, column, row)
        .encrypt(&nonce(), Payload { msg: text.as_bytes(), aad: &[VERSION] })
        .map_err(|_| Failure::broken("seal a secret"))?;
    let mut record = vec![VERSION];
    record.extend_from_slice(&salt);
    record.extend_from_slice(&body);
    Ok(URL_SAFE_NO_PAD.encode(record))
}

/// Opens what [`seal`] made for the same place.
pub(super) fn open(
    app: &App,
    column: &str,
    row: Uuid,
    sealed: &str,
) -> Result<Zeroizing<String>, Failure> {
    open_with(&app.keys().derive("identity/seal/1"), column, row, sealed)
        .ok_or_else(|| Failure::broken("a sealed secret does not open"))
}

fn open_with(key: &[u8; 32], column: &str, row: Uuid, sealed: &str) -> Option<Zeroizing<String>> {
    let record = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let (version, rest) = record.split_first()?;
    let (salt, body) = rest.split_at_checked(SALT_BYTES)?;
    let text = cipher(key, salt.try_into().ok()?, column, row)
        .decrypt(&nonce(), Payload { msg: body, aad: &[*version] })
        .ok()?;
    (*version == VERSION).then(|| String::from_utf8(text).ok().map(Zeroizing::new)).flatten()
}

/// Every text has a key of its own, so the nonce need not vary.
fn nonce() -> Nonce<<Aes256Gcm as aes_gcm::AeadCore>::NonceSize> {
    Nonce::default()
}

fn cipher(key: &[u8; 32], salt: &[u8; SALT_BYTES], column: &str, row: Uuid) -> Aes256Gcm {
    let derived = Zeroizing::new(keyed_bytes(key, &[salt, row.as_bytes(), column.as_bytes()]));
    Aes256Gcm::new(&Key::<Aes256Gcm>::from(*derived))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_in_its_own_place_and_unchanged() {
        let (key, salt, row) = ([1; 32], [2; SALT_BYTES], Uuid::from_u128(3));
        let body = cipher(&key, &salt, "a.b", row)
            .encrypt(&nonce(), Payload { msg: b"secret", aad: &[VERSION] })
            .unwrap();
        let record: Vec<u8> = [&[VERSION][..], &salt, &body].concat();
        let sealed = |record: &[u8]| URL_SAFE_NO_PAD.encode(record);
        let text = open_with(&key, "a.b", row, &sealed(&record)).unwrap();
        assert_eq!(text.as_str(), "secret");
        assert!(open_with(&[9; 32], "a.b", row, &sealed(&record)).is_none());
        assert!(open_with(&key, "a.c", row, &sealed(&record)).is_none());
        assert!(open_with(&key, "a.b", Uuid::from_u128(4), &sealed(&record)).is_none());
        for place in 0..record.len() {
            let mut flipped = record.clone();
            flipped[place] ^= 1;
            assert!(open_with(&key, "a.b", row, &sealed(&flipped)).is_none(), "byte {place}");
        }
        assert!(open_with(&key, "a.b", row, "").is_none());
    }
}
