//! What runs beside the requests, on every server: reactions to events, deadlines, housekeeping.
//!
//! This file knows every slice; it is where a fact of one becomes a job of another.

use std::time::Duration;

use platform::events::{Consumer, run_consumers, run_live};
use platform::timers::{TimerHandler, run_timers};
use platform::{App, idempotency};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::ledger::{self, Check};
use crate::{
    catalog, compensation, complaints, data_rights, deals, fulfilment, identity, media, notices,
    operators, orders, payments, privacy, returns, settlement, social,
};

/// How often what has expired is swept out, and how often the clock is set by the database's.
const SWEEP: Duration = Duration::from_mins(10);
const CLOCK: Duration = Duration::from_secs(30);

/// Who reacts to which events.
pub fn consumers() -> Vec<Consumer> {
    let mut consumers = identity::jobs::consumers();
    consumers.extend(privacy::jobs::CONSUMERS);
    consumers.extend(operators::jobs::CONSUMERS);
    consumers.extend(notices::jobs::CONSUMERS);
    consumers.extend(catalog::jobs::CONSUMERS);
    consumers.extend(orders::jobs::CONSUMERS);
    consumers.extend(payments::jobs::CONSUMERS);
    consumers.extend(fulfilment::jobs::CONSUMERS);
    consumers.extend(settlement::jobs::CONSUMERS);
    consumers.extend(compensation::jobs::CONSUMERS);
    consumers.extend(deals::group_buy::jobs::CONSUMERS);
    consumers.extend(deals::price_cut::jobs::CONSUMERS);
    consumers.extend(social::jobs::CONSUMERS);
    consumers.extend(complaints::jobs::CONSUMERS);
    consumers.extend(data_rights::jobs::CONSUMERS);
    consumers
}

/// Who acts when a deadline comes.
pub fn timers() -> Vec<TimerHandler> {
    let mut timers = identity::jobs::timers();
    timers.extend(media::jobs::timers());
    timers.extend(operators::jobs::timers());
    timers.extend(notices::jobs::timers());
    timers.extend(catalog::jobs::timers());
    timers.extend(orders::jobs::timers());
    timers.extend(payments::jobs::timers());
    timers.extend(fulfilment::jobs::timers());
    timers.extend(settlement::jobs::timers());
    timers.extend(compensation::jobs::timers());
    timers.extend(deals::group_buy::jobs::timers());
    timers.extend(deals::price_cut::jobs::timers());
    timers.extend(returns::jobs::timers());
    timers.extend(complaints::jobs::timers());
    timers.extend(data_rights::jobs::timers());
    timers
}

/// What the reconciler compares each minute, beside the ledger's own: a room adds its `CHECKS`.
pub fn checks() -> Vec<Check> {
    [
        &payments::jobs::CHECKS[..],
        &orders::CHECKS[..],
        &deals::group_buy::CHECKS[..],
        &deals::price_cut::CHECKS[..],
    ]
    .concat()
}

/// The same, of everything at once: what somebody asks for who does not want to wait until the
/// reconciler has come round.
pub fn whole_checks() -> Vec<Check> {
    [
        &payments::jobs::CHECKS[..],
        &orders::WHOLE_CHECKS[..],
        &deals::group_buy::CHECKS[..],
        &deals::price_cut::CHECKS[..],
    ]
    .concat()
}

/// Starts everything; it ends when told to stop, after what it is doing.
pub fn start(app: &App, stop: &CancellationToken) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(run_consumers(app.clone(), stop.clone()));
    tasks.spawn(run_timers(app.clone(), stop.clone()));
    tasks.spawn(run_live(app.clone(), stop.clone()));
    tasks.spawn(sweep(app.clone(), stop.clone()));
    tasks.spawn(privacy::jobs::run_sealer(app.clone(), stop.clone()));
    tasks.spawn(ledger::jobs::run_reconciler(app.clone(), checks(), stop.clone()));
    tasks.spawn(payments::jobs::run_statements(app.clone(), stop.clone()));
    tasks.spawn(settlement::jobs::run_deposits(app.clone(), stop.clone()));
    tasks.spawn(follow_clock(app.clone(), stop.clone()));
    tasks
}

async fn sweep(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(failure) = idempotency::sweep(&app).await {
            failure.log("worker");
        }
        if let Err(failure) = privacy::sweep_orphans(&app).await {
            failure.log("worker");
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Several servers agree on a deadline because all follow the database's clock.
async fn follow_clock(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match app.database().clock_millis().await {
            Ok(Some(millis)) => app.clock().follow(millis),
            Ok(None) => return,
            Err(failure) => failure.log("worker"),
        }
        tokio::select! {
            () = tokio::time::sleep(CLOCK) => {}
            () = stop.cancelled() => {}
        }
    }
}
