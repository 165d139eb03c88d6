//! `GET /contracts/{token}/contract.json` and `contract.pdf`: a contract to whoever has a link that
//! is not over; and the keys that contracts are verified with, at their well-known address.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use contract::Contract;
use http::{HeaderValue, header};
use platform::http::{handed_out, not_handed_out, nothing_there};
use platform::{App, Failure};

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
    let Ok(Path((token, file))) = path else { return nothing_there() };
    let found = match reading::by_link(&app, &token).await {
        Ok(Some((_, found))) => found,
        Ok(None) => return nothing_there(),
        Err(failure) => return not_handed_out("contract", &failure),
    };
    match file.as_str() {
        "contract.json" => handed_out("application/json", None, found),
        "contract.pdf" => {
            let drawn = tokio::task::spawn_blocking(move || {
                let read = Contract::from_json(&found);
                read.ok().and_then(|contract| contract::pdf::render(&contract).ok())
            });
            match drawn.await {
                Ok(Some(pdf)) => handed_out("application/pdf", None, pdf),
                _ => not_handed_out("contract", &Failure::broken("a contract cannot be drawn")),
            }
        }
        _ => nothing_there(),
    }
}

async fn well_known(State(app): State<App>) -> Response {
    match keys(&app).await {
        Ok(keys) => {
            let document = contract::keys_document(&keys);
            let mut response = handed_out("application/jwk-set+json", None, document);
            let kept = HeaderValue::from_static("public, max-age=300");
            response.headers_mut().insert(header::CACHE_CONTROL, kept);
            response.headers_mut().remove(header::CONTENT_DISPOSITION);
            response
        }
        Err(failure) => not_handed_out("contract", &failure),
    }
}
