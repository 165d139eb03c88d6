//! The clocks of complaints. Every job may run twice, on whichever server, and does its work once.

use futures_util::FutureExt;
use platform::events::{Consumer, Fact as _};
use platform::timers::TimerHandler;

use super::actions::{archiving, clocks};
use super::facts::CaseArchiveAsked;

/// The next deadline of a case; of the complaint.
pub const DUE: &str = "complaint.due";
/// Three years after its end; of the complaint.
pub const FORGET: &str = "complaint.forget";

/// Seven days after an archive was made; of the archive.
pub const ARCHIVE_EXPIRES: &str = "complaint.archive_expires";

/// What complaints do after the fact.
pub const CONSUMERS: [Consumer; 1] = [Consumer {
    name: "complaints.archive",
    kinds: &[CaseArchiveAsked::KIND],
    run: |app, delivery| archiving::make(app, delivery).boxed(),
}];

/// What the clock does to complaints.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler { kind: DUE, run: |app, firing| clocks::fall_due(app, firing).boxed() },
        TimerHandler {
            kind: ARCHIVE_EXPIRES,
            run: |app, firing| archiving::expire(app, firing).boxed(),
        },
        TimerHandler { kind: FORGET, run: |app, firing| clocks::forget(app, firing).boxed() },
    ]
}
