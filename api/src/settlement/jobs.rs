//! What settlement does when orders are told of, and its clocks. Every job may run twice, on
//! whichever server, and does its work once.

use futures_util::FutureExt;
use platform::events::{Consumer, Fact};
use platform::timers::TimerHandler;

use super::{figures, payout, receivable, settle};
use crate::orders::facts::{OrderCancelled, OrderCompleted, OrderPaid, OrderShipped};

/// A frozen escrow of a completed order is looked at again; of the order.
pub const SETTLE_AGAIN: &str = "settlement.again";
/// A payout is sent, or its bank is asked; of the payout.
pub const PAYOUT: &str = "payout.carry_on";
/// The term of what was paid early is over; of the receivable.
pub const RECEIVABLE_DUE: &str = "receivable.due";

/// Who of this room reacts to which facts.
pub const CONSUMERS: [Consumer; 3] = [
    Consumer {
        name: "settlement.settle",
        kinds: &[OrderCompleted::KIND],
        run: |app, delivery| settle::completed(app, delivery).boxed(),
    },
    Consumer {
        name: "settlement.advance",
        kinds: &[OrderShipped::KIND],
        run: |app, delivery| receivable::shipped(app, delivery).boxed(),
    },
    Consumer {
        name: "settlement.figures",
        kinds: &[OrderPaid::KIND, OrderCancelled::KIND, OrderShipped::KIND],
        run: |app, delivery| figures::count(app, delivery).boxed(),
    },
];

/// What the clock does to settlement.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler { kind: SETTLE_AGAIN, run: |app, firing| settle::again(app, firing).boxed() },
        TimerHandler { kind: PAYOUT, run: |app, firing| payout::carry_on(app, firing).boxed() },
        TimerHandler {
            kind: RECEIVABLE_DUE,
            run: |app, firing| receivable::fall_due(app, firing).boxed(),
        },
    ]
}
