//! Loaders: what many resolvers ask for one by one is read in one statement.
//!
//! Loaders keep nothing: an answer is as fresh as its statement, and no viewer's row can reach
//! another. One loader of a kind serves all requests, so that concurrent ones share statements.

use std::cell::RefCell;
use std::pin::pin;
use std::time::{Duration, Instant};

use async_graphql::dataloader::{DataLoader, NoCache};
use async_graphql::runtime::Timer;
use futures_util::future::{BoxFuture, poll_fn};
use futures_util::task::{FutureObj, Spawn, SpawnError};
use tokio::runtime::Handle;

/// How long a loader gathers keys. The library's timer rounds a delay up to a whole millisecond,
/// which would be most of a request; this one yields instead (stack.md §3).
/// An unoptimised build takes far longer to reach every field of a page.
const GATHER: Duration =
    if cfg!(debug_assertions) { Duration::from_millis(5) } else { Duration::from_micros(100) };

/// How many turns of the runtime it waits at least, whatever the wall clock says: where a busy
/// machine stops a server for longer than it gathers, the fields of the page have not been asked
/// for yet.
const TURNS: u32 = if cfg!(debug_assertions) { 100 } else { 2 };

tokio::task_local! {
    /// Batches begun while the request was polled, to be started when the poll has ended.
    static BEGUN: RefCell<Vec<FutureObj<'static, ()>>>;
}

/// Runs a request so that its batches start only when it has asked for all it can ask for: a
/// machine that stops the thread in the middle of a page does not cut a batch in two.
pub(crate) async fn gathering<F: Future>(request: F) -> F::Output {
    let mut request = pin!(request);
    poll_fn(|context| {
        let begun = RefCell::new(Vec::new());
        let (polled, begun) = BEGUN.sync_scope(begun, || {
            let polled = request.as_mut().poll(context);
            (polled, BEGUN.with(RefCell::take))
        });
        for batch in begun {
            tokio::spawn(batch);
        }
        polled
    })
    .await
}

/// Starts batches after the poll of the request that they are for; at once where there is none,
/// as for a subscription's event.
struct AfterPoll(Handle);

impl Spawn for AfterPoll {
    fn spawn_obj(&self, batch: FutureObj<'static, ()>) -> Result<(), SpawnError> {
        let mut batch = Some(batch);
        let _ = BEGUN.try_with(|begun| begun.borrow_mut().extend(batch.take()));
        if let Some(batch) = batch {
            self.0.spawn(batch);
        }
        Ok(())
    }
}

struct Yielding;

impl Timer for Yielding {
    fn delay(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let start = Instant::now();
            let mut turns = 0;
            while turns < TURNS || start.elapsed() < duration {
                tokio::task::yield_now().await;
                turns += 1;
            }
        })
    }
}

/// Wraps a loader. Must be called within the runtime.
pub fn loader<L: Send + Sync + 'static>(inner: L) -> DataLoader<L, NoCache> {
    DataLoader::new(inner, AfterPoll(Handle::current()), Yielding).delay(GATHER)
}
