//! Puts the transport together: settings and parts in, one router out. `listener.rs` serves it on
//! a socket; tests call it without one.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use http::{HeaderName, HeaderValue, Method, header};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::cors::{Any, CorsLayer};
use uuid::Uuid;

use super::admission::Admission;
use super::answer::{Refused, RequestId};
use super::bucket::Buckets;
use super::caller::Authenticate;
use super::client::Networks;
use super::engine::{Engine, timed_out};
use super::execute::Execute;
use super::explorer::{Example, Explorer};
use super::frame::{Scope, frame};
use super::health::{self, Metrics, Ready};
use super::kept::{Happened, KeptAnswers};
use super::negotiate::Media;
use super::persisted::PersistedDocuments;
use super::settings::TransportSettings;
use super::slots::Slots;
use super::{explorer, graphql, meters};
use crate::config::Server;
use crate::graphql::ErrorCode;
use crate::graphql::document::Documents;

/// What the transport cannot be without.
pub struct TransportParts {
    /// Checks documents.
    pub documents: Arc<Documents>,
    /// Runs what is checked.
    pub executor: Arc<dyn Execute>,
    /// Says who calls.
    pub authenticate: Arc<dyn Authenticate>,
    /// Makes the ids of requests that bring none.
    pub new_id: Arc<dyn Fn() -> Uuid + Send + Sync>,
}

/// A transport being put together.
pub struct TransportBuilder {
    settings: TransportSettings,
    parts: TransportParts,
    ready: Ready,
    metrics: Option<Metrics>,
    examples: Vec<Example>,
    routes: Router,
    happened: Option<Happened>,
}

/// The transport: GraphQL over HTTP, event streams and sockets, and the pages around it.
#[derive(Clone)]
pub struct Transport {
    pub(crate) shared: Arc<Shared>,
    router: Router,
}

/// What every request reaches for.
pub(crate) struct Shared {
    pub(crate) settings: TransportSettings,
    pub(crate) engine: Engine,
    pub(crate) proxies: Networks,
    pub(crate) metrics_networks: Networks,
    pub(crate) ready: Ready,
    pub(crate) metrics: Option<Metrics>,
    pub(crate) explorer: Option<Explorer>,
    /// Sockets and event streams, whoever holds them.
    pub(crate) slots: Slots,
    /// Cancelled when no more work is wanted.
    pub(crate) drain: CancellationToken,
    /// Connections and sockets still open.
    pub(crate) open: TaskTracker,
    /// The queue for routes beside GraphQL, so that slow uploads take nobody's place.
    beside: Admission,
    new_id: Arc<dyn Fn() -> Uuid + Send + Sync>,
}

impl Shared {
    pub(crate) fn request_id(&self) -> RequestId {
        RequestId::new(uuid::fmt::Simple::from_uuid((self.new_id)()).encode_lower(&mut [0; 32]))
    }
}

impl Transport {
    /// Begins a transport.
    pub fn builder(settings: TransportSettings, parts: TransportParts) -> TransportBuilder {
        TransportBuilder {
            settings,
            parts,
            ready: Arc::new(|| Box::pin(async { Ok(()) })),
            metrics: None,
            examples: Vec::new(),
            routes: Router::new(),
            happened: None,
        }
    }

    /// Everything as one router: what `serve` serves, and what a test calls without a socket.
    pub fn router(&self) -> Router {
        self.router.clone()
    }
}

impl TransportBuilder {
    /// Sets the check behind `/readyz`.
    #[must_use]
    pub fn ready(mut self, ready: Ready) -> Self {
        self.ready = ready;
        self
    }

    /// Sets what `/metrics` prints.
    #[must_use]
    pub fn metrics(mut self, metrics: Metrics) -> Self {
        self.metrics = Some(metrics);
        self
    }

    /// Sets the queries that the explorer offers to begin with.
    #[must_use]
    pub fn examples(mut self, examples: Vec<Example>) -> Self {
        self.examples = examples;
        self
    }

    /// Keeps answers for visitors until something happens, or a second has passed. No answer to a
    /// visitor may then depend on more than the document, its variables and the shop's state.
    #[must_use]
    pub fn keep_public_answers(mut self, happened: Happened) -> Self {
        self.happened = Some(happened);
        self
    }

    /// Adds routes beside GraphQL: uploads, media. They share ids, spans, limits of time and number
    /// and careful headers, but set the limit of their bodies themselves. No fallback may be set.
    #[must_use]
    pub fn merge(mut self, routes: Router) -> Self {
        self.routes = self.routes.merge(routes);
        self
    }

