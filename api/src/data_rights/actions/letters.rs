//! The letters of a breach, some at a time, and its clocks.

use platform::events::{self, Delivery};
use platform::kernel::Id;
use platform::timers::{self, Firing};
use platform::transitions::Actor;
use platform::{App, Failure, transaction};
use uuid::Uuid;

use super::breaches::walk;
use crate::data_rights::breach::{Breach, BreachState, Clock};
use crate::data_rights::facts::{BreachOverdue, BreachTelling};
use crate::data_rights::store::breaches as store;
use crate::identity::letters;

/// How many people are written to for one event; each may be written to twice, never not at all.
const BATCH: u64 = 50;

const SUBJECT: &str = "个人信息安全通知 · Your personal data";

/// Writes to the next of those concerned. When all have been written to, the file says so.
///
/// # Errors
/// Ours, or the carrier's; it is then tried again.
pub async fn tell_some(app: &App, breach: Uuid, delivery: &Delivery) -> Result<(), Failure> {
    let id: Id<Breach> = Id::from_uuid(breach);
    let found = store::by_id(app.reader(), id).await?;
    let telling = found.filter(|found| found.state == BreachState::Reported);
    let (mut reached, mut lost): (Vec<Uuid>, Vec<Uuid>) = (Vec::new(), Vec::new());
    if let Some(breach) = &telling {
        let text = breach.known.subject_notice();
        let people = store::untold(app.reader(), id, BATCH).await?;
        let written = letters::write(app, &people, (SUBJECT, &text)).await?;
        (reached, lost) = people.into_iter().partition(|person| written.contains(person));
    }
    transaction!(app, |tx| {
        if let Some(breach) = store::lock(tx, id).await?
            && breach.state == BreachState::Reported
        {
            store::mark_told(tx, id, &reached, true).await?;
            store::mark_told(tx, id, &lost, false).await?;
            if store::untold(tx.conn(), id, 1).await?.is_empty() {
                let told = Breach {
                    state: BreachState::SubjectsTold,
                    told_at: Some(tx.now()),
                    ..breach.clone()
                };
                walk(tx, &breach, told, (Actor::SYSTEM, "all have been written to")).await?;
                timers::cancel(tx, Clock::Subjects.timer(), breach.id.uuid()).await?;
            } else {
                events::record(tx, &BreachTelling { breach_id: id.uuid() }).await?;
            }
        }
        delivery.settle(tx).await
    })
}

/// Marks a duty that was not done in time.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn late(app: &App, clock: Clock, firing: Firing) -> Result<(), Failure> {
    let id: Id<Breach> = Id::from_uuid(firing.aggregate);
    transaction!(app, |tx| {
        if let Some(breach) = store::lock(tx, id).await?
            && !breach.is_done(clock)
            && breach.duty(clock).overdue_at.is_none()
        {
            store::mark_overdue(tx, id, clock).await?;
            let clock = clock.name().to_owned();
            events::record(tx, &BreachOverdue { breach_id: id.uuid(), clock }).await?;
        }
        firing.settle(tx).await
    })
}
