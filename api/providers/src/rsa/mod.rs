//! RSA with SHA-256 and PKCS#1 v1.5, as Alipay (RSA2) and `WeChat` Pay sign. Keys are read from
//! PEM or from the bare base64 that the providers' consoles hand out; moduli are of 2048 to 8192
//! bits.

mod certificate;
mod pem;

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};

use crate::Failure;

pub use certificate::Certificate;

/// A private key. Shows nothing.
pub struct SigningKey(KeyPair);

impl SigningKey {
    /// Reads a private key: PEM or bare base64, PKCS#8 or PKCS#1, unencrypted.
    ///
    /// # Errors
    /// [`Failure::Setting`]: not such a key, or shorter than 2048 bits.
    pub fn read(text: &SecretString) -> Result<Self, Failure> {
        let bad = Failure::Setting("an RSA private key of 2048 bits or more");
        let labels = ["PRIVATE KEY", "RSA PRIVATE KEY"];
        let der = pem::der(text.expose_secret(), &labels).ok_or_else(|| bad.clone())?;
        let pair = KeyPair::from_pkcs8(&der).or_else(|_| KeyPair::from_der(&der));
        let pair = pair.map_err(|_| bad.clone())?;
        if pair.public_modulus_len() < 256 { Err(bad) } else { Ok(Self(pair)) }
    }

    /// The signature of `message`, in base64.
    ///
    /// # Errors
    /// [`Failure::Setting`]: the key cannot sign.
    pub fn sign(&self, message: &[u8]) -> Result<String, Failure> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| Failure::Setting("an RSA private key that signs"))?;
        Ok(STANDARD.encode(signature))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// A public key of a provider.
#[derive(Clone)]
pub struct VerifyingKey(ParsedPublicKey);

impl VerifyingKey {
    /// Reads a public key: PEM or bare base64, `SubjectPublicKeyInfo` or PKCS#1, or the one in a
    /// certificate.
    ///
    /// # Errors
    /// [`Failure::Setting`]: not such a key.
    pub fn read(text: &str) -> Result<Self, Failure> {
        if pem::is_labelled(text, "CERTIFICATE") {
            return Ok(Certificate::read(text)?.key);
        }
        let der = pem::der(text, &["PUBLIC KEY", "RSA PUBLIC KEY"]);
        der.and_then(|der| Self::of_der(&der)).ok_or(Failure::Setting("an RSA public key"))
    }

    fn of_der(der: &[u8]) -> Option<Self> {
        // A modulus of 2048 bits takes 256 bytes; a shorter key would fail at every signature.
        if der.len() < 256 {
            return None;
        }
        ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).ok().map(Self)
    }

    /// Whether `signature` (base64) is this key's under exactly `message`.
    pub fn verifies(&self, message: &[u8], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        self.0.verify_sig(message, &signature).is_ok()
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyingKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::keys;

    #[test]
    fn keys_are_read_in_every_dress() {
        let message = b"alike";
        let public = VerifyingKey::read(keys::OURS_PUBLIC).unwrap();
        let bare = |pem: &str| -> String {
            pem.lines().filter(|line| !line.starts_with("-----")).collect()
        };
        let private_forms = [
            keys::OURS_PKCS8.to_owned(),
            keys::OURS_PKCS1.to_owned(),
            bare(keys::OURS_PKCS8),
            bare(keys::OURS_PKCS1),
        ];
        for text in private_forms {
            let key = SigningKey::read(&text.clone().into()).unwrap();
            assert!(public.verifies(message, &key.sign(message).unwrap()), "{text}");
        }
        let signed = SigningKey::read(&keys::OURS_PKCS8.into()).unwrap().sign(message).unwrap();
        for text in [
            keys::OURS_PUBLIC.to_owned(),
            bare(keys::OURS_PUBLIC),
            keys::OURS_CERTIFICATE.to_owned(),
        ] {
            assert!(VerifyingKey::read(&text).unwrap().verifies(message, &signed), "{text}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused_without_showing_it() {
        for bad in [
            "",
            "canary",
            "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5",
            keys::OURS_PUBLIC,
            keys::SHORT_PRIVATE,
        ] {
            let failure = SigningKey::read(&bad.into()).unwrap_err();
            assert!(!format!("{failure:?}{failure}").contains("canary"));
        }
        assert!(VerifyingKey::read(keys::SHORT_PUBLIC).is_err());
        assert!(VerifyingKey::read(keys::OURS_PKCS8).is_err());
        let key = SigningKey::read(&keys::OURS_PKCS8.into()).unwrap();
        assert_eq!(format!("{key:?}"), "SigningKey(…)");
    }

    #[test]
    fn a_signature_is_of_one_key_and_one_message() {
        let key = SigningKey::read(&keys::OURS_PKCS8.into()).unwrap();
        let public = VerifyingKey::read(keys::OURS_PUBLIC).unwrap();
        let other = VerifyingKey::read(keys::THEIRS_PUBLIC).unwrap();
        let signed = key.sign(b"a").unwrap();
        assert!(public.verifies(b"a", &signed));
        assert!(!public.verifies(b"b", &signed));
        assert!(!other.verifies(b"a", &signed));
        assert!(!public.verifies(b"a", ""));
        assert!(!public.verifies(b"a", &signed[..signed.len() - 4]));
        assert!(!public.verifies(b"a", &signed.replace('=', "")));
        let mut raw = STANDARD.decode(&signed).unwrap();
        for at in 0..raw.len() {
            raw[at] ^= 1;
            assert!(!public.verifies(b"a", &STANDARD.encode(&raw)), "byte {at}");
            raw[at] ^= 1;
        }
    }
}
