//! One request to a key server: JSON there and back, in bounded time, with bounded tries, and
//! with nothing in an error that a log should not hold.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Client, Response, StatusCode, Url};
use serde_json::Value;
use zeroize::{Zeroize as _, Zeroizing};

use super::ProviderError;

/// A token. Wiped when dropped; shows nothing.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a token.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The header's value `prefix token`, marked so that nothing prints it.
    pub(super) fn header(&self, prefix: &str) -> Result<HeaderValue, ProviderError> {
        let text = Zeroizing::new(format!("{prefix}{}", &*self.0));
        let mut value = HeaderValue::from_str(&text).map_err(|_| ProviderError::Header)?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How long and how often a key server is asked.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// To a connection.
    pub connect: Duration,
    /// To the end of one answer.
    pub answer: Duration,
    /// Tries in all, 1 or more.
    pub tries: u32,
    /// The wait before the second try; each later one is twice as long.
    pub pause: Duration,
}

impl Default for Limits {
    /// Two seconds, five seconds, three tries, 100 ms: fifteen seconds at the worst.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(2),
            answer: Duration::from_secs(5),
            tries: 3,
            pause: Duration::from_millis(100),
        }
    }
}

/// A wrapped key is some hundred bytes: what answers more is no key server.
const ANSWER_BYTES: usize = 64 * 1024;

/// A client for one server.
pub(super) struct Caller {
    client: Client,
    headers: HeaderMap,
    limits: Limits,
}

impl Caller {
    pub(super) fn new(headers: HeaderMap, limits: Limits) -> Result<Self, ProviderError> {
        let client = Client::builder()
            // A redirect would carry the token and the key to wherever it points.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(limits.connect)
            .timeout(limits.answer)
            .build()
            .map_err(|_| ProviderError::Client)?;
        Ok(Self { client, headers, limits })
    }

    /// Posts `body` and reads the answer. Asks again, after a pause, when the server is
    /// overloaded, broken or out of reach; wrapping and unwrapping twice does no harm.
    pub(super) async fn post(&self, url: &Url, body: &Value) -> Result<Value, ProviderError> {
        let mut pause = self.limits.pause;
        let mut tried = 1;
        loop {
            let error = match self.once(url, body).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let passing = matches!(
                error,
                ProviderError::Busy { .. } | ProviderError::Unreachable | ProviderError::TimedOut
            );
            if !passing || tried >= self.limits.tries {
                return Err(error);
            }
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2);
            tried += 1;
        }
    }

    async fn once(&self, url: &Url, body: &Value) -> Result<Value, ProviderError> {
        let request = self.client.post(url.clone()).headers(self.headers.clone()).json(body);
        let response = request.send().await.map_err(|error| classify(&error))?;
        let status = response.status();
        match status {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(ProviderError::Denied),
            StatusCode::TOO_MANY_REQUESTS => {
                return Err(ProviderError::Busy { status: status.as_u16() });
            }
            status if status.is_server_error() => {
                return Err(ProviderError::Busy { status: status.as_u16() });
            }
            status => return Err(ProviderError::Refused { status: status.as_u16() }),
        }
        let answer = bounded(response).await?;
        serde_json::from_slice(&answer).map_err(|_| ProviderError::Malformed)
    }
}

async fn bounded(mut response: Response) -> Result<Zeroizing<Vec<u8>>, ProviderError> {
    let mut answer = Zeroizing::new(Vec::with_capacity(1024));
    while let Some(part) = response.chunk().await.map_err(|error| classify(&error))? {
        if answer.len() + part.len() > ANSWER_BYTES {
            return Err(ProviderError::Malformed);
        }
        answer.extend_from_slice(&part);
    }
    Ok(answer)
}

/// What went wrong, without the library's words: they repeat the address.
fn classify(error: &reqwest::Error) -> ProviderError {
    if error.is_timeout() {
        ProviderError::TimedOut
    } else if error.is_decode() {
        ProviderError::Malformed
    } else {
        ProviderError::Unreachable
    }
}

/// An address that may be sent a token: https, or http that does not leave this machine.
pub(super) fn address(text: &str) -> Result<Url, ProviderError> {
    let url = Url::parse(text).map_err(|_| ProviderError::Address)?;
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let safe = url.scheme() == "https" || (url.scheme() == "http" && here);
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if safe && plain { Ok(url) } else { Err(ProviderError::Address) }
}

/// `base/segments…`, each segment escaped.
pub(super) fn below(base: &Url, segments: &[&str]) -> Result<Url, ProviderError> {
    let mut url = base.clone();
    url.path_segments_mut().map_err(|()| ProviderError::Address)?.pop_if_empty().extend(segments);
    Ok(url)
}

/// Wipes the strings of a body that carried a secret.
pub(super) fn wipe(body: &mut Value) {
    match body {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(fields) => fields.values_mut().for_each(wipe),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_nowhere_in_the_clear() {
        for good in ["https://kms.example.com", "http://127.0.0.1:8200", "http://[::1]:8200/a"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://kms.example.com",
            "http://127.0.0.1.example.com",
            "ftp://127.0.0.1",
            "https://user:pass@kms.example.com",
            "https://kms.example.com/?token=a",
            "kms",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_name_cannot_leave_its_folder() {
        let base = address("http://127.0.0.1:1/base/").unwrap();
        let url = below(&base, &["encrypt", "../sys/seal?x#y"]).unwrap();
        assert_eq!(url.as_str(), "http://127.0.0.1:1/base/encrypt/..%2Fsys%2Fseal%3Fx%23y");
    }

    #[test]
    fn tokens_are_not_shown() {
        let secret = Secret::new("s.canary".to_owned());
        let header = secret.header("Bearer ").unwrap();
        assert!(!format!("{secret:?}{header:?}").contains("canary"));
        assert!(Secret::new("a\nb".to_owned()).header("").is_err());
    }
}
