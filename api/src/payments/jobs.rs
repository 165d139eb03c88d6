//! What the room does after the fact: providers are asked, refunds sent, time runs out.

use std::time::Duration;

use platform::clock::to_millis;
use platform::events::{Consumer, Fact as _};
use platform::kernel::Currency;
use platform::timers::TimerHandler;
use platform::{App, Failure};
use tokio_util::sync::CancellationToken;

use super::actions::{attempting, opening, sending, statements};
use super::facts::AttemptStarted;
use super::provider::sandbox;
use super::store;
use crate::ledger::{Check, Difference};

/// How often this server looks whether a statement is to be compared.
const LOOK: Duration = Duration::from_mins(10);
/// How long an incident that nobody has resolved is told again.
const REMEMBERED: time::Duration = time::Duration::days(90);
const INCIDENTS: &str = "payments.incidents";

/// What the reconciler asks of payments (PY-1, PY-8): what a provider captured or its statement
/// says otherwise than we do, until staff have resolved it.
pub const CHECKS: [Check; 1] =
    [Check { name: INCIDENTS, run: |app| Box::pin(async move { unresolved(&app).await }) }];

async fn unresolved(app: &App) -> Result<Vec<Difference>, Failure> {
    let since = to_millis(app.now() - REMEMBERED);
    let found = store::statements::unresolved(app.reader(), INCIDENTS, since).await?;
    let differs = |one: store::statements::Untold| Difference {
        subject: one.id,
        currency: Some(Currency::Cny),
        expected: one.expected_minor,
        found: one.found_minor,
        freeze: None,
    };
    Ok(found.into_iter().map(differs).collect())
}

/// Compares yesterday's statements as soon as they are there, until told to stop. Servers that do
/// it at the same moment come to the same.
pub async fn run_statements(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(failure) = statements::compare_due(&app).await {
            failure.log("worker");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => {}
        }
    }
}

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
