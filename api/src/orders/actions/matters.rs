//! What is open about an order pauses its completion, exactly as long as it is open.

use platform::database::Tx;
use platform::kernel::Id;
use platform::{Failure, events, timers};
use uuid::Uuid;

use crate::orders::facts::OrderChanged;
use crate::orders::{Order, OrderState, jobs, store};

/// Opens a matter about an order: a return, a complaint, a report of an unauthorised payment. The
/// same matter opens once.
///
/// # Errors
/// There is no such order: a failure of ours; the database's own.
pub async fn open_matter(tx: &Tx, id: Id<Order>, matter: Uuid) -> Result<(), Failure> {
    let order = lock(tx, id).await?;
    store::matters::open(tx, id.uuid(), matter).await?;
    if order.state != OrderState::Signed || order.paused_at.is_some() {
        return Ok(());
    }
    let after = Order { paused_at: Some(tx.now()), ..order.clone() };
    timers::cancel(tx, jobs::COMPLETE, id.uuid()).await?;
    keep(tx, &order, &after).await
}

/// Closes a matter. With the last one the clock of completion goes on where it stood.
///
/// # Errors
/// As [`open_matter`].
pub async fn close_matter(tx: &Tx, id: Id<Order>, matter: Uuid) -> Result<(), Failure> {
    let order = lock(tx, id).await?;
    if !store::matters::close(tx, id.uuid(), matter).await? {
        return Ok(());
    }
    let (Some(paused_at), Some(complete_by)) = (order.paused_at, order.complete_by) else {
        return Ok(());
    };
    if store::matters::count(tx, id.uuid()).await? > 0 {
        return Ok(());
    }
    let later = complete_by + (tx.now() - paused_at);
    let after = Order { paused_at: None, complete_by: Some(later), ..order.clone() };
    timers::set(tx, jobs::COMPLETE, id.uuid(), later).await?;
    keep(tx, &order, &after).await
}

async fn lock(tx: &Tx, id: Id<Order>) -> Result<Order, Failure> {
    let order = store::orders::lock(tx, id).await?;
    order.ok_or_else(|| Failure::broken("a matter about no order"))
}

async fn keep(tx: &Tx, before: &Order, after: &Order) -> Result<(), Failure> {
    if !store::orders::put(tx, before, after).await? {
        return Err(Failure::broken("a locked order moved"));
    }
    events::record(tx, &OrderChanged::of(after)).await
}
