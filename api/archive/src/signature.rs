//! The signature over the manifest, by the key that signs contracts.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::{PublicKey, PublicKeys, SigningKey, canonical};
use serde::{Deserialize, Serialize};

use crate::Fault;
use crate::manifest::sha256;

/// What is signed begins like this, and nothing else that the key signs does: a signature of a
/// contract can never pass for one of an archive.
const PURPOSE: &[u8] = b"fairstall/case-archive/signature/1\n";

/// Signs archives. It is made of the seed that the key of contracts is made of, and so is that
/// key: the published list of keys verifies both.
pub struct Signer {
    pair: Ed25519KeyPair,
    id: String,
}

impl Signer {
    /// The signer of a seed; nothing if the library knows no such key, which no seed brings about.
    pub fn from_seed(seed: &[u8; 32]) -> Option<Self> {
        let id = SigningKey::from_seed(seed)?.id().to_owned();
        Some(Self { pair: Ed25519KeyPair::from_seed_unchecked(seed).ok()?, id })
    }

    /// The name of its key, which archives carry.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Nothing if the library cannot sign.
    pub(crate) fn sign(&self, manifest: &[u8]) -> Option<Signature> {
        let signature = self.pair.try_sign(&message(manifest)).ok()?;
        Some(Signature {
            hash: sha256(manifest),
            key_id: self.id.clone(),
            text: URL_SAFE_NO_PAD.encode(signature.as_ref()),
        })
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.id)
    }
}

/// `manifest.sig`: the members that contracts have too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signature {
    /// The SHA-256 of the manifest. The signature does not need it; it tells a changed manifest
    /// from a changed signature.
    hash: String,
    pub key_id: String,
    #[serde(rename = "signature")]
    text: String,
}

impl Signature {
    pub fn to_json(&self) -> Option<String> {
        canonical::write(&serde_json::to_value(self).ok()?).ok()
    }

    /// Nothing if it is no signature file.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let read: Self = serde_json::from_value(canonical::read(text).ok()?).ok()?;
        (read.to_json()? == text).then_some(read)
    }

    /// Whether it is over this manifest. A key that is not known is passed over here: whoever
    /// has no keys still learns whether the rest fits.
    pub fn check(&self, manifest: &[u8], keys: &PublicKeys) -> Result<(), Fault> {
        let message = message(manifest);
        let signature = URL_SAFE_NO_PAD.decode(&self.text).map_err(|_| Fault::Signature)?;
        let is_by = |key: &PublicKey| {
            UnparsedPublicKey::new(&ED25519, &key.key).verify(&message, &signature).is_ok()
        };
        let fits = self.hash == sha256(manifest);
        let key = keys.get(&self.key_id);
        if key.is_some_and(is_by) {
            return if fits { Ok(()) } else { Err(Fault::Signature) };
        }
        // The right signature under another name: the manifest is whole.
        if keys.iter().any(is_by) {
            return Err(Fault::Signature);
        }
        match key {
            _ if !fits => Err(Fault::Manifest),
            Some(_) => Err(Fault::Signature),
            None => Ok(()),
        }
    }
}

fn message(manifest: &[u8]) -> Vec<u8> {
    [PURPOSE, manifest].concat()
}
