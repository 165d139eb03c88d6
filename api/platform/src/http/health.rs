//! Three pages for whoever runs us: is the process alive, may it have traffic, what does it count.
//! They pass no queue and no bucket, so they answer when all else is full.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use http::{HeaderValue, StatusCode, header};
use tokio::time::timeout;

use super::frame::Scope;
use super::transport::Shared;

/// Says whether the application can serve, or in a word why not.
pub type Ready = Arc<dyn Fn() -> BoxFuture<'static, Result<(), &'static str>> + Send + Sync>;

/// Writes what is counted, in Prometheus' text format.
pub type Metrics = Arc<dyn Fn() -> String + Send + Sync>;

/// How long a readiness check may take before it counts as a no.
const PATIENCE: Duration = Duration::from_secs(2);

/// The process is alive; says nothing about what it depends on, so that it is not restarted for
/// somebody else's trouble.
pub(crate) async fn alive() -> Response {
    page(StatusCode::OK, "ok\n")
}

/// 200 when traffic is welcome; 503 with the reason otherwise, and while draining.
pub(crate) async fn ready(State(shared): State<Arc<Shared>>) -> Response {
    if shared.drain.is_cancelled() {
        return page(StatusCode::SERVICE_UNAVAILABLE, "draining\n");
    }
    match timeout(PATIENCE, (shared.ready)()).await {
        Ok(Ok(())) => page(StatusCode::OK, "ready\n"),
        Ok(Err(reason)) => page(StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")),
        Err(_) => page(StatusCode::SERVICE_UNAVAILABLE, "the readiness check takes too long\n"),
    }
}

/// What is counted; to callers outside the networks that may read it, there is no such page.
pub(crate) async fn metrics(
    State(shared): State<Arc<Shared>>,
    Extension(scope): Extension<Arc<Scope>>,
) -> Response {
    match &shared.metrics {
        Some(metrics) if shared.metrics_networks.contain(scope.client.address) => {
            let mut response = page(StatusCode::OK, metrics());
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"),
            );
            response
        }
        _ => page(StatusCode::NOT_FOUND, "not found\n"),
    }
}

fn page(status: StatusCode, text: impl Into<String>) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, text.into()).into_response()
}
