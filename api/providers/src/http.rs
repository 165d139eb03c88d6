//! The one way out: no redirects, bounded time, bounded answers, and an error that says whether
//! the request can have arrived.

use std::time::Duration;

use http::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use url::Url;

use crate::Failure;

/// How long and how much.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// To a connection.
    pub connect: Duration,
    /// To the end of one answer.
    pub answer: Duration,
    /// To the end of a statement.
    pub statement: Duration,
    /// Bytes of one answer.
    pub answer_bytes: usize,
    /// Bytes of a statement, packed or not.
    pub statement_bytes: usize,
}

impl Default for Limits {
    /// Three seconds, ten seconds, two minutes, 1 MiB, 64 MiB.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            answer: Duration::from_secs(10),
            statement: Duration::from_mins(2),
            answer_bytes: 1 << 20,
            statement_bytes: 64 << 20,
        }
    }
}

/// What came back, whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> Result<&str, Failure> {
        std::str::from_utf8(&self.body).map_err(|_| Failure::Malformed("text in UTF-8"))
    }

    /// A header that stands once and is plain text; empty where it does not.
    pub(crate) fn header(&self, name: &str) -> &str {
        single(&self.headers, name)
    }
}

/// A header that stands exactly once and is plain text; empty where it does not.
pub(crate) fn single<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().unwrap_or_default(),
        _ => "",
    }
}

/// A client for one provider.
pub(crate) struct Caller {
    client: Client,
    limits: Limits,
}

impl Caller {
    pub(crate) fn new(limits: Limits) -> Result<Self, Failure> {
        let client = Client::builder()
            // A redirect would carry keys and orders to wherever it points.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent("fairstall")
            .connect_timeout(limits.connect)
            .build()
            .map_err(|_| Failure::Setting("an HTTP client"))?;
        Ok(Self { client, limits })
    }

    pub(crate) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        self.client.request(method, url)
    }

    /// Sends a request and reads its whole answer.
    pub(crate) async fn ask(&self, request: RequestBuilder) -> Result<Answer, Failure> {
        self.bounded(request, self.limits.answer, self.limits.answer_bytes).await
    }

    /// Fetches a statement. Only a good answer is one.
    pub(crate) async fn statement(&self, request: RequestBuilder) -> Result<Vec<u8>, Failure> {
        let most = self.limits.statement_bytes;
        let answer = self.bounded(request, self.limits.statement, most).await?;
        match answer.status {
            StatusCode::OK => Ok(answer.body),
            status => Err(Failure::refused(status.as_str())),
        }
    }

    /// How large an unpacked statement may be.
    pub(crate) fn statement_bytes(&self) -> usize {
        self.limits.statement_bytes
    }

    async fn bounded(
        &self,
        request: RequestBuilder,
        time: Duration,
        most: usize,
    ) -> Result<Answer, Failure> {
        let response = request.timeout(time).send().await.map_err(|error| classify(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read(response, most).await?;
        Ok(Answer { status, headers, body })
    }
}

async fn read(mut response: Response, most: usize) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| classify(&error))? {
        if body.len() + part.len() > most {
            return Err(Failure::Malformed("an answer of bounded length"));
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// What went wrong, without the library's words: they repeat the address and its query.
fn classify(error: &reqwest::Error) -> Failure {
    if error.is_builder() {
        Failure::Setting("a request")
    } else if error.is_connect() {
        Failure::Later("not reached")
    } else if error.is_timeout() {
        Failure::Unknown("timed out")
    } else {
        Failure::Unknown("connection lost")
    }
}

/// An address that may be sent keys and orders: https, or http that does not leave this machine.
pub(crate) fn address(text: &str) -> Result<Url, Failure> {
    let bad = Failure::Setting("an address: https, or http on loopback; no user, no query");
    let url = Url::parse(text).map_err(|_| bad.clone())?;
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if is_safe(&url) && plain && url.fragment().is_none() { Ok(url) } else { Err(bad) }
}

/// Whether what is sent there cannot be read on the way.
pub(crate) fn is_safe(url: &Url) -> bool {
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    url.scheme() == "https" || (url.scheme() == "http" && here)
}

/// `base/segments…`, each segment escaped.
pub(crate) fn below(base: &Url, segments: &[&str]) -> Result<Url, Failure> {
    let mut url = base.clone();
    let bad = Failure::Setting("an address with a path");
    // A segment of dots alone would climb.
    if segments.iter().any(|segment| segment.is_empty() || segment.chars().all(|c| c == '.')) {
        return Err(bad);
    }
    url.path_segments_mut().map_err(|()| bad)?.pop_if_empty().extend(segments);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_nowhere_in_the_clear() {
        for good in ["https://api.example.com", "http://127.0.0.1:1/a", "http://[::1]:8420"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.example.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "ftp://127.0.0.1",
            "https://user:pass@api.example.com",
            "https://api.example.com/?key=a",
            "https://api.example.com/#a",
            "api",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_id_cannot_leave_its_folder() {
        let base = address("http://127.0.0.1:1/v1/").unwrap();
        let url = below(&base, &["refunds", "../charges/x?y#z"]).unwrap();
        assert_eq!(url.as_str(), "http://127.0.0.1:1/v1/refunds/..%2Fcharges%2Fx%3Fy%23z");
        assert!(below(&base, &["refunds", ".."]).is_err());
        assert!(below(&base, &["refunds", ""]).is_err());
    }

    #[test]
    fn a_doubled_header_is_no_header() {
        let mut headers = HeaderMap::new();
        headers.append("a", "1".parse().unwrap());
        assert_eq!(single(&headers, "a"), "1");
        headers.append("a", "2".parse().unwrap());
        assert_eq!(single(&headers, "a"), "");
        assert_eq!(single(&headers, "b"), "");
    }
}
