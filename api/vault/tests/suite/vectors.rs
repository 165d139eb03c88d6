//! The primitives under the vault against the vectors of Wycheproof (G8) and of the RFCs.

use std::path::Path;

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Sha256, Sha512};
use vault::chain::PublicKey;

/// Bytes that are written in hexadecimal.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Hex(Vec<u8>);

impl TryFrom<String> for Hex {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let pair = |at: usize| u8::from_str_radix(&text[at..at + 2], 16);
        (0..text.len()).step_by(2).map(pair).collect::<Result<_, _>>().map(Self)
    }
}

fn hex(text: &str) -> Vec<u8> {
    Hex::try_from(text.to_owned()).unwrap().0
}

#[derive(Deserialize, PartialEq, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Valid,
    Invalid,
}

fn read<V: DeserializeOwned>(name: &str) -> Vec<V> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[derive(Deserialize)]
struct Gcm {
    #[serde(rename = "tcId")]
    id: u32,
    key: Hex,
    iv: Hex,
    aad: Hex,
    msg: Hex,
    ct: Hex,
    tag: Hex,
    result: Verdict,
}

#[test]
fn aes_256_gcm_opens_what_is_valid_and_nothing_else() {
    let vectors: Vec<Gcm> = read("aes_256_gcm.json");
    let valid = vectors.iter().filter(|vector| vector.result == Verdict::Valid).count();
    assert_eq!((vectors.len(), valid), (66, 39));
    for vector in vectors {
        let cipher = Aes256Gcm::new_from_slice(&vector.key.0).unwrap();
        let nonce = vector.iv.0.as_slice().try_into().unwrap();
        let sealed = [vector.ct.0.as_slice(), &vector.tag.0].concat();
        let opened = cipher.decrypt(nonce, Payload { msg: &sealed, aad: &vector.aad.0 });
        assert_eq!(opened.is_ok(), vector.result == Verdict::Valid, "{}", vector.id);
        if let Ok(text) = opened {
            assert_eq!(text, vector.msg.0, "{}", vector.id);
            let again = cipher.encrypt(nonce, Payload { msg: &text, aad: &vector.aad.0 });
            assert_eq!(again.unwrap(), sealed, "{}", vector.id);
        }
    }
}

#[derive(Deserialize)]
struct MacVector {
    #[serde(rename = "tcId")]
    id: u32,
    key: Hex,
    msg: Hex,
    tag: Hex,
    #[serde(rename = "tagSize")]
    tag_bits: usize,
    result: Verdict,
}

#[test]
fn hmac_sha_256_accepts_what_is_valid_and_nothing_else() {
    let vectors: Vec<MacVector> = read("hmac_sha256.json");
    let valid = vectors.iter().filter(|vector| vector.result == Verdict::Valid).count();
    assert_eq!((vectors.len(), valid), (174, 66));
    for vector in vectors {
        let mut mac = Hmac::<Sha256>::new_from_slice(&vector.key.0).unwrap();
        mac.update(&vector.msg.0);
        assert_eq!(vector.tag.0.len() * 8, vector.tag_bits, "{}", vector.id);
        let accepted = mac.verify_truncated_left(&vector.tag.0).is_ok();
        assert_eq!(accepted, vector.result == Verdict::Valid, "{}", vector.id);
    }
}

#[derive(Deserialize)]
struct Derivation {
    #[serde(rename = "tcId")]
    id: u32,
    ikm: Hex,
    salt: Hex,
    info: Hex,
    size: usize,
    okm: Hex,
    result: Verdict,
}

#[test]
fn hkdf_sha_512_derives_what_is_valid_and_refuses_too_much() {
    let vectors: Vec<Derivation> = read("hkdf_sha512.json");
    let valid = vectors.iter().filter(|vector| vector.result == Verdict::Valid).count();
    assert_eq!((vectors.len(), valid), (83, 80));
    for vector in vectors {
        let mut okm = vec![0; vector.size];
        let derivation = Hkdf::<Sha512>::new(Some(&vector.salt.0), &vector.ikm.0);
        let derived = derivation.expand(&vector.info.0, &mut okm).is_ok();
        assert_eq!(derived, vector.result == Verdict::Valid, "{}", vector.id);
        if derived {
            assert_eq!(okm, vector.okm.0, "{}", vector.id);
        }
    }
}

#[derive(Deserialize)]
struct Signed {
    #[serde(rename = "tcId")]
    id: u32,
    pk: Hex,
    msg: Hex,
    sig: Hex,
    result: Verdict,
}

#[test]
fn ed25519_accepts_what_is_valid_and_nothing_else() {
    let vectors: Vec<Signed> = read("ed25519.json");
    let valid = vectors.iter().filter(|vector| vector.result == Verdict::Valid).count();
    assert_eq!((vectors.len(), valid), (151, 88));
    for vector in vectors {
        let key = PublicKey(vector.pk.0.as_slice().try_into().unwrap());
        let accepted = key.verify(&vector.msg.0, &vector.sig.0);
        assert_eq!(accepted, vector.result == Verdict::Valid, "{}", vector.id);
    }
}

/// RFC 4231, test case 2; RFC 8032, section 7.1, test 2.
#[test]
fn the_rfcs_own_examples() {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"Jefe").unwrap();
    mac.update(b"what do ya want for nothing?");
    let expected = hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assert_eq!(mac.finalize().into_bytes().as_slice(), expected);

    let key = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    let signature = hex(concat!(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    ));
    assert!(PublicKey(key.try_into().unwrap()).verify(&[0x72], &signature));
}
