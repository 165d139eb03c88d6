//! The clocks of complaints, and the letters to who is concerned. Every job may run twice, on
//! whichever server, and does its work once; a letter may come twice.

use futures_util::FutureExt;
use platform::events::{Consumer, Fact};
use platform::timers::TimerHandler;

use super::actions::clocks;
use super::facts::{ComplaintChanged, ComplaintMoved};
use super::letters;

/// The next deadline of a case; of the complaint.
pub const DUE: &str = "complaint.due";
/// Three years after its end; of the complaint.
pub const FORGET: &str = "complaint.forget";

/// Who of this room reacts to which facts.
pub const CONSUMERS: [Consumer; 1] = [Consumer {
    name: "complaints.letters",
    kinds: &[ComplaintMoved::KIND, ComplaintChanged::KIND],
    run: |app, delivery| letters::send(app, delivery).boxed(),
}];

/// What the clock does to complaints.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler { kind: DUE, run: |app, firing| clocks::fall_due(app, firing).boxed() },
        TimerHandler { kind: FORGET, run: |app, firing| clocks::forget(app, firing).boxed() },
    ]
}
