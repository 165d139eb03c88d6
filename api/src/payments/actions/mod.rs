//! What the room does: authorise, lock, decide, save, tell. One file for each group of verbs.
//!
//! Rows are locked in one order everywhere: the intent, its attempts, the payer's account.

pub mod attempting;
pub mod confirming;
pub mod hearing;
pub mod opening;
pub mod refunding;
pub mod sending;
pub mod settling;
pub mod statements;
pub mod wallet;

use platform::Failure;
use platform::database::Tx;
use platform::events;
use platform::transitions::{self, Actor, States, Step};
use uuid::Uuid;

use super::attempt::{Attempt, AttemptState};
use super::facts::PaymentMoved;
use super::intent::{Intent, PaymentState};
use super::refund::{Leg, LegState};
use super::store::{attempts, intents, refunds};
use crate::ledger::NotPosted;

/// Writes a locked intent in another state, with its timeline, and tells it.
pub(super) async fn walk(
    tx: &Tx,
    before: &Intent,
    after: Intent,
    (actor, cause): (Actor, &str),
) -> Result<Intent, Failure> {
    if !intents::save(tx, &after, before.state).await? {
        return Err(Failure::broken("a locked payment moved"));
    }
    step(tx, before.id.uuid(), (before.state, after.state), (actor, cause)).await?;
    let moved = PaymentMoved { intent: before.id.uuid(), to: after.state.name() };
    events::record(tx, &moved).await?;
    Ok(after)
}

/// The same of an attempt; only the platform moves one.
pub(super) async fn walk_attempt(
    tx: &Tx,
    before: AttemptState,
    after: Attempt,
    cause: &str,
) -> Result<Attempt, Failure> {
    if !attempts::save(tx, &after, before).await? {
        return Err(Failure::broken("a locked attempt moved"));
    }
    if before != after.state {
        step(tx, after.id.uuid(), (before, after.state), (Actor::SYSTEM, cause)).await?;
    }
    Ok(after)
}

/// The same of a leg.
pub(super) async fn walk_leg(
    tx: &Tx,
    before: LegState,
    after: Leg,
    cause: &str,
) -> Result<Leg, Failure> {
    if !refunds::save_leg(tx, &after, before).await? {
        return Err(Failure::broken("a locked leg of a refund moved"));
    }
    if before != after.state {
        step(tx, after.id, (before, after.state), (Actor::SYSTEM, cause)).await?;
    }
    Ok(after)
}

pub(super) async fn step<S: States>(
    tx: &Tx,
    aggregate: Uuid,
    (from, to): (S, S),
    (actor, cause): (Actor, &str),
) -> Result<(), Failure> {
    let cause = cause.to_owned();
    transitions::record(tx, Step { aggregate, from, to, actor, cause, rule_version: None }).await
}

/// What the ledger refuses here is a defect: everything was looked at before.
pub(super) fn posted(outcome: Result<(), NotPosted>) -> Result<(), Failure> {
    outcome.map_err(|_| Failure::broken("the ledger refused a payment"))
}

/// An intent that has to be there.
pub(super) async fn locked(tx: &Tx, id: platform::kernel::Id<Intent>) -> Result<Intent, Failure> {
    let found = intents::lock(tx, id).await?;
    found.ok_or_else(|| Failure::broken("an attempt is of no payment"))
}

/// Whether the amount of an intent stands: what is dropped from then on is captured and given back.
pub(super) fn is_fixed(state: PaymentState) -> bool {
    match state {
        PaymentState::Confirmed | PaymentState::Authorised | PaymentState::Captured => true,
        PaymentState::Created
        | PaymentState::Challenged
        | PaymentState::Held
        | PaymentState::Denied
        | PaymentState::Closed => false,
    }
}
