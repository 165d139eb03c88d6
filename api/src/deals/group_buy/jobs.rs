//! The clocks of campaigns and groups, and what they do when orders move. Every job may run twice,
//! on whichever server, and does its work once.

use futures_util::FutureExt;
use platform::events::{Consumer, Fact};
use platform::timers::TimerHandler;

use super::actions::{benefit, ending, orders, review, stopping};
use crate::catalog::facts::ProductWithdrawn;
use crate::orders::facts::{OrderCancelled, OrderCompleted, OrderForming, OrderShipped};
use crate::payments::facts::RefundPaid;

/// Groups are opened from now on; of the campaign.
pub const START: &str = "group_campaign.start";
/// No more groups are opened; of the campaign.
pub const END: &str = "group_campaign.end";
/// Who bought in it is of no more use; of the campaign.
pub const FORGET: &str = "group_campaign.forget";
/// Its forming groups end with it; of the campaign.
pub const SWEEP: &str = "group_campaign.sweep";
/// The time of a group is up; of the group.
pub const DEADLINE: &str = "group_buy.deadline";
/// What was frozen is given back; of the group.
pub const REFUND_AGAIN: &str = "group_buy.refund_again";
/// Its leader is paid; of the group.
pub const BENEFIT: &str = "group_buy.benefit";

/// Who of this room reacts to which facts.
pub const CONSUMERS: [Consumer; 2] = [
    Consumer {
        name: "group_buys.orders",
        kinds: &[
            OrderForming::KIND,
            OrderCancelled::KIND,
            OrderShipped::KIND,
            OrderCompleted::KIND,
            RefundPaid::KIND,
        ],
        run: |app, delivery| orders::moved(app, delivery).boxed(),
    },
    Consumer {
        name: "group_buys.withdrawn",
        kinds: &[ProductWithdrawn::KIND],
        run: |app, delivery| stopping::product_withdrawn(app, delivery).boxed(),
    },
];

/// What the clock does to campaigns and groups.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler { kind: START, run: |app, firing| review::start(app, firing).boxed() },
        TimerHandler { kind: END, run: |app, firing| review::end(app, firing).boxed() },
        TimerHandler { kind: FORGET, run: |app, firing| review::forget(app, firing).boxed() },
        TimerHandler { kind: SWEEP, run: |app, firing| stopping::sweep(app, firing).boxed() },
        TimerHandler { kind: DEADLINE, run: |app, firing| ending::fall_due(app, firing).boxed() },
        TimerHandler {
            kind: REFUND_AGAIN,
            run: |app, firing| ending::refund_again(app, firing).boxed(),
        },
        TimerHandler { kind: BENEFIT, run: |app, firing| benefit::pay(app, firing).boxed() },
    ]
}
