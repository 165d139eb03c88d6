//! What surrounds every request, whichever route it takes: its id, its client, its span and its
//! measure, the catching of panics, and the headers that keep browsers careful.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::answer::RequestId;
use super::client::{self, ClientInfo};
use super::engine::panicked;
use super::meters;
use super::negotiate::Media;
use super::transport::Shared;
use super::working;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is known of a request before it is looked at; every route finds it as an
/// `Extension<Arc<Scope>>`.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The request's id, as in its logs and its `x-request-id` header.
    pub id: RequestId,
    /// Where it came from.
    pub client: Arc<ClientInfo>,
}

/// Surrounds a request.
pub(crate) async fn frame(
    State(shared): State<Arc<Shared>>,
    mut request: Request,
    next: Next,
) -> Response {
    let _held = meters::Held::request();
    let begun = Instant::now();
    let scope = Arc::new(scope(&shared, &request));
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let span = span(method.as_str(), route, &scope.id);
    request.extensions_mut().insert(Arc::clone(&scope));
    let work = working::on(scope.id.clone(), next.run(request));
    let answered = AssertUnwindSafe(work).catch_unwind();
    let answered = answered.instrument(span.clone()).await;
    let mut response = answered
        .unwrap_or_else(|panic| panicked(&*panic, &scope.id).into_response(Media::Json, &scope.id));
    careful(response.headers_mut(), &scope.id);
    let status = response.status().as_u16();
    let took = begun.elapsed();
    meters::answered(&method, route, status, took.as_secs_f64());
    span.record("status", status);
    span.record("ms", u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    span.in_scope(|| tracing::info!("answered"));
    response
}

fn scope(shared: &Shared, request: &Request) -> Scope {
    let headers = request.headers();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    // Without a peer there is no network: a test calls the router itself.
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip());
    Scope {
        id: given_id(headers).unwrap_or_else(|| shared.request_id()),
        client: Arc::new(ClientInfo {
            address: client::address(peer, headers, &shared.proxies),
            user_agent: client::user_agent(headers),
        }),
    }
}

/// The id that the caller gave, if it can stand in a log line and in a header as it is.
fn given_id(headers: &HeaderMap) -> Option<RequestId> {
    let text = headers.get(REQUEST_ID)?.to_str().ok()?;
    let sane = (8..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    sane.then(|| RequestId::new(text))
}

/// The span of a request. These fields are all that is ever logged of it.
pub(crate) fn span(method: &str, route: &str, id: &RequestId) -> Span {
    tracing::info_span!(
        "request",
        method,
        route,
        request_id = id.as_str(),
        status = Empty,
        operation = Empty,
        document = Empty,
        principal = Empty,
        code = Empty,
        cost = Empty,
        ms = Empty,
    )
}

/// Headers that no answer goes without; a route may set its own instead of most.
fn careful(headers: &mut HeaderMap, id: &RequestId) {
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let defaults = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ];
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sane_id_is_taken_over() {
        let given = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_static(text));
            given_id(&headers).map(|id| id.to_string())
        };
        assert_eq!(given("0192f0aa-1b_c.d"), Some("0192f0aa-1b_c.d".to_owned()));
        for wrong in ["", "short", "white space", "semi;colon;colon"] {
            assert_eq!(given(wrong), None, "{wrong}");
        }
    }
}