    /// Builds it; a setting that cannot be meant is named, with what is wrong with it.
    pub fn build(self) -> Result<Transport, String> {
        let Self { settings, parts, ready, metrics, examples, routes, happened } = self;
        let named = |name: &'static str| move |error: String| format!("{name}: {error}");
        let persisted = PersistedDocuments::new(parts.documents, &settings.graphql)
            .map_err(named("graphql.trusted_operations"))?;
        let memory = settings.graphql.public_answers;
        let happened = happened.filter(|_| memory > 0);
        let engine = Engine {
            kept: happened.map(|happened| KeptAnswers::new(memory as u64, happened)),
            persisted,
            executor: parts.executor,
            authenticate: parts.authenticate,
            buckets: Buckets::new(&settings.buckets),
            admission: admission(&settings.server),
            timeout: settings.server.request_timeout,
        };
        let cors = cors(&settings.server.cors_origins).map_err(named("server.cors_origins"))?;
        let shared = Arc::new(Shared {
            engine,
            proxies: Networks::parse(&settings.server.trusted_proxies)
                .map_err(named("server.trusted_proxies"))?,
            metrics_networks: Networks::parse(&settings.server.metrics_networks)
                .map_err(named("server.metrics_networks"))?,
            ready,
            metrics,
            explorer: settings.graphql.explorer.then(|| Explorer::new(&examples)),
            slots: Slots::new(settings.streams.total),
            drain: CancellationToken::new(),
            open: TaskTracker::new(),
            beside: admission(&settings.server),
            new_id: parts.new_id,
            settings,
        });
        Ok(Transport { router: router(&shared, routes, cors), shared })
    }
}

fn admission(server: &Server) -> Admission {
    Admission::new(server.max_in_flight, server.max_queued, server.queue_timeout)
}

fn router(shared: &Arc<Shared>, routes: Router, cors: Option<CorsLayer>) -> Router {
    let with_state = || Arc::clone(shared);
    let graphql = get(graphql::get).post(graphql::post).fallback(graphql::other_method);
    let ours = Router::new()
        .route("/graphql", graphql)
        .route("/", get(explorer::page))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .with_state(with_state());
    let beside = routes.layer(from_fn_with_state(with_state(), beside));
    let mut all = ours.merge(beside).fallback(not_found).method_not_allowed_fallback(not_allowed);
    if let Some(cors) = cors {
        all = all.layer(cors);
    }
    all.layer(from_fn_with_state(with_state(), frame))
}

/// Bounds a route beside GraphQL in number and in time.
async fn beside(
    State(shared): State<Arc<Shared>>,
    Extension(scope): Extension<Arc<Scope>>,
    request: Request,
    next: Next,
) -> Response {
    let within = async {
        let _place = shared.beside.enter().await?;
        Ok::<_, Refused>(next.run(request).await)
    };
    let answered = timeout(shared.settings.server.route_timeout, within).await;
    answered.unwrap_or_else(|_| Err(timed_out())).unwrap_or_else(|refused| {
        meters::refused(&refused);
        refused.into_response(Media::Json, &scope.id)
    })
}

async fn not_found(Extension(scope): Extension<Arc<Scope>>) -> Response {
    Refused::because(ErrorCode::NotFound, "There is nothing here; GraphQL is at /graphql.")
        .into_response(Media::Json, &scope.id)
}

async fn not_allowed(Extension(scope): Extension<Arc<Scope>>) -> Response {
    Refused::because(ErrorCode::MethodNotAllowed, "This page does not take that method.")
        .into_response(Media::Json, &scope.id)
}

/// The pages of other origins that may call us; none unless set.
fn cors(origins: &[String]) -> Result<Option<CorsLayer>, String> {
    if origins.is_empty() {
        return Ok(None);
    }
    let layer = CorsLayer::new()
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::HEAD])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            HeaderName::from_static("x-request-id"),
            HeaderName::from_static("x-fairstall-csrf"),
            HeaderName::from_static("apollo-require-preflight"),
            HeaderName::from_static("traceparent"),
        ])
        .expose_headers([
            header::RETRY_AFTER,
            HeaderName::from_static("x-request-id"),
            HeaderName::from_static("x-cost-requested"),
            HeaderName::from_static("x-cost-available"),
        ])
        .max_age(Duration::from_hours(2));
    if origins.iter().any(|origin| origin == "*") {
        return Ok(Some(layer.allow_origin(Any)));
    }
    let origins: Vec<HeaderValue> =
        origins.iter().map(|origin| read_origin(origin)).collect::<Result<_, _>>()?;
    Ok(Some(layer.allow_origin(origins)))
}

/// An origin as browsers write it: scheme, host and perhaps port, and nothing after.
fn read_origin(text: &str) -> Result<HeaderValue, String> {
    let wrong = || format!("`{text}` is not an origin such as `https://shop.example`");
    let url = url::Url::parse(text).map_err(|_| wrong())?;
    if url.origin().ascii_serialization() != text {
        return Err(wrong());
    }
    HeaderValue::from_str(text).map_err(|_| wrong())
}
