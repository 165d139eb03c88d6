//! What goes back: the one error envelope, the body of a result, and their statuses and headers.
//! A body is written once, straight into the bytes that leave.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Response as Executed, ServerError, Value};
use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

use super::bucket::Balance;
use super::negotiate::Media;
use crate::graphql::{ErrorCode, RequestError};

/// The name of one request in logs, headers and masked errors.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RequestId(Arc<str>);

impl RequestId {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The id as text: letters, digits, `-`, `_` and `.` only.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A request that was not run, and whether that lay in its document.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) errors: Vec<RequestError>,
    /// The request was a well-formed GraphQL request: with `application/json` the answer to that
    /// is 200, because a legacy client takes any other status for a proxy's.
    well_formed: bool,
}

impl Refused {
    /// The request itself was wrong, or unwelcome.
    pub(crate) fn request(error: RequestError) -> Self {
        Self { errors: vec![error], well_formed: false }
    }

    /// The request was well formed; its document, operation or variables were not.
    pub(crate) fn document(errors: Vec<RequestError>) -> Self {
        Self { errors, well_formed: true }
    }

    /// A request-level refusal in one line.
    pub(crate) fn because(code: ErrorCode, message: &'static str) -> Self {
        Self::request(RequestError::new(code, message))
    }

    /// The code by which the refusal is counted and its status chosen.
    pub(crate) fn code(&self) -> ErrorCode {
        self.errors.first().map_or(ErrorCode::Internal, |error| error.code)
    }

    /// Whether it may be told inside a stream that is already accepted.
    pub(crate) fn is_about_document(&self) -> bool {
        self.well_formed
    }

    pub(crate) fn status(&self, media: Media) -> StatusCode {
        if self.well_formed && media == Media::Json {
            StatusCode::OK
        } else {
            self.code().http_status()
        }
    }

    /// The answer over HTTP; its headers say when to come back, and how to prove who one is.
    pub(crate) fn into_response(self, media: Media, id: &RequestId) -> Response {
        let media = if matches!(media, Media::Events | Media::Html) { Media::Json } else { media };
        let status = self.status(media);
        let mut response = reply(status, media, refusal_body(&self.errors, id));
        let headers = response.headers_mut();
        if let Some(wait) = self.errors.iter().filter_map(|error| error.retry_after).max() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(whole_seconds(wait)));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        response
    }
}

impl From<RequestError> for Refused {
    fn from(error: RequestError) -> Self {
        Self::request(error)
    }
}

/// An answer of this media type that nobody may keep.
pub(crate) fn reply(status: StatusCode, media: Media, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Tells the balance in headers as well, for clients that never see the body.
pub(crate) fn tell_balance(response: &mut Response, balance: &Balance) {
    const REQUESTED: HeaderName = HeaderName::from_static("x-cost-requested");
    const AVAILABLE: HeaderName = HeaderName::from_static("x-cost-available");
    response.headers_mut().insert(REQUESTED, HeaderValue::from(balance.requested));
    response.headers_mut().insert(AVAILABLE, HeaderValue::from(balance.available));
}

/// Seconds to wait, never too few.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Place>,
    extensions: ErrorExtensions<'a>,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorExtensions<'a> {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

fn error_bodies<'a>(errors: &'a [RequestError], id: &'a RequestId) -> Vec<ErrorBody<'a>> {
    let body = |error: &'a RequestError| ErrorBody {
        message: &error.message,
        locations: error
            .locations
            .iter()
            .map(|l| Place { line: l.line, column: l.column })
            .collect(),
        extensions: ErrorExtensions {
            code: error.code.as_str(),
            retry_after: error.retry_after.map(whole_seconds),
            request_id: (error.code == ErrorCode::Internal).then_some(id.as_str()),
        },
    };
    errors.iter().map(body).collect()
}

/// The errors alone, as the array that an `error` message on a socket carries.
pub(crate) fn error_array(errors: &[RequestError], id: &RequestId) -> Vec<u8> {
    written(&error_bodies(errors, id))
}

/// `{"errors": […]}`, with no `data`: nothing was run.
pub(crate) fn refusal_body(errors: &[RequestError], id: &RequestId) -> Vec<u8> {
    #[derive(Serialize)]
    struct Envelope<'a> {
        errors: Vec<ErrorBody<'a>>,
    }
    written(&Envelope { errors: error_bodies(errors, id) })
}

