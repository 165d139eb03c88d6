//! What happens to a GraphQL request whatever brought it: find its document, check it, charge for
//! it, run it, mask its errors. HTTP, event streams and sockets all come through here.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Request, Response};
use futures_util::StreamExt;
use futures_util::future::ready;
use futures_util::stream::{BoxStream, once};
use tracing::Span;

use super::admission::Admission;
use super::answer::{Refused, RequestId, finish_body, is_request_error, result_head};
use super::bucket::{Balance, Buckets};
use super::caller::{Authenticate, Caller};
use super::execute::Execute;
use super::kept::{Asked, KeptAnswers, Public};
use super::mask::{code, mask};
use super::persisted::{PersistedDocuments, hex};
use super::request::Parameters;
use super::working;
use crate::graphql::document::{Coerced, Compiled, Kind, Operation};
use crate::graphql::{ErrorCode, RequestError, gathering};

/// The parts that a request meets, in order.
pub(crate) struct Engine {
    pub(crate) persisted: PersistedDocuments,
    pub(crate) executor: Arc<dyn Execute>,
    pub(crate) authenticate: Arc<dyn Authenticate>,
    pub(crate) buckets: Buckets,
    pub(crate) admission: Admission,
    pub(crate) timeout: Duration,
    /// Public answers, where the server keeps them.
    pub(crate) kept: Option<KeptAnswers>,
}

/// What brought the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// A GET, which must change nothing.
    Get,
    /// A POST, or a message on a socket.
    Message,
}

impl Via {
    fn check(self, kind: Kind) -> Result<(), Refused> {
        if self == Self::Get && kind == Kind::Mutation {
            return Err(Refused::because(ErrorCode::MethodNotAllowed, "Send mutations by POST."));
        }
        Ok(())
    }
}

/// An operation that may run: checked, authorised, paid for.
pub(crate) struct Prepared {
    compiled: Arc<Compiled>,
    name: Option<String>,
    kind: Kind,
    variables: Coerced,
    balance: Balance,
}

impl Prepared {
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// What a public answer to this is kept under; nothing if its answer may not be kept.
    fn asked(&self, caller: &Caller) -> Option<Asked> {
        let public = self.kind == Kind::Query && KeptAnswers::is_for(&caller.principal);
        public.then(|| {
            Asked::new(*self.compiled.hash(), self.name.as_deref(), self.variables.iter())
        })?
    }

    /// The request for the executor, with what resolvers look for in its data.
    fn request(&self, caller: &Caller) -> Result<Request, RequestError> {
        let request = self.compiled.operation(self.name.as_deref())?.request(&self.variables)?;
        Ok(request
            .data(Arc::clone(&caller.principal))
            .data(Arc::clone(&caller.client))
            .data(caller.id.clone()))
    }
}

impl Engine {
    /// Checks a request and charges for it. A request costs a point even if it is refused, so that
    /// refusals cannot be had without end either.
    pub(crate) fn prepare(
        &self,
        parameters: Parameters,
        caller: &Caller,
        via: Via,
    ) -> Result<Prepared, Refused> {
        let mut balance = self.buckets.take(&caller.principal, 1)?;
        let compiled = self.persisted.find(&parameters)?;
        let operation =
            compiled.operation(parameters.operation_name.as_deref()).map_err(about_document)?;
        trace(&operation, &compiled);
        via.check(operation.kind())?;
        operation.authorise(&caller.principal.grants).map_err(about_document)?;
        let variables =
            operation.check_variables(&parameters.variables).map_err(Refused::document)?;
        let cost = operation.cost(&variables).map_err(about_document)?;
        if cost > 1 {
            let rest = self.buckets.take(&caller.principal, cost - 1)?;
            balance = Balance { requested: cost, ..rest };
        }
        Span::current().record("cost", balance.requested);
        let kind = operation.kind();
        let name = parameters.operation_name;
        Ok(Prepared { compiled, name, kind, variables, balance })
    }

    /// Runs a query or a mutation to the bytes of its answer.
    pub(crate) async fn run(&self, prepared: Prepared, caller: &Caller) -> Result<Answer, Refused> {
        let found = match (&self.kept, prepared.asked(caller)) {
            (Some(kept), Some(asked)) => kept.answer(asked, || self.work(&prepared, caller)).await,
            _ => self.work(&prepared, caller).await,
        };
        let public = found.or_else(|unfit| unfit)?;
        Ok(Answer {
            body: finish_body(&public.head, Some(&prepared.balance)),
            balance: prepared.balance,
            cache: public.cache,
        })
    }

