//! The clocks of price cuts, and what they do when an order is to be sent or a product is blocked.
//! Every job may run twice, on whichever server, and does its work once.

use futures_util::FutureExt;
use platform::events::{Consumer, Fact};
use platform::timers::TimerHandler;

use super::actions::{ending, helping, reviewing};
use crate::catalog::facts::ProductWithdrawn;
use crate::orders::facts::OrderToShip;

/// A campaign begins; of the campaign.
pub const OPEN: &str = "price_cut_campaign.open";
/// A campaign is over; of the campaign.
pub const CLOSE: &str = "price_cut_campaign.close";
/// A session is over; of the session.
pub const EXPIRE: &str = "price_cut.expire";

/// Who of this room reacts to which facts.
pub const CONSUMERS: [Consumer; 2] = [
    Consumer {
        name: "price_cuts.bought",
        kinds: &[OrderToShip::KIND],
        run: |app, delivery| helping::bought(app, delivery).boxed(),
    },
    Consumer {
        name: "price_cuts.withdrawn",
        kinds: &[ProductWithdrawn::KIND],
        run: |app, delivery| reviewing::withdrawn(app, delivery).boxed(),
    },
];

/// What the clock does to price cuts.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler { kind: OPEN, run: |app, firing| reviewing::open(app, firing).boxed() },
        TimerHandler { kind: CLOSE, run: |app, firing| reviewing::close(app, firing).boxed() },
        TimerHandler { kind: EXPIRE, run: |app, firing| ending::expire(app, firing).boxed() },
    ]
}
