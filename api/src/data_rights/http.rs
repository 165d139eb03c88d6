//! `GET /archives/{request}/{token}`: an archive to whoever has its link, once.

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::TryStreamExt as _;
use http::{HeaderValue, StatusCode, header};
use platform::App;
use platform::graphql::ErrorCode;
use platform::kernel::Id;
use serde_json::json;

use super::actions::works;
use super::request::SubjectRequest;

/// The route of archives.
pub fn routes(app: &App) -> Router {
    Router::new().route("/archives/{request}/{token}", get(fetch)).with_state(app.clone())
}

async fn fetch(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Response {
    let named = path.ok().and_then(|Path((request, token))| {
        Some((Id::<SubjectRequest>::parse(&request).ok()?, token))
    });
    let Some((id, token)) = named else { return refused(ErrorCode::NotFound) };
    match works::fetch(&app, id, &token).await {
        Ok(Some(archive)) => {
            let pieces = archive.map_err(|failure| {
                failure.log("archive");
                std::io::Error::other("the archive broke off")
            });
            let mut response = Body::from_stream(pieces).into_response();
            let fixed = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "no-store"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::REFERRER_POLICY, "no-referrer"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"fairstall-archive.json\""),
            ];
            for (name, value) in fixed {
                response.headers_mut().insert(name, HeaderValue::from_static(value));
            }
            response
        }
        Ok(None) => refused(ErrorCode::NotFound),
        Err(failure) => {
            failure.log("archive");
            refused(ErrorCode::Internal)
        }
    }
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
