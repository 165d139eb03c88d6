//! The clocks of operators, and the letters to their owners. Every job may run twice, on whichever
//! server, and does its work once; a letter may come twice.

use futures_util::FutureExt;
use platform::events::{Consumer, Fact};
use platform::timers::TimerHandler;

use super::facts::OperatorNotified;
use super::{exit, invitation, letters, registration, retention, verification};
use crate::identity::facts::AccountClosed;

/// Thirty days before a verification ends; of the operator.
pub const REVERIFY_DUE: &str = "operator.reverify_due";
/// Seven days before; of the operator.
pub const REVERIFY_SOON: &str = "operator.reverify_soon";
/// A verification ends; of the operator.
pub const REVERIFY_LAPSE: &str = "operator.reverify_lapse";
/// An announced exit may be over; of the operator.
pub const EXIT: &str = "operator.exit";
/// Three years after an exit: what is known of it goes; of the operator.
pub const FORGET: &str = "operator.forget";
/// The platform's term to check a registration ends; of the registration.
pub const REVIEW_DUE: &str = "registration.review_due";
/// Seven days after an invitation; of the invitation.
pub const INVITATION_EXPIRE: &str = "operator_invitation.expire";

/// Who reacts to what operators tell.
pub const CONSUMERS: [Consumer; 2] = [
    Consumer {
        name: "operators.letters",
        kinds: &[OperatorNotified::KIND],
        run: |app, delivery| letters::send(app, delivery).boxed(),
    },
    Consumer {
        name: "operators.account_closed",
        kinds: &[AccountClosed::KIND],
        run: |app, delivery| {
            Box::pin(async move {
                let fact = delivery.event.fact::<AccountClosed>()?;
                let account = fact.map(|fact| fact.account_id);
                retention::account_closed(&app, account, &delivery).await
            })
        },
    },
];

/// What the clock does to operators.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler {
            kind: REVERIFY_DUE,
            run: |app, firing| verification::fall_due(app, firing).boxed(),
        },
        TimerHandler {
            kind: REVERIFY_SOON,
            run: |app, firing| verification::remind(app, firing).boxed(),
        },
        TimerHandler {
            kind: REVERIFY_LAPSE,
            run: |app, firing| verification::lapse(app, firing).boxed(),
        },
        TimerHandler { kind: FORGET, run: |app, firing| retention::forget(app, firing).boxed() },
        TimerHandler { kind: EXIT, run: |app, firing| exit::finish(app, firing).boxed() },
        TimerHandler {
            kind: REVIEW_DUE,
            run: |app, firing| registration::overdue(app, firing).boxed(),
        },
        TimerHandler {
            kind: INVITATION_EXPIRE,
            run: |app, firing| invitation::expire(app, firing).boxed(),
        },
    ]
}
