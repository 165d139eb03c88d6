//! What settlement does when orders are told of, and its clocks. Every job may run twice, on
//! whichever server, and does its work once.

use futures_util::FutureExt;
use platform::App;
use platform::events::{Consumer, Fact};
use platform::timers::TimerHandler;
use tokio_util::sync::CancellationToken;

use super::{figures, payout, receivable, settle, shortfall};
use crate::operators::facts::OperatorMoved;
use crate::orders::facts::{OrderCancelled, OrderCompleted, OrderPaid, OrderShipped};

/// A frozen escrow of a completed order is looked at again; of the order.
pub const SETTLE_AGAIN: &str = "settlement.again";
/// A payout is sent, or its bank is asked; of the payout.
pub const PAYOUT: &str = "payout.carry_on";
/// The term of what was paid early is over; of the receivable.
pub const RECEIVABLE_DUE: &str = "receivable.due";
/// A deposit was not made good in its time; of the deposit.
pub const DEPOSIT_SHORT: &str = "deposit.short";
/// Nobody can claim anything more of a shop that has left; of the deposit.
pub const DEPOSIT_RETURN: &str = "deposit.return";

/// How often deposits are looked at: levels begin by themselves.
const LOOK: std::time::Duration = std::time::Duration::from_hours(1);

/// Looks at deposits until told to stop.
pub async fn run_deposits(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(failure) = shortfall::watch(&app).await {
            failure.log("worker");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Who of this room reacts to which facts.
pub const CONSUMERS: [Consumer; 4] = [
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
    Consumer {
        name: "settlement.deposit",
        kinds: &[OperatorMoved::KIND],
        run: |app, delivery| shortfall::operator_moved(app, delivery).boxed(),
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
        TimerHandler {
            kind: DEPOSIT_SHORT,
            run: |app, firing| shortfall::restrict(app, firing).boxed(),
        },
        TimerHandler {
            kind: DEPOSIT_RETURN,
            run: |app, firing| shortfall::give_back(app, firing).boxed(),
        },
    ]
}
