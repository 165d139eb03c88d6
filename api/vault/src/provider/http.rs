//! The root behind a key management service that is asked by JSON over HTTP.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::call::{Caller, address, below, wipe};
use super::{KeyProvider, Limits, Pending, ProviderError, Secret, WrapContext};

/// Wraps by `POST {endpoint}/encrypt` with `{keyId, plaintext, encryptionContext}` and unwraps by
/// `POST {endpoint}/decrypt` with `{keyId, ciphertext, encryptionContext}`; bytes are base64. The
/// answers are `{ciphertext}` and `{plaintext}`.
pub struct HttpProvider {
    caller: Caller,
    endpoint: Url,
    key_id: String,
}

impl HttpProvider {
    /// `token` is sent as `Authorization: Bearer …`.
    ///
    /// # Errors
    /// The address is not https (or http on this machine), or the token has impossible letters.
    pub fn new(
        endpoint: &str,
        key_id: &str,
        token: &Secret,
        limits: Limits,
    ) -> Result<Self, ProviderError> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, token.header("Bearer ")?);
        Ok(Self {
            caller: Caller::new(headers, limits)?,
            endpoint: address(endpoint)?,
            key_id: key_id.to_owned(),
        })
    }

    fn body(&self, field: &str, bytes: &[u8], context: &WrapContext) -> Value {
        let text = STANDARD.encode(bytes);
        let epoch = context.epoch.to_string();
        let context = json!({ "purpose": context.purpose, "epoch": epoch });
        json!({ "keyId": self.key_id, field: text, "encryptionContext": context })
    }

    /// Asks for one thing and reads one field of bytes out of the answer.
    async fn ask(
        &self,
        verb: &str,
        mut body: Value,
        field: &str,
    ) -> Result<Zeroizing<Vec<u8>>, ProviderError> {
        let answer = match below(&self.endpoint, &[verb]) {
            Ok(url) => self.caller.post(&url, &body).await,
            Err(error) => Err(error),
        };
        wipe(&mut body);
        let mut answer = answer.map_err(|error| match error {
            ProviderError::Refused { status: 400 } if verb == "decrypt" => ProviderError::Unopened,
            other => other,
        })?;
        let bytes = answer[field].as_str().and_then(|text| STANDARD.decode(text).ok());
        let bytes = bytes.map(Zeroizing::new);
        wipe(&mut answer);
        bytes.ok_or(ProviderError::Malformed)
    }
}

impl KeyProvider for HttpProvider {
    fn wrap<'a>(
        &'a self,
        secret: &'a [u8],
        context: &'a WrapContext,
    ) -> Pending<'a, Result<Vec<u8>, ProviderError>> {
        let body = self.body("plaintext", secret, context);
        Box::pin(async move { Ok(self.ask("encrypt", body, "ciphertext").await?.to_vec()) })
    }

    fn unwrap<'a>(
        &'a self,
        wrapped: &'a [u8],
        context: &'a WrapContext,
    ) -> Pending<'a, Result<Zeroizing<Vec<u8>>, ProviderError>> {
        let body = self.body("ciphertext", wrapped, context);
        Box::pin(self.ask("decrypt", body, "plaintext"))
    }

    fn name(&self) -> &'static str {
        "http"
    }

    fn describe(&self) -> String {
        let host = self.endpoint.host_str().unwrap_or_default();
        format!("key {} of the key service at {host}", self.key_id)
    }
}
