//! Settling an order: its money leaves escrow once, for the platform's fee, for what was paid
//! early, and for the shop.

use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::{Id, Money, MoneyError};
use platform::timers::{self, Firing};
use platform::{App, Failure, events, transaction};
use time::Duration;
use uuid::Uuid;

use super::facts::OrderSettled;
use super::figures::{self, Figures};
use super::store::settlements::{self, Settlement};
use super::{fee, jobs, receivable};
use crate::ledger::escrow::Escrow;
use crate::ledger::{Account, escrow};
use crate::orders::facts::OrderCompleted;
use crate::orders::{self, Order};
use crate::{catalog, operators};

/// How long after a frozen escrow is looked at again (FN-5).
const AGAIN: Duration = Duration::hours(1);

/// An order was completed.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn completed(app: App, delivery: Delivery) -> Result<(), Failure> {
    let fact = delivery.event.fact::<OrderCompleted>()?;
    transaction!(&app, |tx| {
        if let Some(fact) = &fact {
            settle(tx, fact.order).await?;
        }
        delivery.settle(tx).await
    })
}

/// The escrow of a completed order was frozen; perhaps it is no longer.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn again(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        settle(tx, firing.aggregate).await
    })
}

async fn settle(tx: &Tx, id: Uuid) -> Result<(), Failure> {
    let Some(order) = orders::lock(tx, Id::from_uuid(id)).await? else { return Ok(()) };
    if settlements::exists(tx, id).await? {
        return Ok(());
    }
    let Some(held) = escrow::many(tx.conn(), [id]).await?.pop() else { return Ok(()) };
    if held.frozen_at.is_some() {
        let later = tx.now().checked_add(AGAIN).unwrap_or(tx.now());
        return timers::set(tx, jobs::SETTLE_AGAIN, id, later).await;
    }
    let gross = left(&held).map_err(broken)?;
    if gross.is_zero() {
        return Ok(());
    }
    let (fee, fee_version) = fee_of(tx, &order, gross).await?;
    let repaid = receivable::repay(tx, &order, gross.minus(fee).map_err(broken)?).await?;
    let net = gross.minus(fee).and_then(|rest| rest.minus(repaid)).map_err(broken)?;
    let operator = order.operator_id;
    let shares = [
        (Account::Fees, fee),
        (Account::Receivable(operator), repaid),
        (Account::Payable(operator), net),
    ];
    if escrow::release(tx, id, &shares, &format!("settle:{}", id.simple())).await?.is_err() {
        return Err(Failure::contention("an escrow was frozen or moved while it was settled"));
    }
    receivable::take_recourse(tx, operator, order.id.uuid()).await?;
    let settled = Settlement { order: id, operator, gross, fee, repaid, fee_version };
    settlements::insert(tx, &settled).await?;
    events::record(tx, &OrderSettled::of(&settled)).await?;
    let counted = operators::record_turnover(tx, operator, gross, tx.now()).await?;
    if let Err(why) = counted {
        tracing::info!(?why, "a sale counts for no turnover in yuan");
    }
    let figures = Figures {
        completed_orders: 1,
        settled_minor: gross.minor(),
        fee_minor: fee.minor(),
        refunded_minor: held.refunded.minor(),
        ..Figures::default()
    };
    figures::add(tx, operator, gross.currency(), &figures).await
}

/// What is left in an escrow.
pub(super) fn left(held: &Escrow) -> Result<Money, MoneyError> {
    held.funded.minus(held.released)?.minus(held.refunded)
}

/// The fee of what is left of an order, and the version of the rates.
pub(super) async fn fee_of(
    tx: &Tx,
    order: &Order,
    left: Money,
) -> Result<(Money, String), Failure> {
    let of_one = std::slice::from_ref(order);
    let lines = orders::lines_of(tx.conn(), of_one).await?.remove(&order.id.uuid());
    let lines = lines.unwrap_or_default();
    let products = lines.iter().map(|line| line.product_id.uuid());
    let products = catalog::many(tx.conn(), products).await?;
    let rates = settlements::rates(tx, order.operator_id).await?;
    let mut version = String::new();
    let mut parts = Vec::new();
    for line in &lines {
        let product = products.iter().find(|product| product.id == line.product_id);
        let category = product.map_or(Uuid::nil(), |product| product.category_id.uuid());
        let rate = fee::rate_for(&rates, category);
        let rate = rate.ok_or_else(|| Failure::broken("no fee is in force"))?;
        version.clone_from(&rate.version);
        parts.push((u64::try_from(line.total.minor()).unwrap_or_default(), rate.points));
    }
    parts.push((u64::try_from(order.price.freight.minor()).unwrap_or_default(), 0));
    let fee = fee::fee(left, &parts).map_err(broken)?;
    Ok((fee, version))
}

pub(super) fn broken(error: MoneyError) -> Failure {
    Failure::because("the money of an order", error)
}
