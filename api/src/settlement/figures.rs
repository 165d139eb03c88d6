//! The figures of a shop's days: added up as orders are told of, so that a dashboard reads a page
//! of days and never an order.

use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::{Currency, Id};
use platform::{App, Failure, transaction};
use time::OffsetDateTime;

use super::store::days;
use crate::ledger::Day;
use crate::operators::Operator;
use crate::orders::facts::{OrderCancelled, OrderPaid, OrderShipped};
use crate::orders::{self, Order};

/// What a day adds up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub paid_orders: i64,
    pub paid_minor: i64,
    pub cancelled_orders: i64,
    pub shipped_orders: i64,
    /// Of those shipped, the ones that were sent late.
    pub late_orders: i64,
    pub completed_orders: i64,
    pub settled_minor: i64,
    pub fee_minor: i64,
    /// Given back out of the escrow of orders that were settled.
    pub refunded_minor: i64,
}

/// One day of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorDay {
    pub day: Day,
    pub currency: Currency,
    pub figures: Figures,
}

/// Adds to today's figures of a shop.
pub(super) async fn add(
    tx: &Tx,
    operator: Id<Operator>,
    currency: Currency,
    figures: &Figures,
) -> Result<(), Failure> {
    days::add(tx, (operator, Day::at(tx.now()), currency), figures).await
}

/// Something became of an order: its day counts it, the day on which it happened.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn count(app: App, delivery: Delivery) -> Result<(), Failure> {
    let event = &delivery.event;
    let paid = event.fact::<OrderPaid>()?.map(|fact| fact.order);
    let cancelled = event.fact::<OrderCancelled>()?.map(|fact| fact.order);
    let shipped = event.fact::<OrderShipped>()?.map(|fact| fact.order);
    transaction!(&app, |tx| {
        let about = paid.or(cancelled).or(shipped);
        if let Some(order) = about
            && let Some(order) = orders::many(tx.conn(), [order]).await?.pop()
        {
            let figures = if paid.is_some() {
                of_paid(&order)
            } else if shipped.is_some() {
                of_shipped(&order)
            } else {
                Figures { cancelled_orders: 1, ..Figures::default() }
            };
            let currency = order.price.total.currency();
            let key = (order.operator_id, Day::at(event.at), currency);
            days::add(tx, key, &figures).await?;
        }
        delivery.settle(tx).await
    })
}

fn of_paid(order: &Order) -> Figures {
    Figures { paid_orders: 1, paid_minor: order.price.total.minor(), ..Figures::default() }
}

fn of_shipped(order: &Order) -> Figures {
    let late = is_late(order.shipped_at, order.ship_by);
    Figures { shipped_orders: 1, late_orders: i64::from(late), ..Figures::default() }
}

fn is_late(shipped_at: Option<OffsetDateTime>, ship_by: Option<OffsetDateTime>) -> bool {
    matches!((shipped_at, ship_by), (Some(at), Some(by)) if at >= by)
}

impl Figures {
    /// Of those shipped, how many in ten thousand were sent late; nothing where none was shipped.
    pub fn late_points(&self) -> Option<i64> {
        self.late_orders.checked_mul(10_000)?.checked_div(self.shipped_orders)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn what_is_sent_at_its_last_instant_is_late() {
        let by = datetime!(2026-11-24 02:00 UTC);
        assert!(!is_late(Some(datetime!(2026-11-24 01:59:59.999 UTC)), Some(by)));
        assert!(is_late(Some(by), Some(by)));
        assert!(!is_late(None, Some(by)) && !is_late(Some(by), None));
        let figures = Figures { shipped_orders: 3, late_orders: 1, ..Figures::default() };
        assert_eq!(figures.late_points(), Some(3_333));
        assert_eq!(Figures::default().late_points(), None);
    }
}