/// The body of a result, without its extensions and its closing brace: what a cache may keep for
/// many callers, whose balances differ.
pub(crate) fn result_head(executed: &Executed) -> Vec<u8> {
    #[derive(Serialize)]
    struct Head<'a> {
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        errors: &'a [ServerError],
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<&'a Value>,
    }
    let data = (!is_request_error(executed)).then_some(&executed.data);
    let mut head = written(&Head { errors: &executed.errors, data });
    head.pop();
    head
}

/// Ends a body begun by [`result_head`]: the extensions of this one answer.
pub(crate) fn finish_body(head: &[u8], balance: Option<&Balance>) -> Vec<u8> {
    let mut body = Vec::with_capacity(head.len() + 128);
    body.extend_from_slice(head);
    if let Some(balance) = balance {
        body.extend_from_slice(b",\"extensions\":{\"cost\":");
        // Writing to a vector fails only if `Serialize` does, and a balance is four numbers.
        if serde_json::to_writer(&mut body, balance).is_err() {
            body.extend_from_slice(b"null");
        }
        body.push(b'}');
    }
    body.push(b'}');
    body
}

/// Whether nothing was run: no data, and errors that lie at no field.
pub(crate) fn is_request_error(executed: &Executed) -> bool {
    executed.data == Value::Null
        && !executed.errors.is_empty()
        && executed.errors.iter().all(|error| error.path.is_empty())
}

fn written(value: &impl Serialize) -> Vec<u8> {
    let mut body = Vec::with_capacity(1_024);
    if serde_json::to_writer(&mut body, value).is_err() {
        // Only a value whose own `Serialize` fails gets here; none of ours does.
        return br#"{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}"#
            .to_vec();
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_envelope_names_code_place_wait_and_id() {
        let id = RequestId::new("abc");
        let error = RequestError::new(ErrorCode::RateLimited, "slow down")
            .at(2, 3)
            .retry_after(Duration::from_millis(1_200));
        insta::assert_snapshot!(
            text(refusal_body(&[error], &id)),
            @r#"{"errors":[{"message":"slow down","locations":[{"line":2,"column":3}],"extensions":{"code":"RATE_LIMITED","retryAfter":2}}]}"#
        );
        let error = RequestError::new(ErrorCode::Internal, "internal error");
        insta::assert_snapshot!(
            text(error_array(&[error], &id)),
            @r#"[{"message":"internal error","extensions":{"code":"INTERNAL","requestId":"abc"}}]"#
        );
    }

    #[test]
    fn the_status_of_a_well_formed_refusal_depends_on_the_media_type() {
        let refused = Refused::document(vec![RequestError::new(ErrorCode::BadRequest, "no")]);
        assert_eq!(refused.status(Media::Json), StatusCode::OK);
        assert_eq!(refused.status(Media::Response), StatusCode::BAD_REQUEST);
        let refused = Refused::because(ErrorCode::BadRequest, "no");
        assert_eq!(refused.status(Media::Json), StatusCode::BAD_REQUEST);
    }

    #[test]
    fn a_result_without_data_says_whether_it_was_run() {
        let mut executed = Executed::from_errors(vec![ServerError::new("no", None)]);
        assert_eq!(
            text(finish_body(&result_head(&executed), None)),
            r#"{"errors":[{"message":"no"}]}"#
        );
        executed.errors[0].path = vec![async_graphql::PathSegment::Field("a".into())];
        let balance = Balance { requested: 3, available: 7, capacity: 10, restore_rate: 1 };
        insta::assert_snapshot!(
            text(finish_body(&result_head(&executed), Some(&balance))),
            @r#"{"errors":[{"message":"no","path":["a"]}],"data":null,"extensions":{"cost":{"requested":3,"available":7,"capacity":10,"restoreRate":1}}}"#
        );
    }
}
