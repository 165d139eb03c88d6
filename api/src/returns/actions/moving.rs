//! A return moves: the guarded change, its row of the timeline, its clock, its fact, and what hangs
//! on it.

use platform::database::Tx;
use platform::kernel::calendar::{Period, Roll};
use platform::transitions::{self, Actor, ActorKind, States as _, Step};
use platform::{Failure, events, timers};

use crate::operators;
use crate::orders::{self, Order};
use crate::returns::facts::{ReturnBreached, ReturnMoved};
use crate::returns::goods_return::{Return, ReturnState};
use crate::returns::store::receipts::{self, Breach};
use crate::returns::store::{pieces, returns};
use crate::returns::{clock, jobs, telling, terms};

/// How long what was said and shown is kept after the end [ECL 31].
pub const KEPT: Period = Period::Months(36, Roll::Stay);

/// Moves a return to another state; `also` changes what goes with it.
///
/// # Errors
/// The edge is not one; the return moved meanwhile: it starts again; the database's own.
pub async fn go(
    tx: &Tx,
    (before, order): (&Return, &Order),
    (to, actor, cause): (ReturnState, Actor, &str),
    also: impl FnOnce(&mut Return),
) -> Result<Return, Failure> {
    if !before.state.may_become(to, actor.kind) {
        return Err(Failure::broken("a return cannot go there from where it stands"));
    }
    let now = tx.now();
    let own = terms::of(order.profile, order.submitted_at)?;
    let mut after = Return { state: to, ..before.clone() };
    after.ended_at = (!to.is_open()).then_some(now);
    if actor.kind == ActorKind::Operator {
        after.answered_at = Some(now);
    }
    also(&mut after);
    after.due_at = clock::due(&after, own, order, now)?;
    if to == ReturnState::Received {
        (after.received_at, after.refund_by) = (Some(now), after.due_at);
    }
    let after = put(tx, before, after).await?;
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to,
        actor,
        cause: cause.to_owned(),
        rule_version: Some(own.version.to_owned()),
    };
    transitions::record(tx, step).await?;
    if to == ReturnState::Received {
        set_clocks(tx, &after).await?;
    } else {
        set_clock(tx, &after).await?;
    }
    if !to.is_open() {
        end(tx, &after).await?;
    }
    events::record(tx, &moved(&after)).await?;
    telling::of_state(tx, &after).await?;
    Ok(after)
}

/// Keeps a return that stays where it stands, with another deadline.
///
/// # Errors
/// It moved meanwhile: it starts again; the database's own.
pub async fn put_off(tx: &Tx, before: &Return, after: Return) -> Result<Return, Failure> {
    let after = put(tx, before, after).await?;
    set_clock(tx, &after).await?;
    Ok(after)
}

async fn put(tx: &Tx, before: &Return, after: Return) -> Result<Return, Failure> {
    if !returns::put(tx, before, &after).await? {
        return Err(Failure::contention("a return moved meanwhile"));
    }
    Ok(Return { version: before.version.saturating_add(1), ..after })
}

/// One timer for a return: its next deadline. One that has passed is not set again.
async fn set_clock(tx: &Tx, back: &Return) -> Result<(), Failure> {
    let id = back.id.uuid();
    match back.due_at {
        Some(due) if due > tx.now() => timers::set(tx, jobs::DUE, id, due).await,
        _ => timers::cancel(tx, jobs::DUE, id).await,
    }
}

/// The clocks of a return that was asked for, or whose goods have come: its next deadline, and the
/// fifteen days in which the shop has to do something.
///
/// # Errors
/// Beyond the calendar; the database's own.
pub async fn set_clocks(tx: &Tx, back: &Return) -> Result<(), Failure> {
    set_clock(tx, back).await?;
    timers::set(tx, jobs::WILFUL, back.id.uuid(), terms::wilful_from(tx.now())?).await
}

async fn end(tx: &Tx, back: &Return) -> Result<(), Failure> {
    if back.state.frees_pieces() {
        pieces::free(tx, back.id).await?;
    }
    orders::close_matter(tx, back.order_id, back.id.uuid()).await?;
    operators::close_matter(tx, back.operator_id, back.id.uuid()).await?;
    timers::set(tx, jobs::FORGET, back.id.uuid(), terms::ends(KEPT, tx.now())?).await
}

/// The fact of where a return stands.
pub fn moved(back: &Return) -> ReturnMoved {
    ReturnMoved {
        id: back.id.uuid(),
        order: back.order_id.uuid(),
        operator: back.operator_id.uuid(),
        buyer: back.buyer_id.uuid(),
        to: back.state.name(),
    }
}

/// Writes down that a shop did not do its duty in time; once.
///
/// # Errors
/// The database's own.
pub async fn breach(tx: &Tx, back: &Return, duty: Breach) -> Result<(), Failure> {
    if !receipts::breach(tx, back.id, duty).await? {
        return Ok(());
    }
    let (id, operator) = (back.id.uuid(), back.operator_id.uuid());
    events::record(tx, &ReturnBreached { id, operator, duty: receipts::name_of(duty) }).await?;
    telling::of_breach(tx, back).await
}
