//! Event streams: the GraphQL-over-SSE protocol in its distinct-connections mode. Each stream
//! carries one operation: `next` events, then `complete`; comments in between keep it alive.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::ready;
use futures_util::stream::{BoxStream, once, unfold};
use http::{HeaderName, HeaderValue, StatusCode};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::answer::{Refused, refusal_body, reply};
use super::caller::Caller;
use super::engine::Prepared;
use super::meters::{self, Held};
use super::negotiate::Media;
use super::slots::Slot;
use super::transport::Shared;
use crate::graphql::{ErrorCode, RequestError};

const COMPLETE: &[u8] = b"event: complete\ndata:\n\n";
const KEEP_ALIVE: &[u8] = b":\n\n";

/// A stream of one result: a query, a mutation, or the errors of a document that was refused.
pub(crate) fn single(body: &[u8]) -> Response {
    let mut events = next(body);
    events.extend_from_slice(COMPLETE);
    opened(Body::from(events))
}

/// A stream of results as they come, until the source ends, the session does, or we shut down.
pub(crate) fn stream(
    shared: &Arc<Shared>,
    prepared: Prepared,
    caller: Caller,
) -> Result<Response, Refused> {
    let settings = &shared.settings.streams;
    let key = format!("events:{}", caller.principal.key);
    let slot = shared.slots.take(&key, settings.event_streams).ok_or_else(|| {
        Refused::request(
            RequestError::new(ErrorCode::RateLimited, "Too many event streams are open.")
                .retry_after(settings.ping_interval),
        )
    })?;
    let events = Events {
        source: shared.engine.subscribe(prepared, &caller),
        shared: Arc::clone(shared),
        caller,
        keep_alive: beats(settings.ping_interval),
        recheck: beats(settings.recheck_interval),
        ended: false,
        _slot: slot,
        _held: Held::event_stream(),
    };
    let events = unfold(events, |mut events| async move {
        let chunk = events.chunk().await?;
        Some((Ok::<_, Infallible>(chunk), events))
    });
    // Some browsers see that a stream is open only when something comes.
    let begun = once(ready(Ok(Bytes::from_static(KEEP_ALIVE))));
    Ok(opened(Body::from_stream(begun.chain(events))))
}

struct Events {
    source: BoxStream<'static, Result<Vec<u8>, Refused>>,
    shared: Arc<Shared>,
    caller: Caller,
    keep_alive: Interval,
    recheck: Interval,
    ended: bool,
    _slot: Slot,
    _held: Held,
}

impl Events {
    /// What to write next; nothing when the stream is over. A drain ends it without `complete`, so
    /// that the client asks again, elsewhere.
    async fn chunk(&mut self) -> Option<Bytes> {
        if self.ended {
            return None;
        }
        loop {
            tokio::select! {
                () = self.shared.drain.cancelled() => return None,
                _ = self.recheck.tick() => {
                    if !self.shared.engine.authenticate.still_valid(&self.caller.principal).await {
                        let signed_out = RequestError::new(
                            ErrorCode::Unauthenticated,
                            "The session is over; sign in again.",
                        );
                        return Some(self.end_with(&Refused::request(signed_out)));
                    }
                }
                event = self.source.next() => return Some(match event {
                    Some(Ok(body)) => next(&body).into(),
                    Some(Err(refused)) => self.end_with(&refused),
                    None => {
                        self.ended = true;
                        Bytes::from_static(COMPLETE)
                    }
                }),
                _ = self.keep_alive.tick() => return Some(Bytes::from_static(KEEP_ALIVE)),
            }
        }
    }

    fn end_with(&mut self, refused: &Refused) -> Bytes {
        meters::refused(refused);
        self.ended = true;
        let mut events = next(&refusal_body(&refused.errors, &self.caller.id));
        events.extend_from_slice(COMPLETE);
        events.into()
    }
}

/// A clock that beats for the first time when the period has passed once, and does not hurry to
/// make up for beats it missed.
pub(crate) fn beats(period: Duration) -> Interval {
    let mut interval = interval(period.max(Duration::from_millis(1)));
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval.reset();
    interval
}

/// JSON has no line breaks of its own, so a result is one `data` line.
fn next(body: &[u8]) -> Vec<u8> {
    [b"event: next\ndata: ", body, b"\n\n"].concat()
}

fn opened(body: Body) -> Response {
    let mut response = reply(StatusCode::OK, Media::Events, body);
    // Some proxies gather answers before they pass them on; this asks them not to.
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}
