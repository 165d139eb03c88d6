//! What the room does after the fact: archives, letters of a breach, and every clock.

use platform::events::{Consumer, Fact as _};
use platform::timers::TimerHandler;
use time::Duration;

use super::actions::{letters, works};
use super::breach::Clock;
use super::facts::{BreachTelling, SubjectRequestStarted};
use crate::identity::facts::{AccountClosed, GuardianshipEnded};

/// The deadline of a request.
pub const OVERDUE: &str = "subject_request.overdue";
/// How long after a legal hold was met somebody looks again.
pub const LOOK_AGAIN: Duration = Duration::days(30);
/// Seven days after an archive was made.
pub const ARCHIVE_EXPIRES: &str = "subject_request.archive_expires";

/// Who of this room reacts to which facts.
pub const CONSUMERS: [Consumer; 4] = [
    Consumer {
        name: "data_rights.archive",
        kinds: &[SubjectRequestStarted::KIND],
        run: |app, delivery| {
            Box::pin(
                async move { works::make_archive(&app, delivery.event.aggregate, &delivery).await },
            )
        },
    },
    Consumer {
        name: "data_rights.tell_subjects",
        kinds: &[BreachTelling::KIND],
        run: |app, delivery| {
            Box::pin(
                async move { letters::tell_some(&app, delivery.event.aggregate, &delivery).await },
            )
        },
    },
    Consumer {
        name: "data_rights.guardianship_ended",
        kinds: &[GuardianshipEnded::KIND],
        run: |app, delivery| {
            Box::pin(async move {
                let fact = delivery.event.fact::<GuardianshipEnded>()?;
                let child = fact.map(|fact| fact.child_id);
                works::guardianship_ended(&app, child, &delivery).await
            })
        },
    },
    Consumer {
        name: "data_rights.account_closed",
        kinds: &[AccountClosed::KIND],
        run: |app, delivery| {
            Box::pin(async move {
                let fact = delivery.event.fact::<AccountClosed>()?;
                let account = fact.map(|fact| fact.account_id);
                works::account_closed(&app, account, delivery.event.at, &delivery).await
            })
        },
    },
];

/// Who acts when a deadline comes.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler {
            kind: OVERDUE,
            run: |app, firing| Box::pin(async move { works::mark_overdue(&app, firing).await }),
        },
        TimerHandler {
            kind: ARCHIVE_EXPIRES,
            run: |app, firing| Box::pin(async move { works::expire_archive(&app, firing).await }),
        },
        TimerHandler {
            kind: Clock::Regulator.timer(),
            run: |app, firing| {
                Box::pin(async move { letters::late(&app, Clock::Regulator, firing).await })
            },
        },
        TimerHandler {
            kind: Clock::Subjects.timer(),
            run: |app, firing| {
                Box::pin(async move { letters::late(&app, Clock::Subjects, firing).await })
            },
        },
        TimerHandler {
            kind: Clock::Eu.timer(),
            run: |app, firing| {
                Box::pin(async move { letters::late(&app, Clock::Eu, firing).await })
            },
        },
    ]
}
