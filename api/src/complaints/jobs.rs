//! The clocks of complaints. Every job may run twice, on whichever server, and does its work once.

use futures_util::FutureExt;
use platform::timers::TimerHandler;

use super::actions::clocks;

/// The next deadline of a case; of the complaint.
pub const DUE: &str = "complaint.due";
/// Three years after its end; of the complaint.
pub const FORGET: &str = "complaint.forget";

/// What the clock does to complaints.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler { kind: DUE, run: |app, firing| clocks::fall_due(app, firing).boxed() },
        TimerHandler { kind: FORGET, run: |app, firing| clocks::forget(app, firing).boxed() },
    ]
}
