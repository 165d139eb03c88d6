//! A campaign is stopped: by its shop, whose forming groups go on; by the platform, or because its
//! product was blocked, and then its forming groups end with it.

use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::Id;
use platform::timers::{self, Firing};
use platform::transitions::{Actor, ActorKind, States as _};
use platform::{App, Error, Failure, refusals, transaction};

use super::{ending, steps};
use crate::catalog::facts::ProductWithdrawn;
use crate::deals::group_buy::campaign::{Campaign, CampaignState};
use crate::deals::group_buy::{jobs, store, terms};
use crate::identity::{Compliance, Person, Staff};
use crate::operators::NotEntitled;

refusals! {
    /// Why a campaign was not stopped, in order of precedence.
    pub enum StopRefusal: "GroupBuyCampaignStopErrorCode", GroupBuyCampaignStopUserError {
        /// There is no such campaign at a shop of yours, and you are no compliance staff.
        CampaignNotFound at ["id"] says "There is no such campaign at a shop of yours.",
        /// Campaigns take a manager or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It is a draft, or was turned down, or is over.
        NothingToStop at ["id"] says "There is nothing to stop here.",
    }
}

/// How many groups one firing ends.
const AT_ONCE: u64 = 20;

/// Stops a campaign. Its shop: no more groups are opened. The platform: those that form are
/// cancelled too, and everybody is refunded.
///
/// # Errors
/// [`StopRefusal`], or ours.
pub async fn stop(
    app: &App,
    person: &Person,
    id: Id<Campaign>,
) -> Result<Campaign, Error<StopRefusal>> {
    use StopRefusal as R;
    let account = person.account_id();
    transaction!(app, |tx| {
        let own = store::campaigns::lock(tx, id.uuid()).await?.ok_or(R::CampaignNotFound)?;
        let by_staff = Staff::<Compliance>::of(person).is_ok();
        let member = super::campaigns::member(tx, person, own.operator_id).await?;
        if by_staff && member.is_err() {
            let staff = Actor::person(ActorKind::Staff, account.uuid());
            if own.cancels_groups {
                return Ok(own);
            }
            if matches!(own.state, CampaignState::Draft | CampaignState::Rejected) {
                return Err(R::NothingToStop.into());
            }
            return Ok(withdraw(tx, &own, (staff, "stopped by the platform")).await?);
        }
        let member = member.map_err(|why| match why {
            NotEntitled::NotMember => R::CampaignNotFound,
            NotEntitled::RoleTooLow => R::RoleTooLow,
            NotEntitled::SecondFactorNeeded => R::SecondFactorNeeded,
        })?;
        if own.state == CampaignState::Stopped {
            return Ok(own);
        }
        let actor = member.actor();
        if !own.state.may_become(CampaignState::Stopped, actor.kind) {
            return Err(R::NothingToStop.into());
        }
        halt(tx, &own).await?;
        let (why, now) = ((actor, "stopped by its shop"), tx.now());
        let moved = steps::campaign(tx, &own, CampaignState::Stopped, why, |after| {
            after.stopped_at = Some(now);
        });
        Ok(moved.await?)
    })
}

/// Its clocks stand still, but for the one by which it is forgotten.
async fn halt(tx: &Tx, own: &Campaign) -> Result<(), Failure> {
    let id = own.id.uuid();
    timers::cancel(tx, jobs::START, id).await?;
    timers::cancel(tx, jobs::END, id).await?;
    let last = time::Duration::hours(i64::from(own.hours)) + terms::FORGET_AFTER;
    timers::set(tx, jobs::FORGET, id, tx.now() + last).await
}

/// Stops a locked campaign with its forming groups; one that is over already loses those it has.
async fn withdraw(tx: &Tx, own: &Campaign, why: steps::Why<'_>) -> Result<Campaign, Failure> {
    timers::set(tx, jobs::SWEEP, own.id.uuid(), tx.now()).await?;
    if own.state.may_become(CampaignState::Stopped, why.0.kind) {
        halt(tx, own).await?;
        let now = tx.now();
        let change = |after: &mut Campaign| {
            (after.stopped_at, after.cancels_groups) = (Some(now), true);
        };
        return steps::campaign(tx, own, CampaignState::Stopped, why, change).await;
    }
    let after = Campaign { cancels_groups: true, ..own.clone() };
    if store::campaigns::put(tx, own.state, &after).await? {
        Ok(after)
    } else {
        Err(Failure::broken("a locked campaign moved"))
    }
}

/// A product was blocked: no deal sells it, and nobody waits for it any longer. One that its shop
/// took from the shelves keeps its groups, which nobody joins any more.
///
/// # Errors
/// The database's own; it is then tried again.
pub async fn product_withdrawn(app: App, delivery: Delivery) -> Result<(), Failure> {
    if let Some(fact) = delivery.event.fact::<ProductWithdrawn>()?
        && fact.blocked
    {
        loop {
            let more: Result<bool, Failure> = transaction!(&app, |tx| {
                let next = store::campaigns::one_to_withdraw(tx, fact.product).await?;
                let Some(id) = next else { return Ok(false) };
                if let Some(own) = store::campaigns::lock(tx, id).await? {
                    withdraw(tx, &own, (Actor::SYSTEM, "its product was blocked")).await?;
                }
                Ok(true)
            });
            if !more? {
                break;
            }
        }
    }
    transaction!(&app, |tx| { delivery.settle(tx).await })
}

/// Ends some forming groups of a stopped campaign, each in a transaction of its own, and comes
/// again while there are more.
///
/// # Errors
/// The database's own; it is then tried again.
pub async fn sweep(app: App, firing: Firing) -> Result<(), Failure> {
    for group in store::groups::open_of(app.reader(), firing.aggregate, AT_ONCE).await? {
        ending::cancel(&app, group, "its campaign was stopped").await?;
    }
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        if !store::groups::open_of(tx.conn(), firing.aggregate, 1).await?.is_empty() {
            timers::set(tx, jobs::SWEEP, firing.aggregate, tx.now()).await?;
        }
        Ok(())
    })
}
