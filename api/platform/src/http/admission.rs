//! How many requests are worked on at once: a bounded number, a bounded queue, and a short wait
//! in it. Whoever finds no place is told at once to come back, so the rest is answered in time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::graphql::{ErrorCode, RequestError};

/// The door to the work.
#[derive(Clone)]
pub(crate) struct Admission {
    places: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    queue: usize,
    wait: Duration,
}

/// A place; dropping it lets the next one in.
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Admission {
    pub(crate) fn new(places: usize, queue: usize, wait: Duration) -> Self {
        let places = Arc::new(Semaphore::new(places.clamp(1, Semaphore::MAX_PERMITS)));
        Self { places, waiting: Arc::default(), queue, wait }
    }

    /// A place, perhaps after a short wait; `OVERLOADED` if there is none.
    pub(crate) async fn enter(&self) -> Result<Place, RequestError> {
        if let Ok(permit) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(Place { _permit: permit });
        }
        let waiting = Waiting::join(&self.waiting);
        if waiting.before >= self.queue {
            return Err(overloaded());
        }
        match timeout(self.wait, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Place { _permit: permit }),
            _ => Err(overloaded()),
        }
    }
}

/// One in the queue, counted out again even if the caller gives up.
struct Waiting<'a> {
    count: &'a AtomicUsize,
    before: usize,
}

impl<'a> Waiting<'a> {
    fn join(count: &'a AtomicUsize) -> Self {
        Self { count, before: count.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}

fn overloaded() -> RequestError {
    RequestError::new(ErrorCode::Overloaded, "Too much at once; come back in a second.")
        .retry_after(Duration::from_secs(1))
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn a_full_house_queues_briefly_and_then_sheds() {
        let door = Admission::new(1, 1, Duration::from_millis(20));
        let inside = door.enter().await.unwrap();
        let begun = Instant::now();
        let (first, second) = tokio::join!(door.enter(), door.enter());
        assert_eq!(first.map(drop).unwrap_err().code, ErrorCode::Overloaded);
        assert_eq!(second.map(drop).unwrap_err().retry_after, Some(Duration::from_secs(1)));
        assert!(begun.elapsed() < Duration::from_millis(200));
        let queued = tokio::spawn({
            let door = door.clone();
            async move { door.enter().await.is_ok() }
        });
        tokio::task::yield_now().await;
        drop(inside);
        assert!(queued.await.unwrap());
        assert_eq!(door.waiting.load(Ordering::Relaxed), 0);
    }
}
