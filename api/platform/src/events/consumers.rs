//! Consumers under lease: at least once, in order per aggregate, on whichever server is free.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Event, store};
use crate::app::App;
use crate::clock::to_millis;
use crate::database::Tx;
use crate::failure::Failure;
use crate::transaction;

/// A server that dies holds a delivery no longer than this.
const LEASE_MS: i64 = 30_000;
const BATCH: u64 = 50;
/// Also without a bell: events of other servers ring none here.
const POLL: Duration = Duration::from_millis(500);
/// Between two looks: who is woken by the bell waits for what is committed next to it and takes it
/// along, so that hundreds of commits a second are tens of looks.
pub(super) const GATHER: Duration = Duration::from_millis(15);
const LONGEST_BACKOFF_MS: i64 = 300_000;

/// Somebody who reacts to events of some kinds.
#[derive(Clone)]
pub struct Consumer {
    /// Stable: deliveries are kept by it. `slice.what_it_does`.
    pub name: &'static str,
    /// The kinds of events it reacts to.
    pub kinds: &'static [&'static str],
    /// Does the effect and settles the delivery in one transaction.
    pub run: fn(App, Delivery) -> BoxFuture<'static, Result<(), Failure>>,
}

/// One event handed to one consumer under a lease.
pub struct Delivery {
    pub event: Event,
    consumer: &'static str,
    fence: i64,
}

impl Delivery {
    /// Marks the delivery as done, in the transaction of its effect.
    ///
    /// # Errors
    /// The lease was lost: somebody else does it, and this transaction must not commit.
    pub async fn settle(&self, tx: &Tx) -> Result<(), Failure> {
        if store::settle(tx, self.consumer, self.event.id, self.fence).await? {
            Ok(())
        } else {
            Err(Failure::lease_lost())
        }
    }
}

/// Runs all consumers until told to stop.
pub async fn run_consumers(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let committed = app.database().committed.notified();
        let delivered = deliver_due(&app).await.unwrap_or_else(|failure| {
            failure.log("worker");
            0
        });
        if delivered == 0 {
            tokio::select! {
                () = committed => {}
                () = tokio::time::sleep(POLL) => {}
                () = stop.cancelled() => return,
            }
        }
        tokio::time::sleep(GATHER).await;
    }
}

/// Delivers what is due now, one batch for each consumer; answers how many were settled.
///
/// # Errors
/// The database's own; a consumer's failure is logged, and its delivery tried again later.
pub async fn deliver_due(app: &App) -> Result<usize, Failure> {
    let names: Vec<_> = app.consumers().iter().map(|consumer| consumer.name).collect();
    if names.is_empty() {
        return Ok(0);
    }
    let awaited = store::awaited(app, &names).await?;
    let wanted = app.consumers().iter().filter(|one| awaited.iter().any(|name| name == one.name));
    join_all(wanted.map(|consumer| round(app, consumer))).await.into_iter().sum()
}

async fn round(app: &App, consumer: &Consumer) -> Result<usize, Failure> {
    let claimed =
        transaction!(app, |tx| { store::claim(tx, consumer.name, LEASE_MS, BATCH).await })?;
    if claimed.is_empty() {
        return Ok(0);
    }
    let ids = claimed.iter().map(|delivery| delivery.event_id).collect();
    let mut events: HashMap<Uuid, Event> =
        store::events(app, ids).await?.into_iter().map(|event| (event.id, event)).collect();
    let runs = claimed.into_iter().filter_map(|row| {
        let event = events.remove(&row.event_id)?;
        let delivery = Delivery { event, consumer: consumer.name, fence: row.fence };
        Some(attempt(app, consumer, delivery, row.attempts))
    });
    Ok(join_all(runs).await.into_iter().filter(|settled| *settled).count())
}

async fn attempt(app: &App, consumer: &Consumer, delivery: Delivery, attempts: i32) -> bool {
    let (event_id, fence) = (delivery.event.id, delivery.fence);
    let Err(failure) = (consumer.run)(app.clone(), delivery).await else { return true };
    if failure.is_lease_lost() {
        return false;
    }
    metrics::counter!("event_delivery_failures_total", "consumer" => consumer.name).increment(1);
    tracing::warn!(
        consumer = consumer.name, attempts, failure = %failure.chain(), "delivery failed"
    );
    let until = to_millis(app.now()) + backoff_ms(attempts);
    let put_off: Result<(), Failure> =
        transaction!(app, |tx| { store::put_off(tx, consumer.name, event_id, fence, until).await });
    if let Err(failure) = put_off {
        failure.log("worker");
    }
    false
}

/// 1 s, 2 s, 4 s … 5 minutes.
pub(crate) fn backoff_ms(attempts: i32) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(16);
    (1_000_i64 << doublings).min(LONGEST_BACKOFF_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_up_to_five_minutes() {
        assert_eq!([1, 2, 3, 30].map(backoff_ms), [1_000, 2_000, 4_000, 300_000]);
    }
}
