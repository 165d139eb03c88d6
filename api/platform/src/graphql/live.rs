//! What changes while somebody looks on: each subscription to one thing is a stream of its changes,
//! and looks at the thing again at each of them.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, BoxStream, StreamExt as _};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use uuid::Uuid;

use crate::App;
use crate::events::Event;

/// How long a stream gathers what happens before it tells it once: at most five times a second.
const GATHER: Duration = Duration::from_millis(200);

/// Tells each time something has happened to an aggregate, on whichever server, within a second.
/// It listens from now on: look at the thing only after this was called, and nothing is missed.
pub fn changes(app: &App, aggregate: Uuid) -> BoxStream<'static, ()> {
    let events = app.live().subscribe();
    let next = move |mut events: Receiver<Arc<Event>>| async move {
        next_change(&mut events, aggregate).await?;
        Some(((), events))
    };
    stream::unfold(events, next).boxed()
}

/// Waits until something happened, and then a moment for what comes with it.
async fn next_change(events: &mut Receiver<Arc<Event>>, aggregate: Uuid) -> Option<()> {
    loop {
        match events.recv().await {
            Ok(event) if event.aggregate != aggregate => {}
            // After a gap only the thing itself tells what was missed.
            Ok(_) | Err(RecvError::Lagged(_)) => break,
            Err(RecvError::Closed) => return None,
        }
    }
    tokio::time::sleep(GATHER).await;
    loop {
        match events.try_recv() {
            Ok(_) | Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return Some(()),
        }
    }
}
