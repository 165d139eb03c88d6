//! What the clocks find: an order that was not sent by its promise, a parcel that was said to be
//! sent and no carrier has seen, a claim that nobody made in time.

use std::collections::HashMap;

use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::{Id, Money};
use platform::timers::{self, Firing};
use platform::transitions::{Actor, States as _};
use platform::{App, Failure, events, transaction};

use super::compensation::{Change, go};
use super::tracking;
use crate::fulfilment::claim::kind_name;
use crate::fulfilment::facts::ShippingClaimMoved;
use crate::fulfilment::store::shipments::{self, Shipment, ShipmentLine};
use crate::fulfilment::store::{claims, days, parcels};
use crate::fulfilment::{ClaimKind, ClaimState, ShippingClaim, jobs};
use crate::orders::facts::OrderChanged;
use crate::orders::{self, Order, OrderState};

/// The promise of an order is over: what no carrier had before is late.
///
/// # Errors
/// The database's own.
pub async fn fall_late(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let order = orders::lock(tx, Id::from_uuid(firing.aggregate)).await?;
        firing.settle(tx).await?;
        let Some(order) = order.filter(|order| order.state != OrderState::Cancelled) else {
            return Ok(());
        };
        // PY-4: nobody sends it while its money is frozen, and the promise moves meanwhile.
        if order.state == OrderState::ToShip && orders::is_withheld(tx, &order).await? {
            return Ok(());
        }
        let Some(shipment) = shipments::lock(tx, order.id.uuid()).await? else { return Ok(()) };
        let late = late_lines(tx, &shipment).await?;
        let count = (1, i64::from(!late.is_empty()));
        days::count(tx, shipment.operator_id.uuid(), shipment.ship_by, count).await?;
        if late.is_empty() {
            return Ok(());
        }
        find(tx, &shipment, ClaimKind::Late, &late).await.map(|_| ())
    })
}

/// The promise of an order that is to be sent has moved: its clock goes on from there, and what was
/// taken for late meanwhile is not.
///
/// # Errors
/// The database's own.
pub async fn promise_moved(app: App, delivery: Delivery) -> Result<(), Failure> {
    let Some(fact) = delivery.event.fact::<OrderChanged>()? else { return Ok(()) };
    transaction!(&app, |tx| {
        let order = orders::lock(tx, Id::from_uuid(fact.order)).await?;
        if let Some(order) = order.filter(|order| order.state == OrderState::ToShip) {
            follow(tx, &order).await?;
        }
        delivery.settle(tx).await
    })
}

async fn follow(tx: &Tx, order: &Order) -> Result<(), Failure> {
    let id = order.id.uuid();
    let (Some(shipment), Some(by)) = (shipments::lock(tx, id).await?, order.ship_by) else {
        return Ok(());
    };
    if shipment.ship_by == by {
        return Ok(());
    }
    shipments::put_ship_by(tx, id, by).await?;
    timers::set(tx, jobs::LATE, id, by).await?;
    for claim in claims::of_order(tx, id).await? {
        let open = matches!(claim.state, ClaimState::Found | ClaimState::Contested);
        if claim.kind == ClaimKind::Late && open && tx.now() < by {
            let change = Change { to: ClaimState::Cleared, cause: "PY-4: its money was frozen" };
            go(tx, &claim, change, Actor::SYSTEM, |_| ()).await?;
            timers::cancel(tx, jobs::LAPSE, claim.id.uuid()).await?;
            let count = (-1, -1);
            days::count(tx, shipment.operator_id.uuid(), shipment.ship_by, count).await?;
        }
    }
    Ok(())
}

/// A carrier has had its time to scan a parcel (SH-1). What it told meanwhile counts first.
///
/// # Errors
/// The database's own.
pub async fn fall_unscanned(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let known = parcels::many(tx.conn(), [firing.aggregate]).await?.pop();
        let Some(known) = known else { return firing.settle(tx).await };
        let (order, shipment, parcel) = tracking::lock(tx, &known).await?;
        firing.settle(tx).await?;
        let is_withheld = orders::is_withheld(tx, &order).await?;
        let parcel = tracking::adopt(tx, order, &shipment, parcel).await?;
        if parcel.scanned_at.is_some() {
            return Ok(());
        }
        if is_withheld {
            // PY-4: a shop may keep back what it has packed, and then has the same time again.
            let rule = shipments::rule_of(tx.conn(), shipment.rule_version).await?;
            let again = rule.scan_by(tx.now());
            return timers::set(tx, jobs::SCAN_BY, parcel.id.uuid(), again).await;
        }
        let pieces = parcels::pieces_of(tx.conn(), [parcel.id.uuid()]).await?;
        let within = pieces.into_values().flatten().map(|pieces| pieces.position);
        let within: Vec<i32> = within.collect();
        let lines = shipments::lines(tx.conn(), &shipment).await?;
        let lines = lines.iter().filter(|line| within.contains(&line.position));
        let absent: Vec<Money> = lines.map(|line| line.total).collect();
        find(tx, &shipment, ClaimKind::FalseShipping, &absent).await.map(|_| ())
    })
}

