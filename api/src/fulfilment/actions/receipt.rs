//! A buyer confirms that everything has arrived: delivery is the signing [ECL 51], and who has
//! signed knows best.

use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::Id;
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, refusals, transaction};

use super::{opening, tracking};
use crate::fulfilment::store::{parcels, shipments};
use crate::fulfilment::tracking_told::Told;
use crate::fulfilment::{ParcelState, TrackingKind, TrackingSource};
use crate::identity::{Account, Person};
use crate::orders::{self, Order, OrderState};

refusals! {
    /// Why a receipt was not confirmed, in order of precedence.
    pub enum ReceiptRefusal: "OrderConfirmReceiptErrorCode", OrderConfirmReceiptUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// There is no such order of yours.
        OrderNotFound at ["orderId"] says "There is no such order of yours.",
        /// It is not on its way.
        NotSent at ["orderId"] says "This order is not on its way.",
        /// Pieces of it are in no parcel yet, or a parcel was refused or went back.
        NotAllSent at ["orderId"] says "Not all of this order can have arrived yet.",
    }
}

/// Confirms that all of an order has arrived. Confirmed again, it stays confirmed.
///
/// # Errors
/// [`ReceiptRefusal`], or ours.
pub async fn confirm(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Order>,
) -> Result<Order, Error<ReceiptRefusal>> {
    use ReceiptRefusal as R;
    let principal = person.account_id().to_string();
    let asked = Request::new(&principal, "orderConfirmReceipt", key, &id.uuid());
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(orders::many(tx.conn(), [known]).await?.pop());
        }
        let order = received(tx, person.account_id(), id).await?;
        asked.keep(tx, &order.id.uuid()).await?;
        Ok(order)
    })
}

async fn received(
    tx: &Tx,
    buyer: Id<Account>,
    id: Id<Order>,
) -> Result<Order, Error<ReceiptRefusal>> {
    use ReceiptRefusal as R;
    let order = orders::lock(tx, id).await?.filter(|order| order.buyer_id == buyer);
    let order = order.ok_or(R::OrderNotFound)?;
    if order.signed_at.is_some() {
        return Ok(order);
    }
    if !matches!(order.state, OrderState::ToShip | OrderState::Shipped) {
        return Err(R::NotSent.into());
    }
    let shipment = opening::of(tx, &order).await?.ok_or(R::NotSent)?;
    let sent = parcels::of_orders(tx.conn(), [order.id.uuid()]).await?;
    let sent = sent.into_values().next().unwrap_or_default();
    if sent.is_empty() {
        return Err(R::NotSent.into());
    }
    let lines = shipments::lines(tx.conn(), &shipment).await?;
    let gone = |state| matches!(state, ParcelState::Refused | ParcelState::Returned);
    if lines.iter().any(|line| line.sent < line.ordered)
        || sent.iter().any(|parcel| gone(parcel.state))
    {
        return Err(R::NotAllSent.into());
    }
    let told = Told {
        kind: TrackingKind::Delivered,
        source: TrackingSource::Buyer,
        at: tx.now(),
        place: String::new(),
        event_id: "buyer:received".to_owned(),
        actor: Actor::person(ActorKind::Buyer, buyer.uuid()),
    };
    for parcel in sent {
        let told = std::slice::from_ref(&told);
        // Each parcel moves the order a little further, so it is read anew.
        let order = orders::lock(tx, id).await?.ok_or(R::OrderNotFound)?;
        tracking::apply(tx, order, &shipment, parcel, told).await?;
    }
    Ok(orders::lock(tx, id).await?.ok_or(R::OrderNotFound)?)
}
