//! `/graphql`: the GraphQL-over-HTTP specification, by POST and, for persisted queries, by GET.
//! The order of the checks is the order of trust.md §6.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;
use tracing::Span;

use super::answer::{Refused, refusal_body, reply, tell_balance};
use super::bucket::is_visitor;
use super::caller::{Caller, bearer};
use super::engine::{Prepared, Via, timed_out};
use super::frame::Scope;
use super::gate::{check_content_type, check_csrf};
use super::negotiate::{Accepted, Media};
use super::request::Parameters;
use super::transport::Shared;
use super::{explorer, meters, socket, sse};
use crate::graphql::document::Kind;
use crate::graphql::{ErrorCode, Principal, RequestError};

/// What an answer by POST can be; the first is what an indifferent client gets.
const BY_POST: [Media; 3] = [Media::Json, Media::Response, Media::Events];
const BY_GET: [Media; 4] = [Media::Json, Media::Response, Media::Events, Media::Html];

/// One request on its way through.
struct Exchange<'a> {
    shared: &'a Arc<Shared>,
    scope: &'a Scope,
    headers: &'a HeaderMap,
    accepted: Accepted<'a>,
    media: Media,
    via: Via,
}

/// Any operation, as JSON in the body.
pub(crate) async fn post(
    State(shared): State<Arc<Shared>>,
    Extension(scope): Extension<Arc<Scope>>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let accepted = Accepted::of(&parts.headers);
    let Some(media) = accepted.best(&BY_POST) else { return not_acceptable(&scope) };
    let exchange = Exchange {
        shared: &shared,
        scope: &scope,
        headers: &parts.headers,
        accepted,
        media,
        via: Via::Message,
    };
    exchange
        .in_time(async {
            check_content_type(exchange.headers)?;
            let body = read(body, exchange.headers, shared.settings.server.max_body).await?;
            exchange.serve(Parameters::from_json(&body)?).await
        })
        .await
}

/// A persisted query in the query string, a socket, or the explorer.
pub(crate) async fn get(
    State(shared): State<Arc<Shared>>,
    Extension(scope): Extension<Arc<Scope>>,
    request: Request,
) -> Response {
    let (mut parts, _) = request.into_parts();
    if socket::is_asked_for(&parts) {
        return socket::open(shared, &scope, &mut parts).await;
    }
    let accepted = Accepted::of(&parts.headers);
    let Some(media) = accepted.best(&BY_GET) else { return not_acceptable(&scope) };
    if media == Media::Html && shared.explorer.is_some() {
        return explorer::page(State(shared), Extension(scope)).await;
    }
    let media = if media == Media::Html { Media::Json } else { media };
    let exchange = Exchange {
        shared: &shared,
        scope: &scope,
        headers: &parts.headers,
        accepted,
        media,
        via: Via::Get,
    };
    exchange.in_time(exchange.persisted(&parts)).await
}

/// Every other method.
pub(crate) async fn other_method(Extension(scope): Extension<Arc<Scope>>) -> Response {
    let refused = Refused::because(ErrorCode::MethodNotAllowed, "Use POST.");
    meters::refused(&refused);
    let mut response = refused.into_response(Media::Json, &scope.id);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
    response
}

