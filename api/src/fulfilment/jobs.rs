//! The clocks of fulfilment, and what begins when an order is to be sent. Every job may run twice,
//! on whichever server, and does its work once.

use futures_util::FutureExt;
use platform::events::{Consumer, Fact};
use platform::timers::TimerHandler;

use super::actions::{clocks, opening};
use crate::orders::facts::{OrderChanged, OrderToShip};

/// The promise of an order is over; of the order.
pub const LATE: &str = "shipment.late";
/// A carrier should have scanned a parcel; of the parcel.
pub const SCAN_BY: &str = "parcel.scan_by";
/// A claim can be made no longer; of the claim.
pub const LAPSE: &str = "shipping_claim.lapse";

/// Who of this slice reacts to which facts.
pub const CONSUMERS: [Consumer; 2] = [
    Consumer {
        name: "fulfilment.open",
        kinds: &[OrderToShip::KIND],
        run: |app, delivery| opening::handed_on(app, delivery).boxed(),
    },
    Consumer {
        name: "fulfilment.promise",
        kinds: &[OrderChanged::KIND],
        run: |app, delivery| clocks::promise_moved(app, delivery).boxed(),
    },
];

/// What the clock does to shipments.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler { kind: LATE, run: |app, firing| clocks::fall_late(app, firing).boxed() },
        TimerHandler {
            kind: SCAN_BY,
            run: |app, firing| clocks::fall_unscanned(app, firing).boxed(),
        },
        TimerHandler { kind: LAPSE, run: |app, firing| clocks::lapse(app, firing).boxed() },
    ]
}
