//! Files that are handed out by a link: kept nowhere on the way, and run by nothing.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::Failure;
use crate::graphql::ErrorCode;

/// A file for whoever has its link, to be kept under a name; the name is ASCII without quotes.
pub fn handed_out(
    content_type: &'static str,
    name: Option<&str>,
    body: impl Into<Body>,
) -> Response {
    let mut response = body.into().into_response();
    let fixed = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_DISPOSITION, "attachment"),
    ];
    for (header, value) in fixed {
        response.headers_mut().insert(header, HeaderValue::from_static(value));
    }
    let named = name.map(|name| format!("attachment; filename=\"{name}\""));
    if let Some(Ok(named)) = named.as_deref().map(HeaderValue::from_str) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, named);
    }
    response
}

/// There is nothing at this link: it was never one, it was used, or its time is over.
pub fn nothing_there() -> Response {
    refused(StatusCode::NOT_FOUND, ErrorCode::NotFound)
}

/// We broke while handing something out; what it was goes into the log.
pub fn not_handed_out(what: &'static str, failure: &Failure) -> Response {
    failure.log(what);
    refused(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal)
}

fn refused(status: StatusCode, code: ErrorCode) -> Response {
    let message = "There is nothing at this address, or the link is over.";
    let extensions = json!({ "code": code.as_str() });
    let body = json!({ "errors": [{ "message": message, "extensions": extensions }] });
    (status, axum::Json(body)).into_response()
}
