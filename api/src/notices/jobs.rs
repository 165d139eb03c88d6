//! Letters, and the end of what was told. Every job may run twice, on whichever server, and does
//! its work once; a letter may come twice.

use futures_util::FutureExt;
use platform::events::{Consumer, Delivery, Fact};
use platform::timers::{self, Firing, TimerHandler};
use platform::{App, Failure, transaction};

use super::facts::NoticesTold;
use super::terms::HELD_FOR;
use super::{letters, store};
use crate::identity::facts::AccountClosed;

/// What was told in one go has been kept long enough; of the batch.
pub const FORGET: &str = "notices.forget";

/// Who of this slice reacts to which facts.
pub const CONSUMERS: [Consumer; 2] = [
    Consumer {
        name: "notices.letters",
        kinds: &[NoticesTold::KIND],
        run: |app, delivery| letters::send(app, delivery).boxed(),
    },
    Consumer {
        name: "notices.account_closed",
        kinds: &[AccountClosed::KIND],
        run: |app, delivery| account_closed(app, delivery).boxed(),
    },
];

/// What the clock does to what was told.
pub fn timers() -> Vec<TimerHandler> {
    vec![TimerHandler { kind: FORGET, run: |app, firing| forget(app, firing).boxed() }]
}

/// RT-5: what is held is looked at again later.
async fn forget(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        if store::forget(tx, firing.aggregate).await? {
            timers::set(tx, FORGET, firing.aggregate, tx.now() + HELD_FOR).await?;
        }
        Ok(())
    })
}

/// PD-4: what somebody was told goes with their account, a batch in each transaction.
async fn account_closed(app: App, delivery: Delivery) -> Result<(), Failure> {
    if let Some(fact) = delivery.event.fact::<AccountClosed>()? {
        loop {
            let more: Result<bool, Failure> =
                transaction!(&app, |tx| { store::forget_some_of(tx, fact.account_id).await });
            if !more? {
                break;
            }
        }
    }
    transaction!(&app, |tx| { delivery.settle(tx).await })
}
