//! A shop tells that it sends a parcel: which carrier, which waybill, what is in it.

use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::Id;
use platform::timers;
use platform::{App, Error, refusals, transaction};
use serde::Serialize;

use super::{opening, tracking};
use crate::fulfilment::store::parcels::{self, Pieces};
use crate::fulfilment::store::shipments::{self, Shipment, ShipmentLine};
use crate::fulfilment::tracking_told::{Told, first_word};
use crate::fulfilment::{Parcel, ParcelState, jobs, waybill};
use crate::identity::Person;
use crate::operators::{self, Member, MemberRole};
use crate::orders::{self, Order, OrderState};

/// The most parcels of one order.
const MOST_PARCELS: usize = 20;

/// What a shop tells.
#[derive(Debug, Clone)]
pub struct SendInput {
    pub order_id: Id<Order>,
    pub carrier: String,
    pub waybill: String,
    /// By position of the line; everything that was not sent yet where there is none.
    pub pieces: Vec<Pieces>,
}

refusals! {
    /// Why a parcel was not taken, in order of precedence.
    pub enum SendRefusal: "ParcelCreateErrorCode", ParcelCreateUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// 6 to 40 letters, digits and hyphens.
        WaybillInvalid at ["waybill"]
            says "A waybill has 6 to 40 letters, digits and hyphens.",
        /// There is no carrier of this code; `carriers` lists them.
        CarrierUnknown at ["carrier"] says "There is no such carrier.",
        /// No such order at a shop of yours.
        OrderNotFound at ["orderId"] says "There is no such order of your shop.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// This number is on a parcel of another order, or in this one with something else in it.
        WaybillTaken at ["waybill"] says "This waybill is on another parcel.",
        /// It is not paid, was cancelled, or was delivered.
        NotToShip at ["orderId"] says "This order is not to be sent.",
        /// Its money does not move while a report about it is looked into (PY-4): wait; what was
        /// promised moves meanwhile.
        MoneyFrozen at ["orderId"]
            says "The money of this order is frozen until a report is decided.",
        /// 20 parcels at most.
        TooManyParcels at ["orderId"] says "An order goes in 20 parcels at most.",
        /// A line twice, a line that is not there, or pieces that are not 1 to 999.
        LinesInvalid at ["lines"] says "Name lines of the order, each once, and 1 to 999 pieces.",
        /// More pieces than were ordered and not sent yet.
        MoreThanOrdered at ["lines"] says "There are not that many pieces left to send.",
    }
}

impl SendInput {
    /// What a key stands for.
    fn asked(&self) -> impl Serialize {
        let pieces = self.pieces.iter().map(|pieces| (pieces.position, pieces.quantity));
        let pieces: Vec<(i32, i32)> = pieces.collect();
        (self.order_id.uuid(), self.carrier.clone(), self.waybill.clone(), pieces)
    }
}

/// Takes a parcel. The same key with the same input is the same parcel, and so is the same waybill
/// for the same order with the same in it.
///
/// # Errors
/// [`SendRefusal`], or ours.
pub async fn create(
    app: &App,
    person: &Person,
    key: &str,
    input: &SendInput,
) -> Result<Parcel, Error<SendRefusal>> {
    use SendRefusal as R;
    let principal = person.account_id().to_string();
    let asked = Request::new(&principal, "parcelCreate", key, &input.asked());
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(parcels::many(tx.conn(), [known]).await?.pop());
        }
        let parcel = take(tx, person, input).await?;
        asked.keep(tx, &parcel.id.uuid()).await?;
        Ok(parcel)
    })
}

/// Takes a parcel of a list, which has a key for all of it.
///
/// # Errors
/// As [`create`].
pub async fn create_listed(
    app: &App,
    person: &Person,
    input: &SendInput,
) -> Result<Parcel, Error<SendRefusal>> {
    transaction!(app, |tx| { take(tx, person, input).await })
}

