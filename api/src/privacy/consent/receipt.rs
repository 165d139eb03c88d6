//! Receipts of consent: a record with the fields of ISO/IEC TS 27560:2023, signed, that a person
//! takes along and anybody can check against the published key.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::{App, Failure};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::notice::Notice;
use super::purpose::{RecipientKind, demands};
use super::state::{Consent, Kind, Method};

/// A signed receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The record as JSON.
    pub json: String,
    /// The same, signed: a JWS in compact form, `EdDSA` over Ed25519.
    pub jws: String,
}

/// Signs receipts with a key of their own.
pub struct Signer {
    pair: Ed25519KeyPair,
    controller: String,
}

impl Signer {
    /// The signer of this platform: the key is derived, so every server has the same.
    ///
    /// # Errors
    /// The derived bytes are no seed: never.
    pub fn new(app: &App) -> Result<Self, Failure> {
        let seed = app.keys().derive("privacy/receipt/1");
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed)
            .map_err(|error| Failure::because("key of receipts", error.to_string()))?;
        Ok(Self { pair, controller: app.settings().server.public_url.to_string() })
    }

    /// The public half as a JSON Web Key.
    pub fn jwk(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref());
        json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
                "kid": "privacy-receipt-1", "x": x })
    }

    /// The receipt of an event, on the notice it was said on.
    pub fn sign(&self, consent: &Consent, notice: &Notice) -> Receipt {
        let json = record(consent, notice, &self.controller).to_string();
        let header = json!({ "alg": "EdDSA", "kid": "privacy-receipt-1",
                             "typ": "consent-receipt+jwt" });
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(&json)
        );
        let signature = URL_SAFE_NO_PAD.encode(self.pair.sign(signed.as_bytes()).as_ref());
        Receipt { json, jws: format!("{signed}.{signature}") }
    }
}

fn written(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}

/// The record: header, processing, parties, events, in the standard's words.
fn record(consent: &Consent, notice: &Notice, controller: &str) -> Value {
    let principal = format!("user_{}", consent.subject.simple());
    let asks = demands(consent.purpose);
    let data = |kind: &super::notice::DataKind| {
        json!({ "pii_type": kind.name(), "pii_optional": !asks.necessary,
                "sensitive_pii_category": kind.is_sensitive() })
    };
    let recipient = consent.recipient.map(|id| match asks.recipient {
        Some(RecipientKind::Client) => format!("client_{}", id.simple()),
        Some(RecipientKind::Operator) | None => format!("operator_{}", id.simple()),
    });
    let state = match consent.kind {
        Kind::Granted => "consent given",
        Kind::Withdrawn => "consent withdrawn",
    };
    let (given, how) = match consent.method {
        Method::Oneself => ("explicit", "by the person, in a signed-in session"),
        Method::Guardian => ("explicit", "by the guardian of a child below 14"),
        Method::GuardianshipEnded => ("withdrawal", "the guardianship ended"),
        Method::AccountClosed => ("withdrawal", "the account was closed"),
    };
    let purpose = name_of(consent);
    json!({
        "receipt_metadata": { "schema_version": "ISO/IEC TS 27560:2023",
                              "receipt_id": format!("receipt_{}", consent.id.uuid().simple()) },
        "schema_version": "ISO/IEC TS 27560:2023",
        "record_id": consent.id.to_string(),
        "pii_principal_id": principal,
        "pii_processing": [{
            "privacy_notice": { "notice_id": notice.id.to_string(),
                "version": notice.version, "sha256": consent.text_sha256 },
            "language": consent.language,
            "purposes": [{
                "purpose": purpose, "purpose_type": purpose, "lawful_basis": "consent",
                "pii_information": consent.data_kinds.iter().map(data).collect::<Vec<_>>(),
                "pii_controllers": ["controller"],
                "processing_methods": notice.method, "collection_method": "given by the person",
                "storage_locations": ["CN"], "processing_locations": ["CN"],
                "retention_period": notice.term_days.map(|days| format!("P{days}D")),
                "jurisdiction": "CN",
                "recipient_third_parties": recipient.iter().collect::<Vec<_>>(),
                "separate_consent": consent.separate,
                "withdrawal_method": "mutation consentWithdraw, in as many steps as giving",
                "privacy_rights": ["access", "copy", "correct", "delete", "port", "restrict",
                                   "explain", "close"]
            }]
        }],
        "party_identification": [
            { "party_id": "controller", "party_role": "PII controller", "party_name": "Fairstall",
              "party_url": controller },
            { "party_id": principal, "party_role": "PII principal" }
        ],
        "event": [{
            "event_time": written(consent.at), "event_type": given, "event_state": state,
            "method": how, "entity_id": consent.given_by.map(|id| format!("user_{}", id.simple())),
            "validity_duration": consent.expires_at.map(written)
        }]
    })
}

