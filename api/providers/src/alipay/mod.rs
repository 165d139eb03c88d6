//! Alipay's open platform (gateway 2.0, RSA2, public-key mode): orders that the payer's program
//! or browser carries to Alipay, queries, refunds, closing, statements, and asynchronous notices.
//!
//! What we send is signed over its sorted parameters; what comes back is signed over the text of
//! one node of the answer. A signed answer tells; an unsigned one tells nothing.

mod notice;
mod orders;
mod refunds;
mod sign;
mod statement;
mod trade;

use std::collections::BTreeMap;
use std::fmt;

use reqwest::Method;
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;
use url::form_urlencoded::Serializer;

use crate::http::{Answer, Caller, address};
use crate::rsa::{SigningKey, VerifyingKey};
use crate::{Failure, Limits};

pub use notice::{Notice, NoticeAbout};
pub use orders::{Door, OrderAsk};
pub use refunds::{Refund, RefundAsk, RefundStatus};
pub use statement::read as read_statement;
pub use trade::{Trade, TradeStatus};

/// What a connection to Alipay needs.
#[derive(Debug)]
pub struct Config {
    /// `https://openapi.alipay.com/gateway.do`.
    pub gateway: String,
    /// Our application's number.
    pub app_id: String,
    /// Our partner number, which receives the money: `2088…`.
    pub seller_id: String,
    /// Our private key: PEM or bare base64.
    pub private_key: SecretString,
    /// Alipay's public keys for this application; two while one is being replaced.
    pub alipay_keys: Vec<String>,
    /// Where Alipay sends its notices.
    pub notify_url: String,
    /// Where the payer's browser goes afterwards.
    pub return_url: Option<String>,
    /// Hosts that statements may be fetched from, each with what is below it.
    pub statement_hosts: Vec<String>,
}

/// A connection to Alipay.
pub struct Alipay {
    caller: Caller,
    gateway: Url,
    app_id: String,
    seller_id: String,
    key: SigningKey,
    trusted: Vec<VerifyingKey>,
    notify_url: Url,
    return_url: Option<Url>,
    statement_hosts: Vec<String>,
}

impl fmt::Debug for Alipay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alipay").field("app_id", &self.app_id).finish_non_exhaustive()
    }
}

impl Alipay {
    /// Checks the settings; nothing is asked yet.
    ///
    /// # Errors
    /// [`Failure::Setting`]: an address, a number or a key that cannot be one.
    pub fn new(config: Config, limits: Limits) -> Result<Self, Failure> {
        let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !number(&config.app_id) || !number(&config.seller_id) {
            return Err(Failure::Setting("app_id and seller_id of Alipay, in digits"));
        }
        if config.alipay_keys.is_empty() {
            return Err(Failure::Setting("a public key of Alipay"));
        }
        let keys = config.alipay_keys.iter().map(|text| VerifyingKey::read(text));
        Ok(Self {
            caller: Caller::new(limits)?,
            gateway: address(&config.gateway)?,
            app_id: config.app_id,
            seller_id: config.seller_id,
            key: SigningKey::read(&config.private_key)?,
            trusted: keys.collect::<Result<_, _>>()?,
            notify_url: address(&config.notify_url)?,
            return_url: config.return_url.as_deref().map(address).transpose()?,
            statement_hosts: config.statement_hosts,
        })
    }

    /// Our partner number: every trade of ours is for it.
    pub fn seller_id(&self) -> &str {
        &self.seller_id
    }

    /// Our application's number.
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// The signed parameters of a call.
    fn parameters(
        &self,
        method: &str,
        content: &Value,
        now: OffsetDateTime,
    ) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("app_id", self.app_id.clone()),
            ("biz_content", content.to_string()),
            ("charset", "utf-8".to_owned()),
            ("format", "JSON".to_owned()),
            ("method", method.to_owned()),
            ("sign_type", "RSA2".to_owned()),
            ("timestamp", trade::written(now)),
            ("version", "1.0".to_owned()),
        ])
    }

    /// `parameters` with their signature, as a query.
    fn signed(&self, mut parameters: BTreeMap<&'static str, String>) -> Result<String, Failure> {
        let pairs = parameters.iter().map(|(name, value)| (*name, value.as_str()));
        let signature = self.key.sign(sign::content(pairs).as_bytes())?;
        parameters.insert("sign", signature);
        Ok(Serializer::new(String::new()).extend_pairs(parameters).finish())
    }

    /// Calls `method` and reads its node of the signed answer.
    async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        content: &Value,
        now: OffsetDateTime,
    ) -> Result<T, Failure> {
        let body = self.signed(self.parameters(method, content, now))?;
        let mut url = self.gateway.clone();
        url.query_pairs_mut().append_pair("charset", "utf-8");
        let request = self
            .caller
            .request(Method::POST, url)
            .header("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
            .body(body);
        let answer = self.caller.ask(request).await?;
        self.read(method, &answer)
    }

    fn read<T: DeserializeOwned>(&self, method: &str, answer: &Answer) -> Result<T, Failure> {
        if !answer.status.is_success() {
            return Err(Failure::Unknown("the provider is broken"));
        }
        let node = format!("{}_response", method.replace('.', "_"));
        let raw = sign::verified_node(answer.text()?, &node, &self.trusted)?;
        let outcome: Outcome = serde_json::from_str(raw).map_err(|_| MALFORMED)?;
        outcome.check()?;
        serde_json::from_str(raw).map_err(|_| MALFORMED)
    }
}

const MALFORMED: Failure = Failure::Malformed("an answer of Alipay");

const CREDENTIALS: Failure = Failure::Setting("credentials that Alipay takes");

/// What is said of our keys and numbers, and of nothing that was asked with them.
const TURNED_AWAY: [&str; 6] = [
    "isv.invalid-signature",
    "isv.missing-signature",
    "isv.invalid-app-id",
    "isv.missing-app-id",
    "isv.invalid-signature-type",
    "isv.missing-signature-key",
];

/// What every node says first.
#[derive(Deserialize)]
struct Outcome {
    code: String,
    sub_code: Option<String>,
}

impl Outcome {
    /// Good, a certain no, or neither.
    fn check(&self) -> Result<(), Failure> {
        let sub = self.sub_code.as_deref().unwrap_or_default();
        // `ACQ.SYSTEM_ERROR` comes as a refusal and is none: the manual says to query.
        let broken = sub.ends_with("SYSTEM_ERROR") || sub.contains("unknow-error");
        match self.code.as_str() {
            "10000" => Ok(()),
            "10003" => Err(Failure::Unknown("under way")),
            "20000" => Err(Failure::Unknown("the provider is broken")),
            _ if broken => Err(Failure::Unknown("the provider is broken")),
            "40005" => Err(Failure::Later("asked too often")),
            "20001" | "40006" => Err(CREDENTIALS),
            _ if TURNED_AWAY.contains(&sub) => Err(CREDENTIALS),
            code if sub.is_empty() => Err(Failure::refused(code)),
            _ => Err(Failure::refused(sub)),
        }
    }
}
