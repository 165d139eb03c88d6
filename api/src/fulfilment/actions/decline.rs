//! A shop says that it cannot deliver what it sold: the order is cancelled, all of it goes back,
//! and the shop compensates. There is no other way for a shop to end a paid order (OR-3).

use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::{Id, Money};
use platform::transitions::Actor;
use platform::{App, Error, refusals, timers, transaction};

use super::clocks::find;
use super::compensation::compensate;
use super::opening;
use crate::fulfilment::store::{parcels, shipments};
use crate::fulfilment::{ClaimKind, jobs};
use crate::identity::Person;
use crate::operators::{self, MemberRole};
use crate::orders::{self, MoneyFrozen, Order, OrderState};

refusals! {
    /// Why an order was not declined, in order of precedence.
    pub enum DeclineRefusal: "OrderDeclineErrorCode", OrderDeclineUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// No such order at a shop of yours.
        OrderNotFound at ["orderId"] says "There is no such order of your shop.",
        /// Declining takes a manager or an owner.
        RoleTooLow at ["orderId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It is not to be sent, or some of it is on its way already.
        NotToShip at ["orderId"] says "This order can no longer be declined.",
        /// Its money does not move while a report about it is looked into (PY-4).
        MoneyFrozen at ["orderId"]
            says "The money of this order is frozen until a report is decided.",
    }
}

/// Declines an order that is to be sent and of which nothing was sent. Declined again, it stays
/// declined.
///
/// # Errors
/// [`DeclineRefusal`], or ours.
pub async fn decline(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Order>,
) -> Result<Order, Error<DeclineRefusal>> {
    use DeclineRefusal as R;
    let principal = person.account_id().to_string();
    let asked = Request::new(&principal, "orderDecline", key, &id.uuid());
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(orders::many(tx.conn(), [known]).await?.pop());
        }
        let order = declined(tx, person, id).await?;
        asked.keep(tx, &order.id.uuid()).await?;
        Ok(order)
    })
}

async fn declined(tx: &Tx, person: &Person, id: Id<Order>) -> Result<Order, Error<DeclineRefusal>> {
    use DeclineRefusal as R;
    let order = orders::lock(tx, id).await?.ok_or(R::OrderNotFound)?;
    let member = operators::entitled(tx, person, order.operator_id, MemberRole::Manager).await?;
    let member = member
        .map_err(|why| why.refusal(R::OrderNotFound, R::RoleTooLow, R::SecondFactorNeeded))?;
    let shipment = opening::of(tx, &order).await?.ok_or(R::NotToShip)?;
    if order.state == OrderState::Cancelled {
        return Ok(order);
    }
    let sent = parcels::of_orders(tx.conn(), [order.id.uuid()]).await?;
    if order.state != OrderState::ToShip || !sent.is_empty() {
        return Err(R::NotToShip.into());
    }
    let lines = shipments::lines(tx.conn(), &shipment).await?;
    let totals: Vec<Money> = lines.iter().map(|line| line.total).collect();
    timers::cancel(tx, jobs::LATE, order.id.uuid()).await?;
    let cause = "the shop cannot deliver";
    let order = orders::cancel_paid(tx, order, member.actor(), cause).await?;
    let order = order.map_err(|MoneyFrozen| R::MoneyFrozen)?;
    let claim = find(tx, &shipment, ClaimKind::StockOut, &totals).await?;
    compensate(tx, &claim, Actor::SYSTEM, "paid with the cancellation").await?;
    Ok(order)
}
