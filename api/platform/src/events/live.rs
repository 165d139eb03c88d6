//! Committed events of all servers, told to this server's sockets and caches as they come.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use super::consumers::GATHER;
use super::{Event, store};
use crate::app::App;
use crate::failure::Failure;

/// How stale another server's event may be here: well under the second that is promised.
const POLL: Duration = Duration::from_millis(250);
const BATCH: u64 = 500;
/// A listener this far behind has lost events and is told so.
const BACKLOG: usize = 4_096;

/// Where listeners subscribe.
pub struct Live {
    listeners: broadcast::Sender<Arc<Event>>,
    heard: AtomicU64,
}

impl Default for Live {
    fn default() -> Self {
        Self { listeners: broadcast::channel(BACKLOG).0, heard: AtomicU64::new(0) }
    }
}

impl Live {
    /// Every event committed from now on. A receiver that lags is told how many it missed, and
    /// must then read the state itself.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Event>> {
        self.listeners.subscribe()
    }

    /// How many events this server has heard of since it started: for caches, which end when it
    /// grows.
    pub fn heard(&self) -> u64 {
        self.heard.load(Ordering::Acquire)
    }

    fn tell(&self, event: Event) {
        self.heard.fetch_add(1, Ordering::AcqRel);
        // Nobody listening is no error.
        let _ = self.listeners.send(Arc::new(event));
    }
}

/// Reads the log as it grows, until told to stop.
pub async fn run_live(app: App, stop: CancellationToken) {
    let mut place = loop {
        match store::end_of_log(&app).await {
            Ok(place) => break place,
            Err(failure) => failure.log("worker"),
        }
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            () = stop.cancelled() => return,
        }
    };
    while !stop.is_cancelled() {
        let committed = app.database().committed.notified();
        let reached = pass_on(&app, place).await.unwrap_or_else(|failure| {
            failure.log("worker");
            place
        });
        if reached == place {
            tokio::select! {
                () = committed => {}
                () = tokio::time::sleep(POLL) => {}
                () = stop.cancelled() => return,
            }
        }
        place = reached;
        tokio::time::sleep(GATHER).await;
    }
}

async fn pass_on(app: &App, from: store::Place) -> Result<store::Place, Failure> {
    let mut place = from;
    for (reached, event) in store::after(app, from, BATCH).await? {
        place = reached;
        app.live().tell(event);
    }
    Ok(place)
}
