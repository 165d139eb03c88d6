//! An order waits while its money is frozen (PY-4): it is not handed on, and what it was promised
//! by moves by the time for which it waited.

use std::collections::HashSet;

use platform::database::Tx;
use platform::events::{self, Delivery};
use platform::kernel::Id;
use platform::timers;
use platform::{App, Failure, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::ledger::escrow;
use crate::ledger::facts::EscrowEased;
use crate::orders::facts::OrderChanged;
use crate::orders::{Order, OrderState, jobs, store, terms};

/// Whether the money of an order is frozen, or was given back: then it is not sent.
///
/// # Errors
/// The database's own.
pub async fn is_withheld(tx: &Tx, order: &Order) -> Result<bool, Failure> {
    let held = escrow::many(tx.conn(), [order.id.uuid()]).await?.pop();
    Ok(held.is_some_and(|held| held.is_withheld()))
}

/// Those of some orders whose money is frozen, or was given back.
///
/// # Errors
/// The database's own.
pub async fn withheld(tx: &Tx, orders: &[Order]) -> Result<HashSet<Uuid>, Failure> {
    let held = escrow::many(tx.conn(), orders.iter().map(|order| order.id.uuid())).await?;
    Ok(held.iter().filter(|held| held.is_withheld()).map(|held| held.order).collect())
}

/// A stretch of time is over for which the money of an order was frozen.
///
/// # Errors
/// The database's own.
pub async fn eased(app: App, delivery: Delivery) -> Result<(), Failure> {
    let Some(fact) = delivery.event.fact::<EscrowEased>()? else { return Ok(()) };
    transaction!(&app, |tx| {
        if let Some(order) = store::orders::lock(tx, Id::from_uuid(fact.order)).await? {
            go_on(tx, order, &fact).await?;
        }
        delivery.settle(tx).await
    })
}

async fn go_on(tx: &Tx, order: Order, fact: &EscrowEased) -> Result<(), Failure> {
    if !matches!(order.state, OrderState::Paid | OrderState::ToShip) {
        return Ok(());
    }
    let paid_at = order.paid_at.unwrap_or(order.submitted_at);
    let promised = order.ship_by.unwrap_or(paid_at + terms::SHIP_WITHIN);
    let after =
        Order { ship_by: Some(later(promised, (fact.from(), fact.until()))), ..order.clone() };
    if after.ship_by != Some(promised) {
        if !store::orders::put(tx, &order, &after).await? {
            return Err(Failure::broken("a locked order moved"));
        }
        events::record(tx, &OrderChanged::of(&after)).await?;
    }
    if order.state == OrderState::Paid {
        let due = (paid_at + terms::SECOND_THOUGHTS).max(tx.now());
        timers::set(tx, jobs::HAND_ON, order.id.uuid(), due).await?;
    }
    Ok(())
}

/// A promise moved by what of a stretch fell into its time. One that was over before stays over.
fn later(
    promised: OffsetDateTime,
    (from, until): (OffsetDateTime, OffsetDateTime),
) -> OffsetDateTime {
    let from = from.max(promised - terms::SHIP_WITHIN);
    if from < promised && from < until { promised + (until - from) } else { promised }
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;

    #[test]
    fn py_4_a_promise_moves_by_the_time_that_its_money_was_frozen() {
        let paid = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let at = |hours| paid + Duration::hours(hours);
        for ((from, until), expected) in [
            // All of it within the promise, and up to behind it.
            ((1, 4), 51),
            ((1, 100), 147),
            // What was before it began does not count.
            ((-5, 4), 52),
            ((-5, -1), 48),
            // It was over already.
            ((48, 60), 48),
            ((50, 60), 48),
        ] {
            assert_eq!(later(at(48), (at(from), at(until))), at(expected), "{from}..{until}");
        }
    }
}
