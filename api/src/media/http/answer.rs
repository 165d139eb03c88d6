//! Answers of the upload door, in the shape of the API's own errors.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use platform::Failure;
use platform::graphql::ErrorCode;
use platform::http::Scope;
use platform::transitions::States as _;
use serde_json::json;

use crate::media::upload::{Upload, UploadState, reason};

/// Why a request was turned away; nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TurnedAway {
    pub status: StatusCode,
    pub code: ErrorCode,
    pub message: &'static str,
    /// When to come back, in seconds.
    pub retry_after: Option<u16>,
}

impl TurnedAway {
    /// With the status that the code has everywhere.
    pub const fn because(code: ErrorCode, message: &'static str) -> Self {
        Self { status: code.http_status(), code, message, retry_after: None }
    }

    pub const NOT_FOUND: Self =
        Self::because(ErrorCode::NotFound, "There is no upload of this id.");

    /// The request was cut off before it was whole, so it is the client's time that ran out.
    pub const TOO_SLOW: Self = Self {
        status: StatusCode::REQUEST_TIMEOUT,
        code: ErrorCode::Timeout,
        message: "The file took too long to arrive; it may be sent again.",
        retry_after: None,
    };
}

impl IntoResponse for TurnedAway {
    fn into_response(self) -> Response {
        let mut extensions = json!({ "code": self.code.as_str() });
        if let Some(seconds) = self.retry_after {
            extensions["retryAfter"] = json!(seconds);
        }
        let body = json!({ "errors": [{ "message": self.message, "extensions": extensions }] });
        let mut response = (self.status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<TurnedAway> for Box<Response> {
    fn from(turned_away: TurnedAway) -> Self {
        Self::new(turned_away.into_response())
    }
}

/// What became of an upload: 200 when it is ready, 422 when no picture could be made of it.
pub fn decided(upload: &Upload) -> Response {
    let ready = upload.state == UploadState::Ready;
    let status = if ready { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let body = json!({
        "id": upload.id.to_string(),
        "state": upload.state.name(),
        "rejection": upload.rejection.map(reason),
    });
    (status, axum::Json(body)).into_response()
}

/// We broke: logged here with its chain, told without.
pub fn broken(failure: &Failure, scope: Option<&Scope>) -> Response {
    let id = scope.map_or("none", |scope| scope.id.as_str());
    failure.log(id);
    let extensions = json!({ "code": ErrorCode::Internal.as_str(), "requestId": id });
    let body = json!({ "errors": [{ "message": "internal error", "extensions": extensions }] });
    (StatusCode::INTERNAL_SERVER_ERROR, axum::Json(body)).into_response()
}