impl Exchange<'_> {
    /// The answer or the refusal, within the time for one answer.
    async fn in_time(&self, answer: impl Future<Output = Result<Response, Refused>>) -> Response {
        let limit = self.shared.settings.server.request_timeout;
        let answered = timeout(limit, answer).await.unwrap_or_else(|_| Err(timed_out()));
        answered.unwrap_or_else(|refused| {
            meters::refused(&refused);
            Span::current().record("code", refused.code().as_str());
            refused.into_response(self.media, &self.scope.id)
        })
    }

    async fn persisted(&self, parts: &Parts) -> Result<Response, Refused> {
        check_csrf(self.headers)?;
        let parameters = Parameters::from_uri(&parts.uri)?;
        if !parameters.names_persisted() {
            return Err(Refused::because(
                ErrorCode::MethodNotAllowed,
                "GET is for persisted queries: send their hash, or use POST.",
            ));
        }
        self.serve(parameters).await
    }

    /// From here on every way of asking is one.
    async fn serve(&self, parameters: Parameters) -> Result<Response, Refused> {
        let engine = &self.shared.engine;
        let _place = engine.admission.enter().await?;
        let caller = self.caller().await?;
        let prepared = match engine.prepare(parameters, &caller, self.via) {
            Ok(prepared) => prepared,
            // The stream is accepted, so it is the stream that says what was wrong.
            Err(refused) if self.media == Media::Events && refused.is_about_document() => {
                meters::refused(&refused);
                return Ok(sse::single(&refusal_body(&refused.errors, &caller.id)));
            }
            Err(refused) => return Err(refused),
        };
        if prepared.kind() == Kind::Subscription {
            return self.subscribe(prepared, caller);
        }
        let answer = engine.run(prepared, &caller).await;
        if self.media == Media::Events {
            return Ok(match answer {
                Ok(answer) => sse::single(&answer.body),
                Err(refused) => sse::single(&refusal_body(&refused.errors, &caller.id)),
            });
        }
        let answer = answer?;
        let mut response = reply(StatusCode::OK, self.media, answer.body);
        tell_balance(&mut response, &answer.balance);
        if self.via == Via::Get {
            let keep = answer.cache.filter(|_| is_visitor(&caller.principal));
            may_be_kept(response.headers_mut(), keep.as_deref());
        }
        Ok(response)
    }

    async fn caller(&self) -> Result<Caller, Refused> {
        let client = &self.scope.client;
        let engine = &self.shared.engine;
        let bearer = bearer(self.headers)?;
        let principal = match engine.authenticate.authenticate(bearer, client).await {
            Ok(principal) => principal,
            Err(refused) => {
                // Tokens cannot be tried without end: each costs its address a point.
                engine.buckets.take(&Principal::visitor(&client.address_key()), 1)?;
                return Err(refused.into());
            }
        };
        Span::current().record("principal", principal.key.as_str());
        Ok(Caller {
            principal: Arc::new(principal),
            client: Arc::clone(client),
            id: self.scope.id.clone(),
        })
    }

    fn subscribe(&self, prepared: Prepared, caller: Caller) -> Result<Response, Refused> {
        if !self.accepted.names(Media::Events) {
            return Err(Refused::because(
                ErrorCode::NotAcceptable,
                "A subscription is answered as `text/event-stream`, or over a socket.",
            ));
        }
        sse::stream(self.shared, prepared, caller)
    }
}

fn not_acceptable(scope: &Scope) -> Response {
    let refused = Refused::because(
        ErrorCode::NotAcceptable,
        "Accept `application/graphql-response+json`, `application/json` or `text/event-stream`.",
    );
    meters::refused(&refused);
    refused.into_response(Media::Json, &scope.id)
}

/// The body, unless it is larger than allowed; a length that says so is enough.
async fn read(body: Body, headers: &HeaderMap, most: usize) -> Result<Bytes, Refused> {
    let too_large = || {
        let message = format!("The body is larger than {most} bytes.");
        Refused::request(RequestError::new(ErrorCode::PayloadTooLarge, message))
    };
    let told = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if told.and_then(|length| length.parse().ok()).is_some_and(|length: u64| length > most as u64) {
        return Err(too_large());
    }
    match Limited::new(body, most).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => Err(Refused::because(ErrorCode::BadRequest, "The body broke off.")),
    }
}

/// Lets caches keep an answer to a visitor for as long as its fields allow.
fn may_be_kept(headers: &mut HeaderMap, policy: Option<&str>) {
    headers.insert(header::VARY, HeaderValue::from_static("accept, authorization"));
    if let Some(policy) = policy.and_then(|policy| HeaderValue::from_str(policy).ok()) {
        headers.insert(header::CACHE_CONTROL, policy);
    }
}