async fn take(tx: &Tx, person: &Person, input: &SendInput) -> Result<Parcel, Error<SendRefusal>> {
    use SendRefusal as R;
    let number = waybill::number(&input.waybill).ok_or(R::WaybillInvalid)?;
    let carrier = parcels::carrier(tx.conn(), &input.carrier).await?;
    let carrier = carrier.ok_or(R::CarrierUnknown)?;
    let order = orders::lock(tx, input.order_id).await?.ok_or(R::OrderNotFound)?;
    let member = sender(tx, person, &order).await?;
    let taken = parcels::by_waybill(tx.conn(), &carrier.code, &number).await?;
    if let Some(parcel) = taken {
        return told_again(tx, parcel, input).await;
    }
    let shipment = sendable(tx, &order).await?;
    let pieces = pieces(tx, &shipment, &input.pieces).await?;
    let parcel = Parcel {
        id: tx.app().new_id(),
        order_id: order.id,
        operator_id: order.operator_id,
        carrier: carrier.code.clone(),
        waybill: number,
        state: ParcelState::Created,
        created_at: tx.now(),
        scanned_at: None,
        delivered_at: None,
        events: 0,
    };
    parcels::insert(tx, &parcel, &pieces).await.map_err(|failure| match failure.constraint() {
        Some("uq_parcel__carrier__waybill") => R::WaybillTaken.into(),
        Some("ck_shipment_line__sent") => R::MoreThanOrdered.into(),
        _ => Error::from(failure),
    })?;
    if carrier.is_tracked {
        // The carrier's own record counts, and it has a day to make one (SH-1).
        let rule = shipments::rule_of(tx.conn(), shipment.rule_version).await?;
        timers::set(tx, jobs::SCAN_BY, parcel.id.uuid(), rule.scan_by(tx.now())).await?;
        return Ok(tracking::adopt(tx, order, &shipment, parcel).await?);
    }
    // No record of a carrier: the shop's word, from when it was given [TB25 25].
    let told = Told { actor: member.actor(), ..first_word(tx.now()) };
    Ok(tracking::apply(tx, order, &shipment, parcel, &[told]).await?)
}

/// The shipment of an order of which another parcel may be sent.
async fn sendable(tx: &Tx, order: &Order) -> Result<Shipment, Error<SendRefusal>> {
    use SendRefusal as R;
    if !matches!(order.state, OrderState::ToShip | OrderState::Shipped) {
        return Err(R::NotToShip.into());
    }
    if orders::is_withheld(tx, order).await? {
        return Err(R::MoneyFrozen.into());
    }
    let shipment = opening::of(tx, order).await?.ok_or(R::NotToShip)?;
    let others = parcels::of_orders(tx.conn(), [order.id.uuid()]).await?;
    if others.values().map(Vec::len).sum::<usize>() >= MOST_PARCELS {
        return Err(R::TooManyParcels.into());
    }
    Ok(shipment)
}

/// Whoever answers for the shop's orders may send them.
async fn sender(tx: &Tx, person: &Person, order: &Order) -> Result<Member, Error<SendRefusal>> {
    let member = operators::entitled(tx, person, order.operator_id, MemberRole::Support).await?;
    Ok(member.map_err(|why| {
        why.refusal(
            SendRefusal::OrderNotFound,
            SendRefusal::OrderNotFound,
            SendRefusal::SecondFactorNeeded,
        )
    })?)
}

async fn told_again(
    tx: &Tx,
    parcel: Parcel,
    input: &SendInput,
) -> Result<Parcel, Error<SendRefusal>> {
    let mut own = parcels::pieces_of(tx.conn(), [parcel.id.uuid()]).await?;
    let own = own.remove(&parcel.id.uuid()).unwrap_or_default();
    let mut given = input.pieces.clone();
    given.sort_by_key(|pieces| pieces.position);
    if parcel.order_id == input.order_id && (given.is_empty() || given == own) {
        return Ok(parcel);
    }
    Err(SendRefusal::WaybillTaken.into())
}

/// What goes into the parcel, checked against what is left.
async fn pieces(
    tx: &Tx,
    shipment: &Shipment,
    given: &[Pieces],
) -> Result<Vec<Pieces>, Error<SendRefusal>> {
    use SendRefusal as R;
    let lines = shipments::lines(tx.conn(), shipment).await?;
    let left = |line: &ShipmentLine| line.ordered.saturating_sub(line.sent);
    if given.is_empty() {
        let rest: Vec<Pieces> = lines
            .iter()
            .filter(|line| left(line) > 0)
            .map(|line| Pieces { position: line.position, quantity: left(line) })
            .collect();
        return if rest.is_empty() { Err(R::MoreThanOrdered.into()) } else { Ok(rest) };
    }
    let mut seen = std::collections::HashSet::new();
    for pieces in given {
        let known = lines.iter().any(|line| line.position == pieces.position);
        if !known || !seen.insert(pieces.position) || !(1..=999).contains(&pieces.quantity) {
            return Err(R::LinesInvalid.into());
        }
    }
    let fits = given.iter().all(|pieces| {
        let line = lines.iter().find(|line| line.position == pieces.position);
        line.is_some_and(|line| pieces.quantity <= left(line))
    });
    if fits { Ok(given.to_vec()) } else { Err(R::MoreThanOrdered.into()) }
}
