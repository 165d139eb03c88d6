//! A personal text in its place: sealed for one column of one row of one subject.
//!
//! Interim: replaced by the vault crate's records with unchanged signatures.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::{App, Failure};
use sea_orm::DeriveValueType;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Where a personal text is kept. Moved to any other place it no longer opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub table: &'static str,
    pub column: &'static str,
    pub row: Uuid,
    /// Whose data it is: an account, or an operator whose people are in its registration.
    pub subject: Uuid,
}

/// A personal text as it is stored.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct Sealed(pub String);

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed(…)")
    }
}

/// A personal text in the clear. It cannot be printed, copied or serialised, and is wiped when it
/// goes.
pub struct Plain(Zeroizing<String>);

impl Plain {
    /// The text itself, for the one use it was opened for.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// The keys of one subject, at hand for sealing.
pub struct SubjectKeys {
    subject: Uuid,
    key: Zeroizing<[u8; 32]>,
    salts: platform::chance::Chance,
}

/// The keys of a subject; made when it has none yet. Ask before the transaction that seals.
///
/// # Errors
/// The key store's own, or the subject's data has been erased.
pub async fn keys_of(app: &App, subject: Uuid) -> Result<SubjectKeys, Failure> {
    let key = app.keys().derive(&format!("privacy/subject/1/{}", subject.simple()));
    Ok(SubjectKeys { subject, key: Zeroizing::new(key), salts: app.chance().clone() })
}

const SALT_BYTES: usize = 32;

impl SubjectKeys {
    /// Seals a text for its place.
    ///
    /// # Errors
    /// The place is another subject's.
    pub fn seal(&self, cell: &Cell, text: &str) -> Result<Sealed, Failure> {
        if cell.subject != self.subject {
            return Err(Failure::broken("sealed for another subject"));
        }
        let salt: [u8; SALT_BYTES] = self.salts.bytes();
        let body = self
            .cipher(&salt, cell)
            .encrypt(&Nonce::default(), Payload { msg: text.as_bytes(), aad: b"1" })
            .map_err(|_| Failure::broken("seal a personal text"))?;
        let mut record = salt.to_vec();
        record.extend_from_slice(&body);
        Ok(Sealed(URL_SAFE_NO_PAD.encode(record)))
    }

    pub(super) fn open(&self, cell: &Cell, sealed: &Sealed) -> Result<Plain, Failure> {
        let unopened = || Failure::broken("a sealed personal text does not open");
        let record = URL_SAFE_NO_PAD.decode(&sealed.0).map_err(|_| unopened())?;
        let (salt, body) = record.split_first_chunk::<SALT_BYTES>().ok_or_else(unopened)?;
        let text = self
            .cipher(salt, cell)
            .decrypt(&Nonce::default(), Payload { msg: body, aad: b"1" })
            .map_err(|_| unopened())?;
        String::from_utf8(text).map(|text| Plain(Zeroizing::new(text))).map_err(|_| unopened())
    }

    fn cipher(&self, salt: &[u8; SALT_BYTES], cell: &Cell) -> Aes256Gcm {
        use hmac::{Hmac, Mac};
        let mut block = [0; 64];
        block[..32].copy_from_slice(self.key.as_slice());
        let mut mac = <Hmac<sha2::Sha256> as hmac::KeyInit>::new(&block.into());
        for part in [&salt[..], cell.table.as_bytes(), cell.column.as_bytes(), cell.row.as_bytes()]
        {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        let key: [u8; 32] = mac.finalize().into_bytes().into();
        Aes256Gcm::new(&Key::<Aes256Gcm>::from(key))
    }
}
