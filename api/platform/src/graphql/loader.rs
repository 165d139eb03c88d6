//! Loaders: what many resolvers ask for one by one is read in one statement.
//!
//! Loaders keep nothing: an answer is as fresh as its statement, and no viewer's row can reach
//! another. One loader of a kind serves all requests, so that concurrent ones share statements.

use std::time::{Duration, Instant};

use async_graphql::dataloader::{DataLoader, NoCache};
use async_graphql::runtime::{Timer, TokioSpawner};
use futures_util::future::BoxFuture;

/// How long a loader gathers keys. The library's timer rounds a delay up to a whole millisecond,
/// which would be most of a request; this one yields instead (stack.md §3).
/// An unoptimised build takes far longer to reach every field of a page.
const GATHER: Duration =
    if cfg!(debug_assertions) { Duration::from_millis(5) } else { Duration::from_micros(100) };

/// How many turns of the runtime it waits at least, whatever the wall clock says: where a busy
/// machine stops a server for longer than it gathers, the fields of the page have not been asked
/// for yet.
const TURNS: u32 = if cfg!(debug_assertions) { 100 } else { 2 };

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
    DataLoader::new(inner, TokioSpawner::current(), Yielding).delay(GATHER)
}
