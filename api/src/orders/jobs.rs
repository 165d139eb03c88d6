//! The clocks of orders, and what they do when a payment is captured. Every job may run twice, on
//! whichever server, and does its work once.

use futures_util::FutureExt;
use platform::events::{Consumer, Fact};
use platform::timers::TimerHandler;

use super::actions::{invoices, keeping, moving, waiting};
use crate::identity::facts::AccountClosed;
use crate::ledger::facts::EscrowEased;
use crate::payments::facts::{PaymentCaptured, PaymentReversed};

/// An order that is not paid is given up; of the order.
pub const PAY_BY: &str = "order.pay_by";
/// A paid order is handed on to be sent; of the order.
pub const HAND_ON: &str = "order.hand_on";
/// A delivered order completes; of the order.
pub const COMPLETE: &str = "order.complete";
/// A completed order is put away; of the order.
pub const ARCHIVE: &str = "order.archive";
/// Whether what is kept of somebody who has left may go; of the account.
pub const FORGET: &str = "order.forget";
/// A wish for an invoice should have been answered; of the request.
pub const INVOICE_DUE: &str = "invoice_request.due";

/// Who of this slice reacts to which facts.
pub const CONSUMERS: [Consumer; 4] = [
    Consumer {
        name: "orders.escrow",
        kinds: &[PaymentCaptured::KIND],
        run: |app, delivery| moving::captured(app, delivery).boxed(),
    },
    Consumer {
        name: "orders.reversed",
        kinds: &[PaymentReversed::KIND],
        run: |app, delivery| moving::reversed(app, delivery).boxed(),
    },
    Consumer {
        name: "orders.eased",
        kinds: &[EscrowEased::KIND],
        run: |app, delivery| waiting::eased(app, delivery).boxed(),
    },
    Consumer {
        name: "orders.forget",
        kinds: &[AccountClosed::KIND],
        run: |app, delivery| keeping::account_closed(app, delivery).boxed(),
    },
];

/// What the clock does to orders.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler { kind: PAY_BY, run: |app, firing| moving::expire(app, firing).boxed() },
        TimerHandler { kind: HAND_ON, run: |app, firing| moving::hand_on(app, firing).boxed() },
        TimerHandler {
            kind: COMPLETE,
            run: |app, firing| moving::fall_complete(app, firing).boxed(),
        },
        TimerHandler { kind: ARCHIVE, run: |app, firing| moving::archive(app, firing).boxed() },
        TimerHandler { kind: FORGET, run: |app, firing| keeping::look_again(app, firing).boxed() },
        TimerHandler {
            kind: INVOICE_DUE,
            run: |app, firing| invoices::fall_due(app, firing).boxed(),
        },
    ]
}
