//! What happened to a parcel: told by its carrier, its shop or its buyer; once, in any order.

use platform::clock::to_millis;
use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::Id;
use platform::transitions::{self, Actor, ActorKind, States as _, Step};
use platform::{App, Error, Failure, events, refusals, timers, transaction};
use serde::Serialize;
use time::OffsetDateTime;

use super::{clocks, opening};
use crate::fulfilment::facts::ParcelMoved;
use crate::fulfilment::parcel::{counted_at, counts_as_scan};
use crate::fulfilment::store::shipments::{self, Shipment};
use crate::fulfilment::store::{parcels, records};
use crate::fulfilment::tracking_told::Told;
use crate::fulfilment::{
    Parcel, ParcelState, TrackingEvent, TrackingKind, TrackingSource, jobs, waybill,
};
use crate::identity::Person;
use crate::operators::{self, MemberRole};
use crate::orders::{self, Order, OrderState};

/// The most events of one parcel.
const MOST_EVENTS: i32 = 500;

/// What a shop tells of a parcel.
#[derive(Debug, Clone)]
pub struct EventInput {
    pub parcel_id: Id<Parcel>,
    pub kind: TrackingKind,
    pub at: OffsetDateTime,
    pub place: String,
}

refusals! {
    /// Why an event was not taken, in order of precedence.
    pub enum EventRefusal: "ParcelTrackingAddErrorCode", ParcelTrackingAddUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// At most 60 characters on one line, and no number of more than four digits.
        PlaceInvalid at ["place"] says "Name a town in up to 60 characters, and nobody's number.",
        /// In the future, or more than 180 days ago.
        TimeInvalid at ["at"] says "It happened before now, and not years ago.",
        /// No such parcel of a shop of yours.
        ParcelNotFound at ["parcelId"] says "There is no such parcel of your shop.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// 500 events at most.
        TooManyEvents at ["parcelId"] says "This parcel has too many events already.",
    }
}

impl EventInput {
    /// What a key stands for.
    fn asked(&self) -> impl Serialize {
        let at = to_millis(self.at);
        (self.parcel_id.uuid(), kind_word(self.kind), at, self.place.clone())
    }
}

/// Takes what a member of the shop tells of a parcel. Where the carrier keeps records, it is shown
/// and moves nothing; where it keeps none, it counts from now. The same key with the same input is
/// the same event.
///
/// # Errors
/// [`EventRefusal`], or ours.
pub async fn add(
    app: &App,
    person: &Person,
    key: &str,
    input: &EventInput,
) -> Result<Parcel, Error<EventRefusal>> {
    use EventRefusal as R;
    let principal = person.account_id().to_string();
    let asked = Request::new(&principal, "parcelTrackingAdd", key, &input.asked());
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(parcels::many(tx.conn(), [known]).await?.pop());
        }
        let parcel = take(tx, person, input, TrackingSource::Manual).await?;
        asked.keep(tx, &parcel.id.uuid()).await?;
        Ok(parcel)
    })
}

/// Takes an event of a list, which has a key for all of it.
///
/// # Errors
/// As [`add`].
pub async fn add_listed(
    app: &App,
    person: &Person,
    input: &EventInput,
) -> Result<Parcel, Error<EventRefusal>> {
    transaction!(app, |tx| { take(tx, person, input, TrackingSource::Csv).await })
}

async fn take(
    tx: &Tx,
    person: &Person,
    input: &EventInput,
    source: TrackingSource,
) -> Result<Parcel, Error<EventRefusal>> {
    use EventRefusal as R;
    let place = waybill::place(&input.place).ok_or(R::PlaceInvalid)?;
    if !waybill::is_time(input.at, tx.now()) {
        return Err(R::TimeInvalid.into());
    }
    let known = parcels::many(tx.conn(), [input.parcel_id.uuid()]).await?.pop();
    let known = known.ok_or(R::ParcelNotFound)?;
    let member = operators::entitled(tx, person, known.operator_id, MemberRole::Support).await?;
    let member = member
        .map_err(|why| why.refusal(R::ParcelNotFound, R::ParcelNotFound, R::SecondFactorNeeded))?;
    let (order, shipment, parcel) = lock(tx, &known).await?;
    if parcel.events >= MOST_EVENTS {
        return Err(R::TooManyEvents.into());
    }
    let told = Told {
        kind: input.kind,
        source,
        at: input.at,
        place,
        event_id: format!("shop:{}:{}", input.at.unix_timestamp(), kind_word(input.kind)),
        actor: member.actor(),
    };
    Ok(apply(tx, order, &shipment, parcel, &[told]).await?)
}

fn kind_word(kind: TrackingKind) -> &'static str {
    match kind {
        TrackingKind::Collected => "collected",
        TrackingKind::InTransit => "in-transit",
        TrackingKind::OutForDelivery => "out-for-delivery",
        TrackingKind::Delivered => "delivered",
        TrackingKind::Refused => "refused",
        TrackingKind::Lost => "lost",
        TrackingKind::Returned => "returned",
    }
}

/// A parcel with its order and shipment, all locked, in the order in which everybody locks.
///
/// # Errors
/// One of them is gone: a failure of ours; the database's own.
pub async fn lock(tx: &Tx, known: &Parcel) -> Result<(Order, Shipment, Parcel), Failure> {
    let gone = || Failure::broken("a parcel without its order");
    let order = orders::lock(tx, known.order_id).await?.ok_or_else(gone)?;
    let shipment = opening::of(tx, &order).await?.ok_or_else(gone)?;
    let parcel = parcels::lock(tx, known.id.uuid()).await?.ok_or_else(gone)?;
    Ok((order, shipment, parcel))
}

