//! Callbacks: signed like answers, and what they say encrypted with the merchant's `APIv3` key.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce as AeadNonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use time::OffsetDateTime;

use super::{Refund, Transaction, Wechat, refunds, transaction};
use crate::Failure;

/// A signed callback, meant for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Its number: sent again, it is the same one.
    pub id: String,
    /// What happened.
    pub what: What,
}

/// What a callback is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An order was paid.
    Transaction(Transaction),
    /// A refund has moved. Its status tells whither.
    Refund(Refund),
    /// Nothing that is read here; its type.
    Other(String),
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    event_type: String,
    resource: Resource,
}

#[derive(Deserialize)]
struct Resource {
    algorithm: String,
    ciphertext: String,
    nonce: String,
    #[serde(default)]
    associated_data: String,
}

const MALFORMED: Failure = Failure::Malformed("a callback of WeChat Pay");

impl Wechat {
    /// Reads a callback: the signature over the raw body first, and nothing before it.
    ///
    /// # Errors
    /// [`Failure::BadSignature`]: missing, by no key of `WeChat` Pay, not of these five minutes,
    /// sealed with another key than ours, or meant for another merchant.
    /// [`Failure::Malformed`]: signed, but not a callback.
    pub fn read_callback(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: OffsetDateTime,
    ) -> Result<Callback, Failure> {
        self.verify(headers, body, now)?;
        let wire: Wire = serde_json::from_slice(body).map_err(|_| MALFORMED)?;
        let what = match wire.event_type.as_str() {
            "TRANSACTION.SUCCESS" => {
                let plain = self.open(&wire.resource)?;
                let read: transaction::Wire =
                    serde_json::from_slice(&plain).map_err(|_| MALFORMED)?;
                What::Transaction(self.transaction_of(read)?)
            }
            "REFUND.SUCCESS" | "REFUND.ABNORMAL" | "REFUND.CLOSED" => {
                let plain = self.open(&wire.resource)?;
                let read: refunds::Wire = serde_json::from_slice(&plain).map_err(|_| MALFORMED)?;
                if read.mchid.as_ref() != Some(&self.mch_id) {
                    return Err(Failure::BadSignature("meant for somebody else"));
                }
                What::Refund(read.try_into()?)
            }
            kind => What::Other(Failure::refused(kind).code().unwrap_or_default().to_owned()),
        };
        Ok(Callback { id: wire.id, what })
    }

    /// Opens what a callback carries.
    fn open(&self, resource: &Resource) -> Result<Vec<u8>, Failure> {
        if resource.algorithm != "AEAD_AES_256_GCM" {
            return Err(MALFORMED);
        }
        let bad = Failure::BadSignature("sealed with another key");
        let nonce = AeadNonce::try_assume_unique_for_key(resource.nonce.as_bytes())
            .map_err(|_| MALFORMED)?;
        let mut bytes = STANDARD.decode(&resource.ciphertext).map_err(|_| MALFORMED)?;
        let key = UnboundKey::new(&AES_256_GCM, self.api_v3_key.expose_secret().as_bytes())
            .map_err(|_| bad.clone())?;
        let about = Aad::from(resource.associated_data.as_bytes());
        let plain = LessSafeKey::new(key).open_in_place(nonce, about, &mut bytes);
        plain.map(|plain| plain.to_vec()).map_err(|_| bad)
    }
}
