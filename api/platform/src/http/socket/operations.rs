//! The operations that run on one socket, each under the id its client chose. An operation that is
//! stopped says nothing more, even if its id is used again at once.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::{AbortHandle, BoxStream, SelectAll, abortable, iter, once};
use tokio::task::JoinError;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;

use crate::graphql::ErrorCode;
use crate::graphql::document::Kind;
use crate::http::answer::{Refused, error_array};
use crate::http::caller::Caller;
use crate::http::engine::{Via, panicked};
use crate::http::frame::span;
use crate::http::meters;
use crate::http::request::Parameters;
use crate::http::transport::Shared;

/// What an operation has to say.
pub(super) enum Said {
    /// It is a subscription, and its source has begun.
    Streaming,
    /// A result.
    Next(Vec<u8>),
    /// It was not run, or cannot go on; nothing follows.
    Error(Vec<u8>),
    /// It is over.
    Complete,
}

/// What an operation said, and which one.
pub(super) struct Event {
    pub(super) id: Arc<str>,
    pub(super) said: Said,
    run: u64,
}

struct Running {
    run: u64,
    streaming: bool,
    stop: AbortHandle,
}

/// The operations of one socket.
#[derive(Default)]
pub(super) struct Operations {
    running: HashMap<Arc<str>, Running>,
    events: SelectAll<BoxStream<'static, Event>>,
    runs: u64,
}

impl Operations {
    pub(super) fn contains(&self, id: &str) -> bool {
        self.running.contains_key(id)
    }

    pub(super) fn len(&self) -> usize {
        self.running.len()
    }

    /// Whether an operation with one result is still at work.
    pub(super) fn owe_an_answer(&self) -> bool {
        self.running.values().any(|running| !running.streaming)
    }

    /// Begins an operation under an id that is not in use.
    pub(super) fn start(&mut self, id: &str, said: BoxStream<'static, Said>) {
        self.runs += 1;
        let (id, run): (Arc<str>, u64) = (id.into(), self.runs);
        let (said, stop) = abortable(said);
        self.running.insert(Arc::clone(&id), Running { run, streaming: false, stop });
        self.events.push(said.map(move |said| Event { id: Arc::clone(&id), said, run }).boxed());
    }

    /// Stops an operation; an id that is not known is nothing to complain about.
    pub(super) fn stop(&mut self, id: &str) {
        if let Some(running) = self.running.remove(id) {
            running.stop.abort();
        }
    }

    /// The next thing that a running operation says; waits for ever while there are none.
    pub(super) async fn next(&mut self) -> Event {
        loop {
            match self.events.next().await {
                None => std::future::pending::<()>().await,
                Some(event) => {
                    let Some(running) = self.running.get_mut(&event.id) else { continue };
                    if running.run != event.run {
                        continue;
                    }
                    match event.said {
                        Said::Streaming => running.streaming = true,
                        Said::Next(_) => return event,
                        Said::Error(_) | Said::Complete => {
                            self.stop(&event.id);
                            return event;
                        }
                    }
                }
            }
        }
    }
}

/// Runs one operation: everything it will say, in order. It works in a task of its own until it has
/// its result or its stream, so that a client that reads slowly holds nobody's place.
pub(super) fn run(
    shared: &Arc<Shared>,
    caller: Caller,
    parameters: Parameters,
) -> BoxStream<'static, Said> {
    let (shared, span) = (Arc::clone(shared), span("SUBSCRIBE", "/graphql", &caller.id));
    span.record("principal", caller.principal.key.as_str());
    let work = {
        let caller = caller.clone();
        async move { begin(&shared, &caller, parameters).await }
    };
    let work = AbortOnDropHandle::new(tokio::spawn(work.instrument(span)));
    let begun = async move {
        let begun = work.await.unwrap_or_else(|fault| Err(broken(fault, &caller)));
        begun.unwrap_or_else(|refused| iter([refusal(&refused, &caller)]).boxed())
    };
    once(begun).flatten().boxed()
}

/// A task that ended without a result has panicked, or the process is ending.
fn broken(fault: JoinError, caller: &Caller) -> Refused {
    match fault.try_into_panic() {
        Ok(panic) => panicked(&*panic, &caller.id),
        Err(_) => Refused::because(ErrorCode::Internal, "internal error"),
    }
}

async fn begin(
    shared: &Arc<Shared>,
    caller: &Caller,
    parameters: Parameters,
) -> Result<BoxStream<'static, Said>, Refused> {
    let engine = &shared.engine;
    let _place = engine.admission.enter().await?;
    let prepared = engine.prepare(parameters, caller, Via::Message)?;
    if prepared.kind() != Kind::Subscription {
        let answer = engine.run_in_time(prepared, caller).await?;
        return Ok(iter([Said::Next(answer.body), Said::Complete]).boxed());
    }
    let caller = caller.clone();
    let results = engine.subscribe(prepared, &caller).map(move |result| match result {
        Ok(body) => Said::Next(body),
        Err(refused) => refusal(&refused, &caller),
    });
    Ok(iter([Said::Streaming]).chain(results).chain(iter([Said::Complete])).boxed())
}

/// The `error` that a refusal becomes.
pub(super) fn refusal(refused: &Refused, caller: &Caller) -> Said {
    meters::refused(refused);
    Said::Error(error_array(&refused.errors, &caller.id))
}