/// Takes up everything that the carrier has recorded of a parcel and that it does not have yet.
///
/// # Errors
/// The database's own.
pub async fn adopt(
    tx: &Tx,
    order: Order,
    shipment: &Shipment,
    parcel: Parcel,
) -> Result<Parcel, Failure> {
    let recorded = records::of_waybill(tx, &parcel.carrier, &parcel.waybill).await?;
    let carrier = Actor { kind: ActorKind::External, account: None };
    let told: Vec<Told> = recorded
        .into_iter()
        .map(|record| Told {
            kind: record.kind,
            source: TrackingSource::Carrier,
            at: record.at,
            place: record.place,
            event_id: format!("carrier:{}", record.event_id),
            actor: carrier,
        })
        .collect();
    apply(tx, order, shipment, parcel, &told).await
}

/// Takes events of a locked parcel; what was told before is passed over. The order moves with its
/// parcels: sent with the first scan, delivered with the last piece.
///
/// # Errors
/// The database's own.
pub async fn apply(
    tx: &Tx,
    order: Order,
    shipment: &Shipment,
    mut parcel: Parcel,
    told: &[Told],
) -> Result<Parcel, Failure> {
    let carrier = parcels::carrier(tx.conn(), &parcel.carrier).await?;
    let is_tracked = carrier.is_none_or(|carrier| carrier.is_tracked);
    let mut last = None;
    for told in told {
        if parcel.events >= MOST_EVENTS
            || parcels::has_event(tx, parcel.id.uuid(), &told.event_id).await?
        {
            continue;
        }
        let (after, counts) = happened(tx, shipment, &parcel, told, is_tracked).await?;
        parcel = after;
        if counts {
            last = Some(told.actor);
        }
    }
    if let Some(actor) = last {
        carry_order(tx, order, shipment, actor).await?;
    }
    Ok(parcel)
}

/// One event, and whether it counts.
async fn happened(
    tx: &Tx,
    shipment: &Shipment,
    parcel: &Parcel,
    told: &Told,
    is_tracked: bool,
) -> Result<(Parcel, bool), Failure> {
    let counted = counted_at(told.source, told.at, tx.now());
    // A record from before the payment is of another parcel that had the same number.
    let counts = counts_as_scan(told.source, is_tracked) && counted >= shipment.paid_at;
    let mut after = Parcel { events: parcel.events.saturating_add(1), ..parcel.clone() };
    let event = TrackingEvent {
        seq: after.events,
        kind: told.kind,
        source: told.source,
        at: told.at,
        recorded_at: tx.now(),
        place: told.place.clone(),
        provider_event_id: told.event_id.clone(),
    };
    parcels::insert_event(tx, parcel.id.uuid(), &event).await?;
    if counts {
        after.scanned_at = Some(after.scanned_at.map_or(counted, |before| before.min(counted)));
        if let Some(to) = parcel.state.after(told.kind) {
            after.state = to;
            after.delivered_at = (to == ParcelState::Signed).then_some(counted);
        }
    }
    if !parcels::put(tx, parcel, &after).await? {
        return Err(Failure::broken("a locked parcel moved"));
    }
    if counts && parcel.scanned_at.is_none() {
        timers::cancel(tx, jobs::SCAN_BY, parcel.id.uuid()).await?;
    }
    if after.state != parcel.state {
        moved(tx, parcel, &after, told.actor).await?;
    }
    Ok((after, counts))
}

async fn moved(tx: &Tx, before: &Parcel, after: &Parcel, actor: Actor) -> Result<(), Failure> {
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to: after.state,
        actor,
        cause: "tracked".to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await?;
    let told = ParcelMoved {
        parcel: after.id.uuid(),
        order: after.order_id.uuid(),
        operator: after.operator_id.uuid(),
        state: after.state.name(),
    };
    events::record(tx, &told).await
}

/// The order follows its parcels.
async fn carry_order(
    tx: &Tx,
    mut order: Order,
    shipment: &Shipment,
    actor: Actor,
) -> Result<(), Failure> {
    // A shop does not sign for its buyer: where its word has to do, the platform takes it.
    let believed = if actor.kind == ActorKind::Operator { Actor::SYSTEM } else { actor };
    let of_order = parcels::of_orders(tx.conn(), [order.id.uuid()]).await?;
    let of_order = of_order.into_values().next().unwrap_or_default();
    if order.state == OrderState::ToShip
        && let Some(first) = of_order.iter().filter_map(|parcel| parcel.scanned_at).min()
    {
        let by = if actor.kind == ActorKind::Buyer { Actor::SYSTEM } else { actor };
        order = orders::ship(tx, order, first, by).await?;
    }
    clocks::reconsider(tx, shipment).await?;
    if order.state != OrderState::Shipped {
        return Ok(());
    }
    let delivered = shipments::pieces_delivered(tx.conn(), order.id.uuid()).await?;
    let lines = shipments::lines(tx.conn(), shipment).await?;
    let is_all = lines
        .iter()
        .all(|line| delivered.get(&line.position).copied().unwrap_or(0) >= line.ordered);
    match of_order.iter().filter_map(|parcel| parcel.delivered_at).max() {
        Some(last) if is_all => orders::sign(tx, order, last, believed).await.map(|_| ()),
        _ => Ok(()),
    }
}
