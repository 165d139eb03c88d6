//! The clocks of returns. Every job may run twice, on whichever server, and does its work once.

use futures_util::FutureExt;
use platform::timers::TimerHandler;

use super::actions::clocks;

/// The next deadline of a return; of the return.
pub const DUE: &str = "return.due";
/// Fifteen days in which the shop did nothing; of the return.
pub const WILFUL: &str = "return.wilful";
/// Three years after its end; of the return.
pub const FORGET: &str = "return.forget";

/// What the clock does to returns.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler { kind: DUE, run: |app, firing| clocks::fall_due(app, firing).boxed() },
        TimerHandler { kind: WILFUL, run: |app, firing| clocks::wilful(app, firing).boxed() },
        TimerHandler { kind: FORGET, run: |app, firing| clocks::forget(app, firing).boxed() },
    ]
}