/// Nobody has claimed in time.
///
/// # Errors
/// The database's own.
pub async fn lapse(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let known = claims::by_id(tx.conn(), Id::from_uuid(firing.aggregate)).await?;
        let Some(known) = known else { return firing.settle(tx).await };
        shipments::lock(tx, known.order_id.uuid()).await?;
        firing.settle(tx).await?;
        let claim = claims::by_id(tx.conn(), known.id).await?;
        let open = |claim: &ShippingClaim| {
            matches!(claim.state, ClaimState::Found | ClaimState::Contested)
                && claim.claimed_at.is_none()
        };
        match claim.filter(open) {
            Some(claim) => {
                let change = Change { to: ClaimState::Lapsed, cause: "not claimed in time" };
                go(tx, &claim, change, Actor::SYSTEM, |_| ()).await.map(|_| ())
            }
            None => Ok(()),
        }
    })
}

/// The totals of the lines that no carrier had whole before the promise was over.
async fn late_lines(tx: &Tx, shipment: &Shipment) -> Result<Vec<Money>, Failure> {
    let order = shipment.order_id.uuid();
    let scanned = shipments::pieces_scanned_before(tx.conn(), order, shipment.ship_by).await?;
    let lines = shipments::lines(tx.conn(), shipment).await?;
    Ok(short(&lines, &scanned))
}

fn short(lines: &[ShipmentLine], pieces: &HashMap<i32, i32>) -> Vec<Money> {
    let short =
        |line: &&ShipmentLine| pieces.get(&line.position).copied().unwrap_or(0) < line.ordered;
    lines.iter().filter(short).map(|line| line.total).collect()
}

/// A breach was found. One of its kind stands for the whole order; while nobody has claimed it, it
/// grows to the highest amount.
///
/// # Errors
/// The database's own.
pub async fn find(
    tx: &Tx,
    shipment: &Shipment,
    kind: ClaimKind,
    lines: &[Money],
) -> Result<ShippingClaim, Failure> {
    let rule = shipments::rule_of(tx.conn(), shipment.rule_version).await?;
    let amount = rule
        .costs(kind, lines, shipment.currency)
        .map_err(|error| Failure::because("what a breach of shipping costs", error))?;
    let known = claims::of_order(tx, shipment.order_id.uuid()).await?;
    if let Some(claim) = known.into_iter().find(|claim| claim.kind == kind) {
        if claim.state != ClaimState::Found || claim.amount.minor() >= amount.minor() {
            return Ok(claim);
        }
        let mut after = ShippingClaim { amount, ..claim.clone() };
        keep(tx, &claim, &after).await?;
        after.version = after.version.saturating_add(1);
        return Ok(after);
    }
    let claim = ShippingClaim {
        id: tx.app().new_id(),
        order_id: shipment.order_id,
        operator_id: shipment.operator_id,
        buyer_id: shipment.buyer_id,
        kind,
        state: ClaimState::Found,
        amount,
        rule_version: rule.version,
        found_at: tx.now(),
        claim_by: rule.claim_by(tx.now())?,
        claimed_at: None,
        excuse: None,
        paid_minor: 0,
        owed_minor: 0,
        compensated_at: None,
        appeal_by: None,
        reversed_at: None,
        version: 1,
    };
    claims::insert(tx, &claim).await?;
    timers::set(tx, jobs::LAPSE, claim.id.uuid(), claim.claim_by).await?;
    events::record(tx, &moved(&claim)).await?;
    Ok(claim)
}

/// What is told of a claim.
pub fn moved(claim: &ShippingClaim) -> ShippingClaimMoved {
    ShippingClaimMoved {
        claim: claim.id.uuid(),
        order: claim.order_id.uuid(),
        operator: claim.operator_id.uuid(),
        kind: kind_name(claim.kind).to_owned(),
        state: claim.state.name(),
    }
}

async fn keep(tx: &Tx, before: &ShippingClaim, after: &ShippingClaim) -> Result<(), Failure> {
    if claims::put(tx, before, after).await? {
        return Ok(());
    }
    Err(Failure::contention("a claim moved meanwhile"))
}

/// A carrier told late of what it had in time: what is not a breach after all is cleared, unless
/// it was paid already; the shop then appeals.
///
/// # Errors
/// The database's own.
pub async fn reconsider(tx: &Tx, shipment: &Shipment) -> Result<(), Failure> {
    let order = shipment.order_id.uuid();
    for claim in claims::of_order(tx, order).await? {
        if !matches!(claim.state, ClaimState::Found | ClaimState::Contested) {
            continue;
        }
        let stands = match claim.kind {
            ClaimKind::Late => !late_lines(tx, shipment).await?.is_empty(),
            ClaimKind::FalseShipping => any_unscanned(tx, shipment).await?,
            ClaimKind::StockOut => true,
        };
        if stands {
            continue;
        }
        let change = Change { to: ClaimState::Cleared, cause: "the carrier had it in time" };
        go(tx, &claim, change, Actor::SYSTEM, |_| ()).await?;
        timers::cancel(tx, jobs::LAPSE, claim.id.uuid()).await?;
        if claim.kind == ClaimKind::Late {
            days::count(tx, shipment.operator_id.uuid(), shipment.ship_by, (0, -1)).await?;
        }
    }
    Ok(())
}

/// Whether a parcel was not scanned in the time that its carrier had.
async fn any_unscanned(tx: &Tx, shipment: &Shipment) -> Result<bool, Failure> {
    let rule = shipments::rule_of(tx.conn(), shipment.rule_version).await?;
    let of_order = parcels::of_orders(tx.conn(), [shipment.order_id.uuid()]).await?;
    let now = tx.now();
    Ok(of_order.into_values().flatten().any(|parcel| {
        let scan_by = rule.scan_by(parcel.created_at);
        now >= scan_by && parcel.scanned_at.is_none_or(|at| at >= scan_by)
    }))
}