fn name_of(consent: &Consent) -> Value {
    serde_json::to_value(consent.purpose).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
    use platform::kernel::Id;
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;
    use crate::privacy::consent::{DataKind, Purpose};

    fn signer() -> Signer {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        Signer { pair, controller: "https://shop.example/".into() }
    }

    fn signed() -> (Signer, Receipt) {
        let signer = signer();
        let notice = Notice {
            id: Id::from_uuid(Uuid::from_u128(1)),
            purpose: Purpose::Marketing,
            version: 3,
            method: "m".into(),
            data_kinds: vec![DataKind::Contact],
            term_days: Some(30),
            effective_from: datetime!(2026-01-01 00:00 UTC),
            published_by: None,
        };
        let consent = Consent {
            id: Id::from_uuid(Uuid::from_u128(2)),
            subject: Uuid::from_u128(3),
            purpose: Purpose::Marketing,
            recipient: None,
            kind: Kind::Granted,
            notice_id: notice.id,
            notice_version: 3,
            language: Some("en".into()),
            text_sha256: Some("0".repeat(64)),
            data_kinds: vec![DataKind::Contact],
            separate: false,
            method: Method::Oneself,
            session_id: None,
            given_by: Some(Uuid::from_u128(3)),
            at: datetime!(2026-11-22 02:00 UTC),
            expires_at: None,
        };
        let receipt = signer.sign(&consent, &notice);
        (signer, receipt)
    }

    fn holds(signer: &Signer, jws: &str) -> bool {
        let Some((signed, signature)) = jws.rsplit_once('.') else { return false };
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        let x = signer.jwk()["x"].as_str().unwrap().to_owned();
        let key = UnparsedPublicKey::new(&ED25519, URL_SAFE_NO_PAD.decode(x).unwrap());
        key.verify(signed.as_bytes(), &signature).is_ok()
    }

    #[test]
    fn a_receipt_holds_and_every_change_breaks_it() {
        let (signer, receipt) = signed();
        assert!(holds(&signer, &receipt.jws));
        let body = receipt.jws.split('.').nth(1).unwrap();
        assert_eq!(URL_SAFE_NO_PAD.decode(body).unwrap(), receipt.json.as_bytes());
        for at in 0..receipt.jws.len() - 1 {
            let mut bytes = receipt.jws.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            if bytes != receipt.jws.as_bytes() {
                assert!(!holds(&signer, &String::from_utf8(bytes).unwrap()), "byte {at}");
            }
        }
    }

    #[test]
    fn a_receipt_has_the_fields_of_the_standard() {
        let record: Value = serde_json::from_str(&signed().1.json).unwrap();
        for path in [
            "/receipt_metadata/receipt_id",
            "/schema_version",
            "/record_id",
            "/pii_principal_id",
            "/pii_processing/0/privacy_notice",
            "/pii_processing/0/language",
            "/pii_processing/0/purposes/0/lawful_basis",
            "/pii_processing/0/purposes/0/pii_information/0/pii_type",
            "/pii_processing/0/purposes/0/storage_locations/0",
            "/pii_processing/0/purposes/0/retention_period",
            "/pii_processing/0/purposes/0/recipient_third_parties",
            "/pii_processing/0/purposes/0/privacy_rights/0",
            "/party_identification/0/party_id",
            "/event/0/event_time",
            "/event/0/event_state",
        ] {
            assert!(record.pointer(path).is_some_and(|value| !value.is_null()), "{path}");
        }
    }
}
