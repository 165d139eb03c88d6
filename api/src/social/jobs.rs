//! What posts and people do when something happens elsewhere: a product is withdrawn, an account
//! is closed. Every reaction may run twice, and does its work once.

use futures_util::FutureExt;
use platform::events::{Consumer, Delivery};
use platform::{App, Failure, transaction};

use super::actions;
use super::facts::ReactionsVoided;
use crate::catalog::facts::ProductWithdrawn;
use crate::identity::facts::AccountClosed;
use crate::orders::facts::OrderSigned;
use crate::payments::facts::{PaymentReversed, RefundPaid};
use platform::events::Fact;

/// Who of this slice reacts to which facts.
pub const CONSUMERS: [Consumer; 4] = [
    Consumer {
        name: "social.break_tags",
        kinds: &[ProductWithdrawn::KIND],
        run: |app, delivery| break_tags(app, delivery).boxed(),
    },
    Consumer {
        name: "social.account_closed",
        kinds: &[AccountClosed::KIND],
        run: |app, delivery| account_closed(app, delivery).boxed(),
    },
    Consumer {
        name: "social.bought",
        kinds: &[OrderSigned::KIND, RefundPaid::KIND, PaymentReversed::KIND],
        run: |app, delivery| bought(app, delivery).boxed(),
    },
    Consumer {
        name: "social.void_reactions",
        kinds: &[ReactionsVoided::KIND],
        run: |app, delivery| void_reactions(app, delivery).boxed(),
    },
];

/// PO-3: tags of a withdrawn product are broken, a batch in each transaction.
async fn break_tags(app: App, delivery: Delivery) -> Result<(), Failure> {
    if let Some(fact) = delivery.event.fact::<ProductWithdrawn>()? {
        loop {
            let more: Result<bool, Failure> =
                transaction!(&app, |tx| { actions::break_tags(tx, fact.product).await });
            if !more? {
                break;
            }
        }
    }
    transaction!(&app, |tx| { delivery.settle(tx).await })
}

/// PO-4: an order was delivered, or refunded: its buyer's tags say so, or no longer.
async fn bought(app: App, delivery: Delivery) -> Result<(), Failure> {
    let event = &delivery.event;
    let order = match (
        event.fact::<OrderSigned>()?,
        event.fact::<RefundPaid>()?,
        event.fact::<PaymentReversed>()?,
    ) {
        (Some(signed), _, _) => Some(signed.order),
        (_, Some(refunded), _) => Some(refunded.part),
        (_, _, Some(reversed)) => Some(reversed.part),
        (None, None, None) => None,
    };
    transaction!(&app, |tx| {
        if let Some(order) = order {
            actions::look_for_orders(tx, order).await?;
        }
        delivery.settle(tx).await
    })
}

/// PD-4: who closes their account takes their posts with them, and follows nobody.
async fn account_closed(app: App, delivery: Delivery) -> Result<(), Failure> {
    if let Some(fact) = delivery.event.fact::<AccountClosed>()? {
        let account = fact.account_id;
        loop {
            let more: Result<bool, Failure> = transaction!(&app, |tx| {
                let posts = actions::remove_some_of(tx, account).await?;
                let follows = actions::forget_follows(tx, account).await?;
                Ok(posts || follows)
            });
            if !more? {
                break;
            }
        }
    }
    transaction!(&app, |tx| { delivery.settle(tx).await })
}

/// PO-5: fabricated reactions are taken back, a batch in each transaction.
async fn void_reactions(app: App, delivery: Delivery) -> Result<(), Failure> {
    if let Some(fact) = delivery.event.fact::<ReactionsVoided>()? {
        loop {
            let more: Result<bool, Failure> =
                transaction!(&app, |tx| { actions::void_some(tx, fact.account_id).await });
            if !more? {
                break;
            }
        }
    }
    transaction!(&app, |tx| { delivery.settle(tx).await })
}
