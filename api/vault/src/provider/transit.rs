//! The root behind a transit engine (`HashiCorp` Vault and what speaks like it): it wraps and
//! unwraps, and never gives the root away.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::call::{Caller, address, below, wipe};
use super::{KeyProvider, Limits, Pending, ProviderError, Secret, WrapContext};

/// Wraps by `POST /v1/transit/encrypt/:key` and `/v1/transit/decrypt/:key`.
pub struct TransitProvider {
    caller: Caller,
    server: Url,
    mount: String,
    key: String,
}

impl TransitProvider {
    /// `server` is such as `https://vault.example.com:8200`, `key` the name of a key of the engine
    /// that is mounted at `transit`. `namespace` is for servers that have such.
    ///
    /// # Errors
    /// The address is not https (or http on this machine), or a header has impossible letters.
    pub fn new(
        server: &str,
        key: &str,
        token: &Secret,
        namespace: Option<&str>,
        limits: Limits,
    ) -> Result<Self, ProviderError> {
        let mut headers = HeaderMap::new();
        headers.insert("x-vault-token", token.header("")?);
        // The server refuses requests without it when it is told to guard against forgery.
        headers.insert("x-vault-request", HeaderValue::from_static("true"));
        if let Some(namespace) = namespace {
            let value = HeaderValue::from_str(namespace).map_err(|_| ProviderError::Header)?;
            headers.insert("x-vault-namespace", value);
        }
        Ok(Self {
            caller: Caller::new(headers, limits)?,
            server: address(server)?,
            mount: "transit".to_owned(),
            key: key.to_owned(),
        })
    }

    /// For an engine that is mounted elsewhere.
    #[must_use]
    pub fn mounted_at(self, mount: &str) -> Self {
        Self { mount: mount.to_owned(), ..self }
    }

    async fn ask(&self, verb: &str, body: &mut Value) -> Result<Value, ProviderError> {
        let mount = self.mount.split('/').filter(|part| !part.is_empty());
        let segments: Vec<&str> =
            std::iter::once("v1").chain(mount).chain([verb, self.key.as_str()]).collect();
        let answer = match below(&self.server, &segments) {
            Ok(url) => self.caller.post(&url, body).await,
            Err(error) => Err(error),
        };
        wipe(body);
        answer.map_err(|error| match error {
            // The engine's words for bytes that do not open, once the request is well formed.
            ProviderError::Refused { status: 400 } if verb == "decrypt" => ProviderError::Unopened,
            other => other,
        })
    }
}

/// The context goes twice: a key that derives takes it as `context`, and one that does not
/// ignores that and binds `associated_data`.
fn body(field: &str, text: &str, context: &WrapContext) -> Value {
    let context = STANDARD.encode(context.to_bytes());
    json!({ field: text, "context": context, "associated_data": context })
}

impl KeyProvider for TransitProvider {
    fn wrap<'a>(
        &'a self,
        secret: &'a [u8],
        context: &'a WrapContext,
    ) -> Pending<'a, Result<Vec<u8>, ProviderError>> {
        Box::pin(async move {
            let text = Zeroizing::new(STANDARD.encode(secret));
            let mut body = body("plaintext", &text, context);
            let answer = self.ask("encrypt", &mut body).await?;
            let wrapped = answer["data"]["ciphertext"].as_str().ok_or(ProviderError::Malformed)?;
            Ok(wrapped.as_bytes().to_vec())
        })
    }

    fn unwrap<'a>(
        &'a self,
        wrapped: &'a [u8],
        context: &'a WrapContext,
    ) -> Pending<'a, Result<Zeroizing<Vec<u8>>, ProviderError>> {
        Box::pin(async move {
            let text = std::str::from_utf8(wrapped).map_err(|_| ProviderError::Unopened)?;
            let mut body = body("ciphertext", text, context);
            let mut answer = self.ask("decrypt", &mut body).await?;
            let secret = answer["data"]["plaintext"]
                .as_str()
                .and_then(|text| STANDARD.decode(text).ok())
                .map(Zeroizing::new);
            wipe(&mut answer);
            secret.ok_or(ProviderError::Malformed)
        })
    }

    fn name(&self) -> &'static str {
        "transit"
    }

    fn describe(&self) -> String {
        let host = self.server.host_str().unwrap_or_default();
        format!("key {} of the transit engine {} at {host}", self.key, self.mount)
    }
}
