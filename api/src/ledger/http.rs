//! `GET /statements/{operator}/{day}/{token}`: the statement of a day to whoever has its link,
//! once.

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderValue, StatusCode, header};
use platform::App;
use platform::graphql::ErrorCode;
use platform::kernel::Id;
use serde_json::json;

use super::statement::Day;
use super::statement_file::{HEAD, Written, lines, open};
use crate::operators::Operator;

/// The route of statements.
pub fn routes(app: &App) -> Router {
    Router::new().route("/statements/{operator}/{day}/{token}", get(fetch)).with_state(app.clone())
}

async fn fetch(
    State(app): State<App>,
    path: Result<Path<(String, String, String)>, PathRejection>,
) -> Response {
    let named = path.ok().and_then(|Path((operator, day, token))| {
        Some((Id::<Operator>::parse(&operator).ok()?, Day::read(&day)?, token))
    });
    let Some((id, day, token)) = named else { return refused(ErrorCode::NotFound) };
    match open(&app, id, day, &token).await {
        Ok(true) => file(app, id, day),
        Ok(false) => refused(ErrorCode::NotFound),
        Err(failure) => {
            failure.log("statement");
            refused(ErrorCode::Internal)
        }
    }
}

/// The file as it is read: a day of a large shop is never in memory as a whole. When reading fails
/// midway the connection breaks off, so that nobody takes a part for the whole.
fn file(app: App, id: Id<Operator>, day: Day) -> Response {
    let body = stream::try_unfold(None, move |written: Option<Written>| {
        let app = app.clone();
        async move {
            let Some(written) = written else {
                return Ok(Some((Bytes::from_static(HEAD.as_bytes()), Some(Written::NOTHING))));
            };
            match lines(&app, (id, day), written).await {
                Ok(Some((text, next))) => Ok(Some((Bytes::from(text), Some(next)))),
                Ok(None) => Ok(None),
                Err(failure) => {
                    failure.log("statement");
                    Err(std::io::Error::other("the statement could not be read"))
                }
            }
        }
    });
    let mut response = Body::from_stream(body).into_response();
    let name = format!("attachment; filename=\"statement-{day}.csv\"");
    let fixed = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (header, value) in fixed {
        response.headers_mut().insert(header, HeaderValue::from_static(value));
    }
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

fn refused(code: ErrorCode) -> Response {
    let status = if code == ErrorCode::NotFound {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::INTERNAL_SERVER_ERROR
    };
    let message = "There is nothing at this address, or it was fetched before.";
    let extensions = json!({ "code": code.as_str() });
    let body = json!({ "errors": [{ "message": message, "extensions": extensions }] });
    (status, axum::Json(body)).into_response()
}
