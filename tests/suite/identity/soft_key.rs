//! A security key in software: what a device does in a passkey ceremony, and what a copied or
//! lying one would do.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// A device with one key.
pub struct SoftKey {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    /// Whose key it is, as the site told the device.
    user: Vec<u8>,
    site: String,
    /// What the next answer tells as the count of uses.
    pub counter: u32,
    /// Whether it verifies its user.
    pub verifies: bool,
    /// Where the page that asks is from.
    pub origin: String,
}

impl SoftKey {
    /// A device that makes a key as the site's options ask; answers it with its credential.
    pub fn make(options: &str, origin: &str) -> (Self, String) {
        let options: Value = serde_json::from_str(options).expect("options");
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        let id = key.public_key().as_ref()[1..33].to_vec();
        let user = BASE64.decode(options["user"]["id"].as_str().expect("a user")).expect("base64");
        let site = options["rp"]["id"].as_str().expect("a site").to_owned();
        let device =
            Self { key, id, user, site, counter: 1, verifies: true, origin: origin.into() };
        let client = device.client("webauthn.create", &options);
        // {"fmt": "none", "attStmt": {}, "authData": h'…'}
        let mut attestation = vec![0xa3, 0x63];
        attestation.extend(b"fmt\x64none\x67attStmt\xa0\x68authData");
        let data = device.data(ATTESTED);
        attestation.extend([0x58, u8::try_from(data.len()).expect("a short record")]);
        attestation.extend(&data);
        let credential = json!({
            "id": BASE64.encode(&device.id), "rawId": BASE64.encode(&device.id),
            "type": "public-key", "extensions": {},
            "response": {
                "clientDataJSON": BASE64.encode(client),
                "attestationObject": BASE64.encode(attestation),
            },
        });
        (device, credential.to_string())
    }

    /// Answers a sign-in or a step-up, and counts it.
    pub fn answer(&mut self, options: &str) -> String {
        self.counter += 1;
        self.answer_without_counting(options)
    }

    /// Answers as a copy of the device would.
    pub fn answer_without_counting(&self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options");
        let client = self.client("webauthn.get", &options);
        let data = self.data(0);
        let mut signed = data.clone();
        signed.extend(digest(&SHA256, &client).as_ref());
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("a signature");
        json!({
            "id": BASE64.encode(&self.id), "rawId": BASE64.encode(&self.id),
            "type": "public-key", "extensions": {},
            "response": {
                "clientDataJSON": BASE64.encode(client),
                "authenticatorData": BASE64.encode(data),
                "signature": BASE64.encode(signature.as_ref()),
                "userHandle": BASE64.encode(&self.user),
            },
        })
        .to_string()
    }

    /// Says that the key belongs to somebody else.
    pub fn claim_user(&mut self, user: [u8; 16]) {
        self.user = user.to_vec();
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = &options["challenge"];
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let mut data = digest(&SHA256, self.site.as_bytes()).as_ref().to_vec();
        data.push(PRESENT | more | if self.verifies { VERIFIED } else { 0 });
        data.extend(self.counter.to_be_bytes());
        if more & ATTESTED != 0 {
            data.extend([0; 16]);
            data.extend(u16::try_from(self.id.len()).expect("a short id").to_be_bytes());
            data.extend(&self.id);
            data.extend(self.public_key());
        }
        data
    }

    /// The public key as COSE: an elliptic curve key (1: 2) for ES256 (3: -7) on P-256 (-1: 1).
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let mut cose = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        cose.extend(&point[1..33]);
        cose.extend([0x22, 0x58, 0x20]);
        cose.extend(&point[33..65]);
        cose
    }
}
