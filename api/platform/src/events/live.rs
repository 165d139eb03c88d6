//! Committed events of all servers, told to this server's sockets and caches as they come.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use super::{Event, store};
use crate::app::App;
use crate::failure::Failure;

/// How stale another server's event may be here: well under the second that is promised.
const POLL: Duration = Duration::from_millis(250);
const BATCH: u64 = 500;
/// A listener this far behind has lost events and is told so.
const BACKLOG: usize = 4_096;

/// Where listeners subscribe.
pub struct Live(broadcast::Sender<Arc<Event>>);

impl Default for Live {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Live {
    /// Every event committed from now on. A receiver that lags is told how many it missed, and
    /// must then read the state itself.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Event>> {
        self.0.subscribe()
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
        match pass_on(&app, place).await {
            Ok(reached) if reached != place => {
                place = reached;
                continue;
            }
            Ok(_) => {}
            Err(failure) => failure.log("worker"),
        }
        tokio::select! {
            () = committed => {}
            () = tokio::time::sleep(POLL) => {}
            () = stop.cancelled() => {}
        }
    }
}

async fn pass_on(app: &App, from: store::Place) -> Result<store::Place, Failure> {
    let mut place = from;
    for (reached, event) in store::after(app, from, BATCH).await? {
        place = reached;
        // Nobody listening is no error.
        let _ = app.live().0.send(Arc::new(event));
    }
    Ok(place)
}
