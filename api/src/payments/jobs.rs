//! What the room does after the fact: providers are asked, refunds sent, time runs out.

use platform::events::{Consumer, Fact as _};
use platform::timers::TimerHandler;

use super::actions::{attempting, opening, sending};
use super::facts::AttemptStarted;
use super::provider::sandbox;

/// An intent's time is up.
pub const EXPIRE: &str = "payment.expire";
/// A provider is to be asked what became of an attempt.
pub const ASK: &str = "payment_attempt.ask";
/// A leg of a refund is to be sent or asked after.
pub const SEND: &str = "payment_refund_leg.send";

/// Who of this room reacts to which facts.
pub const CONSUMERS: [Consumer; 1] = [Consumer {
    name: "payments.begin",
    kinds: &[AttemptStarted::KIND],
    run: |app, delivery| {
        Box::pin(async move { attempting::begin(&app, delivery.event.aggregate, &delivery).await })
    },
}];

/// Who acts when a deadline comes.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler {
            kind: EXPIRE,
            run: |app, firing| Box::pin(async move { opening::expire(&app, firing).await }),
        },
        TimerHandler {
            kind: ASK,
            run: |app, firing| Box::pin(async move { attempting::ask(&app, firing).await }),
        },
        TimerHandler {
            kind: SEND,
            run: |app, firing| Box::pin(async move { sending::send(&app, firing).await }),
        },
        TimerHandler {
            kind: sandbox::CALLBACK,
            run: |app, firing| Box::pin(async move { sandbox::call_back(&app, firing).await }),
        },
    ]
}
