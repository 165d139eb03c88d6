//! What the clock does to a return, and what it writes down of a shop that does nothing.

use platform::database::Tx;
use platform::kernel::Id;
use platform::timers::{self, Firing};
use platform::transitions::Actor;
use platform::{App, Failure, transaction};
use time::Duration;

use super::moving::{KEPT, breach, go, put_off};
use super::settling::{self, owed_for};
use crate::ledger::escrow;
use crate::orders::Order;
use crate::privacy::{self, SubjectKeys, retention};
use crate::returns::clock::{Then, then};
use crate::returns::goods_return::{Kind, Return, ReturnState, Settler};
use crate::returns::store::receipts::Breach;
use crate::returns::store::returns;
use crate::returns::store::words::Word;
use crate::returns::{jobs, terms, words};

/// How long after it was found frozen the money of an order is tried again.
const AGAIN: Duration = Duration::DAY;

/// The deadline of a return has come.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn fall_due(app: App, firing: Firing) -> Result<(), Failure> {
    let id: Id<Return> = Id::from_uuid(firing.aggregate);
    // The key for the platform's address, if that is what it will come to.
    let known = returns::by_id(app.reader(), id).await?;
    let asks = known.is_some_and(|back| back.state == ReturnState::Requested);
    let keys = words::keys_if(&app, id, asks).await?;
    transaction!(&app, |tx| {
        let found = returns::lock(tx, id).await?;
        firing.settle(tx).await?;
        let Some((back, order)) = found else { return Ok(()) };
        if back.due_at.is_none_or(|due| due > tx.now()) {
            return Ok(());
        }
        run(tx, (&back, &order), keys.as_ref()).await
    })
}

async fn run(
    tx: &Tx,
    (back, order): (&Return, &Order),
    keys: Option<&SubjectKeys>,
) -> Result<(), Failure> {
    let Some(next) = then(back, order) else { return Ok(()) };
    let (at, system) = ((back, order), Actor::SYSTEM);
    let step = match next {
        Then::PlatformAddress => {
            breach(tx, back, Breach::AddressLate).await?;
            let address = tx.app().settings().returns.address.clone();
            // Nobody said it: the row names the buyer, for whom it is.
            words::say(tx, back.id, back.buyer_id, (keys, Word::Address, &address)).await?;
            (ReturnState::AddressGiven, system, "its shop gave no address within a day")
        }
        Then::PlatformRefunds => {
            return pay(tx, at, "its shop did not in its time").await;
        }
        Then::FallsAway => (ReturnState::Withdrawn, system, "overtaken: it was sent, or has come"),
        Then::StaffDecide => (ReturnState::Disputed, system, "its shop is silent"),
        Then::Lapses => (ReturnState::Lapsed, system, "nothing was sent back in time"),
        Then::CountsAsReceived => (ReturnState::Received, system, "nobody says it did not come"),
        Then::Done => (ReturnState::Completed, system, "its buyer says nothing else"),
        Then::Stands => {
            let owed = owed_for(tx, back, order).await?;
            let left = owed.goods.saturating_sub(back.deduction_minor);
            if back.state == ReturnState::Assessed && left.saturating_add(owed.freight) > 0 {
                return pay(tx, at, "its buyer does not disagree in time").await;
            }
            (ReturnState::Rejected, system, "its buyer does not disagree in time")
        }
        // It stays on top of the desk's list.
        Then::Escalated => return Ok(()),
    };
    go(tx, at, step, |_| ()).await.map(|_| ())
}

/// The platform gives the money back for the shop; frozen money is tried again a day later.
async fn pay(tx: &Tx, (back, order): (&Return, &Order), cause: &str) -> Result<(), Failure> {
    if back.state == ReturnState::Received {
        breach(tx, back, Breach::RefundLate).await?;
    }
    let held = escrow::many(tx.conn(), [order.id.uuid()]).await?.pop();
    if held.is_some_and(|held| held.frozen_at.is_some()) {
        let due_at = tx.now().checked_add(AGAIN);
        return put_off(tx, back, Return { due_at, ..back.clone() }).await.map(|_| ());
    }
    let by = (Settler::Platform, Actor::SYSTEM, cause);
    let paid = settling::refund(tx, (back, order), by, None).await?;
    paid.map(|_| ()).map_err(|_| Failure::contention("the money of an order moved meanwhile"))
}

/// Fifteen days after goods came, or were asked about, a shop that has done nothing by itself has
/// refused wilfully [RET 31]; what the platform did in its place does not count for it.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn wilful(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let found = returns::lock(tx, Id::from_uuid(firing.aggregate)).await?;
        firing.settle(tx).await?;
        let Some((back, _)) = found else { return Ok(()) };
        if is_wilful(&back) {
            breach(tx, &back, Breach::WilfulRefusal).await?;
        }
        Ok(())
    })
}

fn is_wilful(back: &Return) -> bool {
    if matches!(back.state, ReturnState::Withdrawn | ReturnState::Lapsed) {
        return false;
    }
    let by_shop = back.settled.is_some_and(|(_, by)| by == Settler::Shop);
    match back.received_at {
        Some(_) => !by_shop && back.flaw.is_none() && back.replacement.is_none(),
        None => back.answered_at.is_none() && back.kind != Kind::RefundOnly,
    }
}

/// Three years after its end what was said and shown about a return goes, unless somebody needs it
/// (RT-5).
///
/// # Errors
/// Ours; it is then tried again.
pub async fn forget(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let id = Id::from_uuid(firing.aggregate);
        let Some(back) = returns::by_id(tx.conn(), id).await? else { return Ok(()) };
        let Some(ended) = back.ended_at else { return Ok(()) };
        let free = terms::ends(KEPT, ended)?;
        if free > tx.now() {
            return timers::set(tx, jobs::FORGET, id.uuid(), free).await;
        }
        if retention::is_held(tx.conn(), [id.uuid(), back.buyer_id.uuid()]).await? {
            let again = tx.now().checked_add(Duration::DAY).unwrap_or(tx.now());
            return timers::set(tx, jobs::FORGET, id.uuid(), again).await;
        }
        privacy::erase(tx, id.uuid(), "TERM_OVER").await
    })
}
