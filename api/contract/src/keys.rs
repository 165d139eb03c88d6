//! Keys: the half that signs stays with the platform; the other half is published, with the time
//! that each key was in use, and verifies for ever.

use std::collections::BTreeMap;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use crate::canonical;

/// The half of a key that signs contracts. It is made of a secret seed.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    id: String,
}

impl SigningKey {
    /// The key of a seed; always the same for the same seed. Nothing if the library knows no such
    /// key, which no seed of 32 bytes brings about.
    pub fn from_seed(seed: &[u8; 32]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        let id = thumbprint(pair.public_key().as_ref());
        Some(Self { pair, id })
    }

    /// Its name, which contracts carry: the thumbprint of the public half (RFC 7638, RFC 8037).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The half that is published, in use from `valid_from` on.
    pub fn public(&self, valid_from: OffsetDateTime) -> PublicKey {
        let mut key = [0; 32];
        key.copy_from_slice(self.pair.public_key().as_ref());
        PublicKey { key, valid_from, valid_until: None }
    }

    /// Signs; nothing if the library cannot.
    pub(crate) fn sign(&self, message: &[u8]) -> Option<[u8; 64]> {
        self.pair.try_sign(message).ok()?.as_ref().try_into().ok()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.id)
    }
}

/// The half of a key that verifies, and when the other half was signing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    /// The 32 bytes of Ed25519.
    pub key: [u8; 32],
    /// Contracts formed before are not of this key.
    pub valid_from: OffsetDateTime,
    /// Contracts formed from then on are not of this key; nothing while it signs.
    pub valid_until: Option<OffsetDateTime>,
}

impl PublicKey {
    /// Its name, which contracts carry.
    pub fn id(&self) -> String {
        thumbprint(&self.key)
    }

    /// Whether it was signing then.
    pub fn is_valid_at(&self, at: OffsetDateTime) -> bool {
        at >= self.valid_from && self.valid_until.is_none_or(|end| at < end)
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.key).verify(message, signature).is_ok()
    }
}

/// All keys that contracts may be signed with, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicKeys(BTreeMap<String, PublicKey>);

/// Why a list of keys is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    /// It is not a JSON Web Key Set, or has members that are not as they should be.
    #[error("not a list of keys: {0}")]
    Unreadable(String),
    /// A key is not one of Ed25519, or its name is not the one that its bytes give.
    #[error("key {0} is not an Ed25519 key of that name")]
    Key(String),
}

impl PublicKeys {
    /// The keys that [`keys_document`] wrote.
    ///
    /// # Errors
    /// It is no such list, or a key in it does not have the name that its bytes give.
    pub fn from_json(text: &str) -> Result<Self, BadKeys> {
        let unreadable = |error: &dyn std::fmt::Display| BadKeys::Unreadable(error.to_string());
        let value = canonical::read(text).map_err(|error| unreadable(&error))?;
        let set: KeySet = serde_json::from_value(value).map_err(|error| unreadable(&error))?;
        let keys: Result<Vec<_>, _> = set.keys.into_iter().map(PublicKey::try_from).collect();
        Ok(keys?.into_iter().collect())
    }

    /// The key of a name.
    pub fn get(&self, id: &str) -> Option<&PublicKey> {
        self.0.get(id)
    }

    /// Every key.
    pub fn iter(&self) -> impl Iterator<Item = &PublicKey> {
        self.0.values()
    }
}

impl FromIterator<PublicKey> for PublicKeys {
    fn from_iter<I: IntoIterator<Item = PublicKey>>(keys: I) -> Self {
        Self(keys.into_iter().map(|key| (key.id(), key)).collect())
    }
}

/// The document that anybody may fetch and keep: a JSON Web Key Set (RFC 7517, RFC 8037) of all
/// keys that ever signed, each with the time of its use.
pub fn keys_document(keys: &[PublicKey]) -> String {
    let set = KeySet { keys: keys.iter().map(WebKey::from).collect() };
    // Texts and lists of texts: there is nothing in it that JSON could not hold.
    serde_json::to_string_pretty(&set).unwrap_or_default() + "\n"
}

#[derive(Serialize, Deserialize)]
struct KeySet {
    keys: Vec<WebKey>,
}

