//! `GET /contracts/{token}/contract.json` and `contract.pdf`: a contract to whoever has a link that
//! is not over; and the keys that contracts are verified with, at their well-known address.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use contract::Contract;
use http::{HeaderValue, StatusCode, header};
use platform::graphql::ErrorCode;
use platform::{App, Failure};
use serde_json::json;

use super::actions::reading;
use super::contract::keys;

/// The routes of contracts.
pub fn routes(app: &App) -> Router {
    Router::new()
        .route("/contracts/{token}/{file}", get(fetch))
        .route("/.well-known/fairstall-contract-keys.json", get(well_known))
        .with_state(app.clone())
}

async fn fetch(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Response {
    let Ok(Path((token, file))) = path else { return refused(ErrorCode::NotFound) };
    let found = match reading::by_link(&app, &token).await {
        Ok(Some((_, found))) => found,
        Ok(None) => return refused(ErrorCode::NotFound),
        Err(failure) => return broken(&failure),
    };
    match file.as_str() {
        "contract.json" => given("application/json", found.into_bytes()),
        "contract.pdf" => {
            let drawn = tokio::task::spawn_blocking(move || {
                let read = Contract::from_json(&found);
                read.ok().and_then(|contract| contract::pdf::render(&contract).ok())
            });
            match drawn.await {
                Ok(Some(pdf)) => given("application/pdf", pdf),
                _ => broken(&Failure::broken("a contract cannot be drawn")),
            }
        }
        _ => refused(ErrorCode::NotFound),
    }
}

async fn well_known(State(app): State<App>) -> Response {
    match keys(&app).await {
        Ok(keys) => {
            let document = contract::keys_document(&keys);
            let mut response = given("application/jwk-set+json", document.into_bytes());
            let kept = HeaderValue::from_static("public, max-age=300");
            response.headers_mut().insert(header::CACHE_CONTROL, kept);
            response.headers_mut().remove(header::CONTENT_DISPOSITION);
            response
        }
        Err(failure) => broken(&failure),
    }
}

fn given(content_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = body.into_response();
    let fixed = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_DISPOSITION, "attachment"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn broken(failure: &Failure) -> Response {
    failure.log("contract");
    refused(ErrorCode::Internal)
}

fn refused(code: ErrorCode) -> Response {
    let status = if code == ErrorCode::NotFound {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::INTERNAL_SERVER_ERROR
    };
    let message = "There is nothing at this address, or the link is over.";
    let extensions = json!({ "code": code.as_str() });
    let body = json!({ "errors": [{ "message": message, "extensions": extensions }] });
    (status, axum::Json(body)).into_response()
}
