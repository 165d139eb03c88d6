//! A session ends: its seed is told, and unless it was ordered its piece is free again.

use platform::database::Tx;
use platform::kernel::Id;
use platform::timers::{self, Firing};
use platform::transitions::{self, Actor, ActorKind, States as _, Step};
use platform::{App, Error, Failure, events, refusals, transaction};
use uuid::Uuid;

use crate::catalog;
use crate::deals::price_cut::cut::told_seed;
use crate::deals::price_cut::facts::PriceCutMoved;
use crate::deals::price_cut::store::{campaigns, cuts};
use crate::deals::price_cut::{CutState, PriceCut, TERMS, jobs};
use crate::identity::Person;

refusals! {
    /// Why a session was not given up, in order of precedence.
    pub enum AbandonRefusal: "PriceCutAbandonErrorCode", PriceCutAbandonUserError {
        /// There is no such session of yours.
        PriceCutNotFound at ["id"] says "There is no such price cut of yours.",
        /// It has ended already.
        Ended at ["id"] says "This price cut has ended.",
    }
}

/// Gives a session up.
///
/// # Errors
/// [`AbandonRefusal`], or ours.
pub async fn abandon(
    app: &App,
    person: &Person,
    id: Id<PriceCut>,
) -> Result<PriceCut, Error<AbandonRefusal>> {
    use AbandonRefusal as R;
    let owner = person.account_id();
    transaction!(app, |tx| {
        let known = cuts::lock(tx, id).await?.filter(|known| known.owner_id == owner);
        let known = known.ok_or(R::PriceCutNotFound)?;
        if !known.is_open(tx.now()) {
            return Err(R::Ended.into());
        }
        let actor = Actor::person(ActorKind::Buyer, owner.uuid());
        Ok(end(tx, &known, End::Given(CutState::Abandoned, actor, "given up")).await?)
    })
}

/// The time of a session is over. A timer that comes late ends nothing that was ended before, and
/// one that was set before the session was won comes too early.
///
/// # Errors
/// The database's own.
pub async fn expire(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let known = cuts::lock(tx, Id::from_uuid(firing.aggregate)).await?;
        firing.settle(tx).await?;
        let due = |known: &PriceCut| known.state.is_running() && tx.now() >= known.buy_by;
        match known.filter(due) {
            Some(known) => {
                let how = End::Given(CutState::Expired, Actor::SYSTEM, "its time is over");
                end(tx, &known, how).await.map(|_| ())
            }
            None => Ok(()),
        }
    })
}

/// How a session ends.
pub enum End<'a> {
    /// Without an order.
    Given(CutState, Actor, &'a str),
    /// With one.
    Ordered(Uuid, Actor),
}

/// Ends a locked session.
///
/// # Errors
/// The database's own.
pub async fn end(tx: &Tx, known: &PriceCut, how: End<'_>) -> Result<PriceCut, Failure> {
    let (to, order_id, actor, cause) = match how {
        End::Given(to, actor, cause) => (to, None, actor, cause),
        End::Ordered(order, actor) => (CutState::Ordered, Some(order), actor, "ordered"),
    };
    let mut after = PriceCut {
        state: to,
        order_id,
        seed: Some(told_seed(tx.app(), known.id)),
        ended_at: Some(tx.now()),
        ..known.clone()
    };
    if !cuts::end(tx, known, &after).await? {
        return Err(Failure::contention("a price cut moved meanwhile"));
    }
    stepped(tx, known, &after, (actor, cause)).await?;
    timers::cancel(tx, jobs::EXPIRE, known.id.uuid()).await?;
    events::record(tx, &moved(&after)).await?;
    if order_id.is_none() {
        campaigns::give_back(tx, known.campaign_id).await?;
        catalog::free_held(tx, known.id.uuid()).await?;
    }
    after.version = after.version.saturating_add(1);
    Ok(after)
}

/// The row of the timeline, where the state has changed.
///
/// # Errors
/// The database's own.
pub async fn stepped(
    tx: &Tx,
    before: &PriceCut,
    after: &PriceCut,
    (actor, cause): (Actor, &str),
) -> Result<(), Failure> {
    if before.state == after.state {
        return Ok(());
    }
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to: after.state,
        actor,
        cause: cause.to_owned(),
        rule_version: Some(TERMS.to_owned()),
    };
    transitions::record(tx, step).await
}

/// What is told of a session.
pub fn moved(known: &PriceCut) -> PriceCutMoved {
    PriceCutMoved {
        cut: known.id.uuid(),
        campaign: known.campaign_id.uuid(),
        state: known.state.name(),
    }
}
