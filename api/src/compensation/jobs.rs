//! What compensation does when it is told of something, and its clocks. Every job may run twice,
//! on whichever server, and does its work once.

use futures_util::FutureExt;
use platform::events::{Consumer, Fact};
use platform::timers::TimerHandler;

use super::actions::{advancing, recovering};
use super::facts::CompensationTold;
use super::letters;
use crate::settlement::facts::OrderSettled;

/// The operator's day is over; of the claim.
pub const PAY_BY: &str = "compensation.pay_by";
/// A payment in its place can be contested no longer; of the claim.
pub const CONTEST_BY: &str = "compensation.contest_by";

/// Who of this room reacts to which facts.
pub const CONSUMERS: [Consumer; 2] = [
    Consumer {
        name: "compensation.recover",
        kinds: &[OrderSettled::KIND],
        run: |app, delivery| recovering::settled(app, delivery).boxed(),
    },
    Consumer {
        name: "compensation.letters",
        kinds: &[CompensationTold::KIND],
        run: |app, delivery| letters::send(app, delivery).boxed(),
    },
];

/// What the clock does to compensation.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler {
            kind: PAY_BY,
            run: |app, firing| advancing::day_is_over(app, firing).boxed(),
        },
        TimerHandler {
            kind: CONTEST_BY,
            run: |app, firing| recovering::contest_is_over(app, firing).boxed(),
        },
    ]
}
