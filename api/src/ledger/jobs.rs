//! The reconciler's clock. The turn of a minute is a row of the book, so that of several servers
//! one makes it, and a server that dies leaves the next minute to the others.

use std::time::Duration;

use platform::App;
use tokio_util::sync::CancellationToken;

use super::check::Check;
use super::reconcile;

/// How often a server asks whether it is its turn.
const ASK: Duration = Duration::from_secs(5);

/// Reconciles each minute, with the comparisons of every room, until told to stop.
pub async fn run_reconciler(app: App, checks: Vec<Check>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(failure) = reconcile(&app, &checks).await {
            failure.log("reconciler");
        }
        tokio::select! {
            () = tokio::time::sleep(ASK) => {}
            () = stop.cancelled() => {}
        }
    }
}
