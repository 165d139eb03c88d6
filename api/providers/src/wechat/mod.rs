//! `WeChat` Pay, API v3: orders, queries, refunds, statements, and callbacks whose content is
//! encrypted with the merchant's key. Every request is signed over method, path, time, nonce and
//! body; every answer and callback over time, nonce and body.

mod callback;
mod orders;
mod refunds;
mod sign;
mod statement;
mod transaction;

use std::collections::BTreeMap;
use std::fmt;

use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

use crate::http::{Answer, Caller, address, below};
use crate::rsa::{Certificate, SigningKey, VerifyingKey};
use crate::{Failure, Limits, Nonce};

pub use callback::{Callback, What};
pub use orders::{Door, Order, OrderAsk, Sheet};
pub use refunds::{Refund, RefundAsk, RefundStatus};
pub use statement::read as read_statement;
pub use transaction::{Transaction, TransactionState};

/// What a connection to `WeChat` Pay needs.
#[derive(Debug)]
pub struct Config {
    /// `https://api.mch.weixin.qq.com`.
    pub base: String,
    /// Our application's number: `wx…`.
    pub app_id: String,
    /// Our merchant number.
    pub mch_id: String,
    /// The serial number of our certificate, in hexadecimal.
    pub serial: String,
    /// Our private key: PEM or bare base64.
    pub private_key: SecretString,
    /// The `APIv3` key: 32 bytes.
    pub api_v3_key: SecretString,
    /// `WeChat` Pay's public keys, each by its id (`PUB_KEY_ID_…`).
    pub public_keys: BTreeMap<String, String>,
    /// `WeChat` Pay's platform certificates in PEM; their serials are read from them.
    pub certificates: Vec<String>,
    /// Where `WeChat` Pay sends its callbacks.
    pub notify_url: String,
}

/// A connection to `WeChat` Pay.
pub struct Wechat {
    caller: Caller,
    base: Url,
    app_id: String,
    mch_id: String,
    serial: String,
    key: SigningKey,
    api_v3_key: SecretString,
    trusted: Vec<Trusted>,
    notify_url: Url,
}

/// A key of `WeChat` Pay, by the name that its signatures give.
struct Trusted {
    serial: String,
    key: VerifyingKey,
    /// A certificate is good for a time only.
    span: Option<(OffsetDateTime, OffsetDateTime)>,
}

impl fmt::Debug for Wechat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wechat").field("mch_id", &self.mch_id).finish_non_exhaustive()
    }
}

impl Wechat {
    /// Checks the settings; nothing is asked yet.
    ///
    /// # Errors
    /// [`Failure::Setting`]: an address, a number or a key that cannot be one.
    pub fn new(config: Config, limits: Limits) -> Result<Self, Failure> {
        let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if !word(&config.app_id) || !word(&config.mch_id) || !word(&config.serial) {
            return Err(Failure::Setting("app_id, mch_id and serial of WeChat Pay"));
        }
        if config.api_v3_key.expose_secret().len() != 32 {
            return Err(Failure::Setting("an APIv3 key of 32 bytes"));
        }
        let trusted = trusted(&config)?;
        if trusted.is_empty() {
            return Err(Failure::Setting("a public key or a certificate of WeChat Pay"));
        }
        Ok(Self {
            caller: Caller::new(limits)?,
            base: address(&config.base)?,
            app_id: config.app_id,
            mch_id: config.mch_id,
            serial: config.serial,
            key: SigningKey::read(&config.private_key)?,
            api_v3_key: config.api_v3_key,
            trusted,
            notify_url: address(&config.notify_url)?,
        })
    }

    /// Our merchant number.
    pub fn mch_id(&self) -> &str {
        &self.mch_id
    }

    async fn get<T: DeserializeOwned>(
        &self,
        url: Url,
        now: OffsetDateTime,
        nonce: Nonce,
    ) -> Result<T, Failure> {
        let answer = self.ask(Method::GET, url, None, (now, nonce)).await?;
        self.read(&answer, now)
    }

