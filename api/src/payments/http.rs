//! `POST /callbacks/{provider}`: what providers tell us, signed over the raw body.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use platform::App;

use super::actions::hearing;
use super::attempt::ProviderKind;
use super::provider::{BadCallback, Providers};

/// A callback is a few hundred bytes; nobody sends a file.
const MOST_BYTES: usize = 64 * 1024;

/// The route of callbacks.
pub fn routes(app: &App) -> Router {
    Router::new().route("/callbacks/{provider}", post(receive)).with_state(app.clone())
}

async fn receive(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let kind = path.ok().and_then(|Path(name)| ProviderKind::named(&name));
    let Ok(providers) = app.belonging::<Providers>() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Some(provider) = kind.and_then(|kind| providers.get(kind)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(body) = to_bytes(body, MOST_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let callback = match provider.read_callback(&app, &headers, &body) {
        Ok(callback) => callback,
        Err(bad) => {
            metrics::counter!("payment_callbacks_refused_total").increment(1);
            return match bad {
                BadCallback::Unsigned => StatusCode::UNAUTHORIZED.into_response(),
                BadCallback::Malformed => StatusCode::BAD_REQUEST.into_response(),
            };
        }
    };
    match hearing::hear(&app, provider.kind(), &callback).await {
        Ok(_) => {
            let taken = provider.acknowledgement();
            let kind = HeaderValue::from_static(taken.content_type);
            (StatusCode::OK, [(header::CONTENT_TYPE, kind)], taken.body).into_response()
        }
        Err(failure) => {
            failure.log("callback");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