#[derive(Serialize, Deserialize)]
struct WebKey {
    kty: String,
    crv: String,
    alg: String,
    #[serde(rename = "use")]
    purpose: String,
    kid: String,
    x: String,
    #[serde(rename = "validFrom", with = "time::serde::rfc3339")]
    valid_from: OffsetDateTime,
    #[serde(rename = "validUntil", with = "time::serde::rfc3339::option")]
    valid_until: Option<OffsetDateTime>,
}

impl From<&PublicKey> for WebKey {
    fn from(key: &PublicKey) -> Self {
        Self {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            alg: "EdDSA".to_owned(),
            purpose: "sig".to_owned(),
            kid: key.id(),
            x: URL_SAFE_NO_PAD.encode(key.key),
            valid_from: key.valid_from,
            valid_until: key.valid_until,
        }
    }
}

impl TryFrom<WebKey> for PublicKey {
    type Error = BadKeys;

    fn try_from(key: WebKey) -> Result<Self, BadKeys> {
        let bytes = URL_SAFE_NO_PAD.decode(&key.x).ok();
        let bytes: Option<[u8; 32]> = bytes.and_then(|bytes| bytes.try_into().ok());
        let kind = key.kty == "OKP" && key.crv == "Ed25519";
        match bytes {
            Some(bytes) if kind && thumbprint(&bytes) == key.kid => {
                Ok(Self { key: bytes, valid_from: key.valid_from, valid_until: key.valid_until })
            }
            _ => Err(BadKeys::Key(key.kid)),
        }
    }
}

/// RFC 7638 over the members that RFC 8037 requires.
fn thumbprint(key: &[u8]) -> String {
    let x = URL_SAFE_NO_PAD.encode(key);
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(members))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    /// The key of RFC 8037, A.1 to A.3.
    #[test]
    fn the_name_of_a_key_is_the_standards() {
        let seed = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let key = SigningKey::from_seed(&seed.try_into().unwrap()).unwrap();
        assert_eq!(key.id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let public = key.public(OffsetDateTime::UNIX_EPOCH);
        let x = URL_SAFE_NO_PAD.encode(public.key);
        assert_eq!(x, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        // A.4: Ed25519 of "header.payload".
        let message = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = key.sign(message).unwrap();
        let expected = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        assert_eq!(URL_SAFE_NO_PAD.encode(signature), expected);
        assert!(public.verifies(message, &signature));
        assert!(!public.verifies(b"another", &signature));
        assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.id()));
    }

    #[test]
    fn keys_are_published_and_read_with_their_times() {
        let from = datetime!(2026-01-01 0:00 UTC);
        let one = SigningKey::from_seed(&[1; 32]).unwrap().public(from);
        let ended = PublicKey { valid_until: Some(datetime!(2026-06-01 0:00 UTC)), ..one };
        let other = SigningKey::from_seed(&[2; 32]).unwrap().public(datetime!(2026-06-01 0:00 UTC));
        let document = keys_document(&[ended, other]);
        let keys = PublicKeys::from_json(&document).unwrap();
        assert_eq!(keys, [ended, other].into_iter().collect());
        assert_eq!(keys.get(&ended.id()), Some(&ended));
        assert!(ended.is_valid_at(from) && !ended.is_valid_at(datetime!(2025-12-31 23:59:59 UTC)));
        assert!(!ended.is_valid_at(datetime!(2026-06-01 0:00 UTC)));
        assert!(other.is_valid_at(datetime!(2126-06-01 0:00 UTC)));
    }

    #[test]
    fn a_key_under_a_wrong_name_is_refused() {
        let key = SigningKey::from_seed(&[1; 32]).unwrap().public(OffsetDateTime::UNIX_EPOCH);
        let document = keys_document(&[key]);
        let other = SigningKey::from_seed(&[2; 32]).unwrap();
        let lie = document.replace(&key.id(), other.id());
        assert_eq!(PublicKeys::from_json(&lie), Err(BadKeys::Key(other.id().to_owned())));
        for bad in ["{}", "[]", "", "{\"keys\":[{}]}", &document.replace("OKP", "RSA")] {
            assert!(PublicKeys::from_json(bad).is_err(), "{bad}");
        }
    }
}
