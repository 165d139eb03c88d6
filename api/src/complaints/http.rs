//! `GET /cases/archive/{token}`: the archive of a case to whoever has its link, once.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderValue, StatusCode, header};
use platform::App;
use platform::graphql::ErrorCode;
use serde_json::json;

use super::actions::archiving;

/// The route of archives of cases.
pub fn routes(app: &App) -> Router {
    Router::new().route("/cases/archive/{token}", get(fetch)).with_state(app.clone())
}

async fn fetch(State(app): State<App>, path: Result<Path<String>, PathRejection>) -> Response {
    let Ok(Path(token)) = path else { return refused(ErrorCode::NotFound) };
    match archiving::fetch(&app, &token).await {
        Ok(Some(archive)) => {
            let mut response = archive.to_vec().into_response();
            let fixed = [
                (header::CONTENT_TYPE, "application/x-tar"),
                (header::CACHE_CONTROL, "no-store"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::REFERRER_POLICY, "no-referrer"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"case.tar\""),
            ];
            for (name, value) in fixed {
                response.headers_mut().insert(name, HeaderValue::from_static(value));
            }
            response
        }
        Ok(None) => refused(ErrorCode::NotFound),
        Err(failure) => {
            failure.log("case archive");
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