    /// Runs it once: an answer that others may be told, or one that is for this caller only.
    async fn work(
        &self,
        prepared: &Prepared,
        caller: &Caller,
    ) -> Result<Public, Result<Public, Refused>> {
        let request = prepared.request(caller).map_err(|error| Err(about_document(error)))?;
        let execution = gathering(self.executor.execute(request));
        let executed = working::on(caller.id.clone(), execution).await;
        let executed = finish(&prepared.compiled, executed, caller).map_err(Err)?;
        let head = result_head(&executed).into();
        if executed.errors.is_empty() {
            Ok(Public { head, cache: executed.cache_control.value() })
        } else {
            Err(Ok(Public { head, cache: None }))
        }
    }

    /// The same, given up after the time for one answer.
    pub(crate) async fn run_in_time(
        &self,
        prepared: Prepared,
        caller: &Caller,
    ) -> Result<Answer, Refused> {
        let run = self.run(prepared, caller);
        tokio::time::timeout(self.timeout, run).await.unwrap_or_else(|_| Err(timed_out()))
    }

    /// Starts a subscription: each event is the body of a result, or the reason why there are none.
    pub(crate) fn subscribe(
        &self,
        prepared: Prepared,
        caller: &Caller,
    ) -> BoxStream<'static, Result<Vec<u8>, Refused>> {
        let request = match prepared.request(caller) {
            Ok(request) => request,
            Err(error) => return once(ready(Err(about_document(error)))).boxed(),
        };
        let events = AssertUnwindSafe(self.executor.subscribe(request)).catch_unwind();
        let caller = caller.clone();
        let mut first = Some(prepared.balance);
        events
            .map(move |event| {
                let event = event.map_err(|panic| panicked(&*panic, &caller.id))?;
                let executed = finish(&prepared.compiled, event, &caller)?;
                // What it cost is told once, with the first event.
                Ok(finish_body(&result_head(&executed), first.take().as_ref()))
            })
            .boxed()
    }
}

/// The answer to a query or a mutation.
pub(crate) struct Answer {
    /// The whole body, whichever media type it goes out as.
    pub(crate) body: Vec<u8>,
    pub(crate) balance: Balance,
    /// What the fields together allow a cache to do, if they say anything.
    pub(crate) cache: Option<String>,
}

/// A resolver panicked: logged here, told as an internal error.
pub(crate) fn panicked(panic: &(dyn Any + Send), id: &RequestId) -> Refused {
    let said = panic.downcast_ref::<&str>().copied();
    let said = said.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(request_id = id.as_str(), panic = said.unwrap_or("?"), "a request panicked");
    Refused::because(ErrorCode::Internal, "internal error")
}

/// Given up after the time for one answer.
pub(crate) fn timed_out() -> Refused {
    Refused::because(ErrorCode::Timeout, "It took too long and was given up.")
}

fn about_document(error: RequestError) -> Refused {
    Refused::document(vec![error])
}

/// Masks what came out; errors that lie at no field mean that nothing was run.
fn finish(compiled: &Compiled, executed: Response, caller: &Caller) -> Result<Response, Refused> {
    let mut executed = compiled.finish(executed);
    if executed.errors.is_empty() {
        return Ok(executed);
    }
    mask(&mut executed, &caller.id);
    if !is_request_error(&executed) {
        return Ok(executed);
    }
    let errors = executed.errors.into_iter().map(|error| {
        let mut told =
            RequestError::new(code(&error).unwrap_or(ErrorCode::Internal), error.message);
        for place in error.locations {
            told = told.at(place.line, place.column);
        }
        told
    });
    Err(Refused::document(errors.collect()))
}

/// Writes onto the request's span what is now known of the operation; the name is a GraphQL name,
/// so it cannot break a line.
fn trace(operation: &Operation<'_>, compiled: &Compiled) {
    let span = Span::current();
    if !span.is_disabled() {
        span.record("operation", operation.name().unwrap_or_default());
        span.record("document", hex(compiled.hash()));
    }
}
