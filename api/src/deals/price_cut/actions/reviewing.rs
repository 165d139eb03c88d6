//! What staff and the clock do with campaigns.

use platform::events::Delivery;
use platform::kernel::Id;
use platform::timers::Firing;
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, Failure, refusals, timers, transaction};

use super::campaigns::{go, halt, keep};
use crate::catalog::facts::ProductWithdrawn;
use crate::deals::price_cut::campaign::Rejected;
use crate::deals::price_cut::store::campaigns;
use crate::deals::price_cut::{Campaign, CampaignState, jobs};
use crate::identity::{Compliance, Staff};
use crate::operators;

refusals! {
    /// Why a campaign was not decided, in order of precedence.
    pub enum DecideRefusal: "PriceCutCampaignDecideErrorCode", PriceCutCampaignDecideUserError {
        /// There is no such campaign.
        CampaignNotFound at ["id"] says "There is no such campaign.",
        /// You belong to the shop: somebody else decides.
        OwnMatter at ["id"] says "Somebody who has no part in it decides this.",
        /// It does not wait for a decision.
        NotInReview at ["id"] says "This campaign does not wait for a decision.",
        /// Its time is over: it can only be rejected.
        TimesInvalid at ["id"] says "This campaign would be over already.",
    }
}

/// Lets a campaign run, or turns it down with a reason.
///
/// # Errors
/// [`DecideRefusal`], or ours.
pub async fn decide(
    app: &App,
    staff: &Staff<Compliance>,
    id: Id<Campaign>,
    rejected: Option<Rejected>,
) -> Result<Campaign, Error<DecideRefusal>> {
    use DecideRefusal as R;
    let account = staff.person().account_id();
    let actor = Actor::person(ActorKind::Staff, account.uuid());
    transaction!(app, |tx| {
        let known = campaigns::lock(tx, id).await?.ok_or(R::CampaignNotFound)?;
        if operators::is_member(tx.conn(), known.operator_id.uuid(), account).await? {
            return Err(R::OwnMatter.into());
        }
        if known.state != CampaignState::Review {
            return Err(R::NotInReview.into());
        }
        if rejected.is_some() {
            let after = Campaign { state: CampaignState::Rejected, rejected, ..known.clone() };
            return Ok(keep(tx, &known, after, (actor, "turned down")).await?);
        }
        if tx.now() >= known.ends_at {
            return Err(R::TimesInvalid.into());
        }
        timers::set(tx, jobs::OPEN, known.id.uuid(), known.starts_at).await?;
        timers::set(tx, jobs::CLOSE, known.id.uuid(), known.ends_at).await?;
        Ok(go(tx, &known, CampaignState::Scheduled, (actor, "approved")).await?)
    })
}

/// A campaign begins.
///
/// # Errors
/// The database's own.
pub async fn open(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let known = campaigns::lock(tx, Id::from_uuid(firing.aggregate)).await?;
        firing.settle(tx).await?;
        match known.filter(|known| known.state == CampaignState::Scheduled) {
            Some(known) => {
                let why = (Actor::SYSTEM, "it begins");
                go(tx, &known, CampaignState::Running, why).await.map(|_| ())
            }
            None => Ok(()),
        }
    })
}

/// A campaign is over; its sessions run to their own ends.
///
/// # Errors
/// The database's own.
pub async fn close(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let known = campaigns::lock(tx, Id::from_uuid(firing.aggregate)).await?;
        firing.settle(tx).await?;
        let open = |known: &Campaign| {
            matches!(known.state, CampaignState::Scheduled | CampaignState::Running)
        };
        match known.filter(open) {
            Some(known) => {
                timers::cancel(tx, jobs::OPEN, known.id.uuid()).await?;
                let why = (Actor::SYSTEM, "its time is over");
                go(tx, &known, CampaignState::Ended, why).await.map(|_| ())
            }
            None => Ok(()),
        }
    })
}

/// A product was blocked by the platform: nothing of it begins any more.
///
/// # Errors
/// The database's own.
pub async fn withdrawn(app: App, delivery: Delivery) -> Result<(), Failure> {
    let fact = delivery.event.fact::<ProductWithdrawn>()?;
    transaction!(&app, |tx| {
        if let Some(fact) = fact.as_ref().filter(|fact| fact.blocked) {
            let found = campaigns::of_products(tx.conn(), [fact.product]).await?;
            for known in found.into_values().flatten() {
                let Some(known) = campaigns::lock(tx, known.id).await? else { continue };
                if matches!(known.state, CampaignState::Scheduled | CampaignState::Running) {
                    halt(tx, &known, (Actor::SYSTEM, "its product was blocked")).await?;
                }
            }
        }
        delivery.settle(tx).await
    })
}
