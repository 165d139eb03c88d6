//! An order is to be sent: its shipment is opened with the rules that were in force when it was
//! submitted, and the clock of its promise is set.

use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::Id;
use platform::timers;
use platform::{App, Failure, transaction};

use crate::fulfilment::jobs;
use crate::fulfilment::store::shipments::{self, Shipment};
use crate::orders::facts::OrderToShip;
use crate::orders::{self, Order, OrderState};

/// An order was handed on to be sent.
///
/// # Errors
/// The database's own.
pub async fn handed_on(app: App, delivery: Delivery) -> Result<(), Failure> {
    let Some(fact) = delivery.event.fact::<OrderToShip>()? else { return Ok(()) };
    transaction!(&app, |tx| {
        if let Some(order) = orders::lock(tx, Id::from_uuid(fact.order)).await? {
            of(tx, &order).await?;
        }
        delivery.settle(tx).await
    })
}

/// The shipment of a locked order, itself locked; opened here where nobody has opened it yet.
/// Nothing while the order is not to be sent.
///
/// # Errors
/// The database's own.
pub async fn of(tx: &Tx, order: &Order) -> Result<Option<Shipment>, Failure> {
    if let Some(shipment) = shipments::lock(tx, order.id.uuid()).await? {
        return Ok(Some(shipment));
    }
    let (Some(ship_by), OrderState::ToShip) = (order.ship_by, order.state) else {
        return Ok(None);
    };
    // CO-10, OR-5: what came into force after the contract was formed does not touch it.
    let rule = shipments::rule_at(tx.conn(), order.submitted_at).await?;
    let shipment = Shipment {
        order_id: order.id,
        operator_id: order.operator_id,
        buyer_id: order.buyer_id,
        currency: order.price.total.currency(),
        rule_version: rule.version,
        ship_by,
        paid_at: order.paid_at.unwrap_or(order.submitted_at),
    };
    let mut lines = orders::lines_of(tx.conn(), std::slice::from_ref(order)).await?;
    let lines = lines.remove(&order.id.uuid()).unwrap_or_default();
    shipments::open(tx, &shipment, &lines).await?;
    timers::set(tx, jobs::LATE, order.id.uuid(), ship_by).await?;
    Ok(Some(shipment))
}