    async fn post<T: DeserializeOwned>(
        &self,
        url: Url,
        body: &Value,
        now: OffsetDateTime,
        nonce: Nonce,
    ) -> Result<T, Failure> {
        let answer = self.ask(Method::POST, url, Some(body), (now, nonce)).await?;
        self.read(&answer, now)
    }

    async fn ask(
        &self,
        method: Method,
        url: Url,
        body: Option<&Value>,
        stamp: (OffsetDateTime, Nonce),
    ) -> Result<Answer, Failure> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let authorization = self.authorization(method.as_str(), &url, &body, stamp)?;
        let mut request = self
            .caller
            .request(method, url)
            .header("Accept", "application/json")
            .header("Authorization", authorization);
        if let Some(named) = self.trusted.iter().find(|trusted| trusted.span.is_none()) {
            // Asks to be answered with the public key rather than with a certificate.
            request = request.header("Wechatpay-Serial", &named.serial);
        }
        if !body.is_empty() {
            request = request.header("Content-Type", "application/json").body(body);
        }
        self.caller.ask(request).await
    }

    fn read<T: DeserializeOwned>(
        &self,
        answer: &Answer,
        now: OffsetDateTime,
    ) -> Result<T, Failure> {
        self.check(answer, now)?;
        serde_json::from_slice(&answer.body).map_err(|_| MALFORMED)
    }

    /// A good answer, signed; otherwise what is certain about it.
    fn check(&self, answer: &Answer, now: OffsetDateTime) -> Result<(), Failure> {
        let status = answer.status;
        let code = serde_json::from_slice::<Fault>(&answer.body).map(|fault| fault.code);
        let code = code.unwrap_or_default();
        match status {
            status if status.is_server_error() => {
                return Err(Failure::Unknown("the provider is broken"));
            }
            StatusCode::TOO_MANY_REQUESTS => return Err(Failure::Later("asked too often")),
            // "Taken, come back": what came of it is not known.
            StatusCode::ACCEPTED => return Err(Failure::Unknown("under way")),
            _ => {}
        }
        let signed = self.verify(&answer.headers, &answer.body, now);
        if status.is_success() {
            return signed;
        }
        // The first gate of `WeChat` Pay turns requests away without signing that it did.
        if !answer.header("wechatpay-signature").is_empty() {
            signed?;
        }
        match code.as_str() {
            "SYSTEM_ERROR" | "BANK_ERROR" => Err(Failure::Unknown("the provider is broken")),
            "FREQUENCY_LIMITED" | "RATELIMIT_EXCEEDED" => Err(Failure::Later("asked too often")),
            "SIGN_ERROR" | "NO_AUTH" | "APPID_MCHID_NOT_MATCH" | "MCH_NOT_EXISTS" => {
                Err(CREDENTIALS)
            }
            _ if status == StatusCode::UNAUTHORIZED => Err(CREDENTIALS),
            "" => Err(Failure::refused(status.as_str())),
            code => Err(Failure::refused(code)),
        }
    }

    fn url(&self, segments: &[&str], query: &[(&str, &str)]) -> Result<Url, Failure> {
        let mut url = below(&self.base, &[&["v3"], segments].concat())?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }
}

fn trusted(config: &Config) -> Result<Vec<Trusted>, Failure> {
    let mut trusted = Vec::new();
    for (serial, text) in &config.public_keys {
        let key = VerifyingKey::read(text)?;
        trusted.push(Trusted { serial: serial.clone(), key, span: None });
    }
    for text in &config.certificates {
        let read = Certificate::read(text)?;
        let span = Some((read.from, read.until));
        trusted.push(Trusted { serial: read.serial, key: read.key, span });
    }
    Ok(trusted)
}

const CREDENTIALS: Failure = Failure::Setting("credentials that WeChat Pay takes");
const MALFORMED: Failure = Failure::Malformed("an answer of WeChat Pay");

#[derive(Deserialize)]
struct Fault {
    #[serde(default)]
    code: String,
}
