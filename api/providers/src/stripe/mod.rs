//! Stripe: payment intents that the payer's own program confirms, refunds, signed webhooks, and
//! the balance transactions as statement. Card numbers never come near this server.
//!
//! Every request that changes something carries an `Idempotency-Key`: asked again with it, Stripe
//! answers what it answered before (for 24 hours). Our number travels in the metadata.

mod events;
mod intents;
mod refunds;
mod statement;
mod webhook;

use std::fmt;

use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;
use url::form_urlencoded::Serializer;

use crate::http::{Answer, Caller, address, below};
use crate::{Failure, Limits};

pub use events::{Event, What};
pub use intents::{Intent, IntentAsk, IntentStatus};
pub use refunds::{Refund, RefundAsk, RefundStatus};
pub use statement::Page;

/// The edition of the interface that the types here are of.
const VERSION: &str = "2024-06-20";
/// The metadata that holds our number.
const REFERENCE: &str = "reference";

/// What a connection to Stripe needs.
#[derive(Debug)]
pub struct Config {
    /// `https://api.stripe.com`.
    pub base: String,
    /// `sk_…` or `rk_…`.
    pub secret_key: SecretString,
    /// `whsec_…`; two while one is being replaced.
    pub webhook_secrets: Vec<SecretString>,
    /// Ways to pay, such as `card`; what the account has on if empty.
    pub methods: Vec<String>,
}

/// A connection to Stripe.
pub struct Stripe {
    caller: Caller,
    base: Url,
    secret_key: SecretString,
    webhook_secrets: Vec<SecretString>,
    methods: Vec<String>,
}

impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stripe").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

impl Stripe {
    /// Checks the settings; nothing is asked yet.
    ///
    /// # Errors
    /// [`Failure::Setting`]: an address or a key that cannot be one.
    pub fn new(config: Config, limits: Limits) -> Result<Self, Failure> {
        let key = config.secret_key.expose_secret();
        if !(key.starts_with("sk_") || key.starts_with("rk_")) || !key.is_ascii() {
            return Err(Failure::Setting("a secret key of Stripe: sk_… or rk_…"));
        }
        if config.webhook_secrets.is_empty()
            || config.webhook_secrets.iter().any(|secret| secret.expose_secret().len() < 8)
        {
            return Err(Failure::Setting("a webhook secret of Stripe: whsec_…"));
        }
        Ok(Self {
            caller: Caller::new(limits)?,
            base: address(&config.base)?,
            secret_key: config.secret_key,
            webhook_secrets: config.webhook_secrets,
            methods: config.methods,
        })
    }

    fn request(
        &self,
        method: Method,
        segments: &[&str],
        query: &[(&str, &str)],
    ) -> Result<RequestBuilder, Failure> {
        let mut url = below(&self.base, &[&["v1"], segments].concat())?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        // `bearer_auth` marks the header so that nothing prints it.
        let request = self.caller.request(method, url).bearer_auth(self.secret_key.expose_secret());
        Ok(request.header("Stripe-Version", VERSION))
    }

    async fn get<T: DeserializeOwned>(
        &self,
        segments: &[&str],
        query: &[(&str, &str)],
    ) -> Result<T, Failure> {
        read(&self.caller.ask(self.request(Method::GET, segments, query)?).await?)
    }

    async fn post<T: DeserializeOwned>(
        &self,
        segments: &[&str],
        key: &str,
        form: &[(&str, &str)],
    ) -> Result<T, Failure> {
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self
            .request(Method::POST, segments, &[])?
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body);
        read(&self.caller.ask(request).await?)
    }
}

const CREDENTIALS: Failure = Failure::Setting("credentials that Stripe takes");

#[derive(Deserialize)]
struct Refusal {
    error: Fault,
}

#[derive(Deserialize)]
struct Fault {
    code: Option<String>,
    decline_code: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// The object of a good answer; otherwise what is certain about it.
fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Failure> {
    let status = answer.status;
    if status.is_success() {
        return serde_json::from_slice(&answer.body)
            .map_err(|_| Failure::Malformed("an object of Stripe"));
    }
    match status {
        StatusCode::TOO_MANY_REQUESTS => Err(Failure::Later("asked too often")),
        // The same key is being worked on right now, by us.
        StatusCode::CONFLICT => Err(Failure::Unknown("the same request is under way")),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(CREDENTIALS),
        status if status.is_client_error() => {
            let fault = serde_json::from_slice::<Refusal>(&answer.body).map(|read| read.error);
            let code = fault.ok().and_then(|f| f.decline_code.or(f.code).or(f.kind));
            Err(Failure::refused(code.as_deref().unwrap_or(status.as_str())))
        }
        _ => Err(Failure::Unknown("the provider is broken")),
    }
}

/// An object that an answer may hold whole or by its id.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Linked<T> {
    Id(String),
    Whole(Box<T>),
}

#[derive(Debug, Clone, Deserialize)]
struct Named {
    id: String,
}

impl Linked<Named> {
    fn id(self) -> String {
        match self {
            Self::Id(id) => id,
            Self::Whole(named) => named.id,
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    reference: Option<String>,
}

/// A currency as Stripe writes it.
fn currency_out(code: &str) -> Result<String, Failure> {
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic()) {
        Ok(code.to_ascii_lowercase())
    } else {
        Err(Failure::Setting("a currency of three letters"))
    }
}
