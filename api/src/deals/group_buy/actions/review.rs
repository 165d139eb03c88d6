//! The platform looks at a campaign before anybody sees it; then its clocks run.

use platform::kernel::{Id, Line};
use platform::timers::{self, Firing};
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, Failure, refusals, transaction};

use super::campaigns::is_sound;
use super::steps;
use crate::deals::group_buy::benefit::Funder;
use crate::deals::group_buy::campaign::{Campaign, CampaignState};
use crate::deals::group_buy::{jobs, store, terms};
use crate::identity::{Admin, Compliance, Staff};
use crate::operators;

refusals! {
    /// Why nothing was decided about a campaign, in order of precedence.
    pub enum ReviewRefusal: "GroupBuyCampaignReviewErrorCode", GroupBuyCampaignReviewUserError {
        /// There is no such campaign.
        CampaignNotFound at ["id"] says "There is no such campaign.",
        /// You belong to the shop: somebody else decides.
        OwnMatter at ["id"] says "Somebody who has no part in it decides this.",
        /// Not 1 to 300 characters on one line.
        ReasonInvalid at ["rejection"] says "A reason has 1 to 300 characters on one line.",
        /// It is not handed in, or was decided.
        NotInReview at ["id"] says "There is nothing to decide here.",
        /// The platform's fund would pay its leaders, and nobody has let it: an administrator does,
        /// somebody else than you (`groupBuyCampaignFund`).
        FundingNeeded at ["id"] says "Somebody else has to let the platform pay for this first.",
        /// The product is not on the shelves.
        NotForSale at ["id"] says "This product is not on sale.",
        /// One alone does not cost more by now, or its time is over.
        Unsound at ["id"] says "This campaign cannot be offered any more.",
    }
}

/// Lets a campaign through, or says why not.
///
/// # Errors
/// [`ReviewRefusal`], or ours.
pub async fn review(
    app: &App,
    staff: &Staff<Compliance>,
    id: Id<Campaign>,
    rejection: Option<&str>,
) -> Result<Campaign, Error<ReviewRefusal>> {
    use ReviewRefusal as R;
    let account = staff.person().account_id();
    transaction!(app, |tx| {
        let own = store::campaigns::lock(tx, id.uuid()).await?;
        let own = own.filter(|own| own.state != CampaignState::Draft).ok_or(R::CampaignNotFound)?;
        if operators::is_member(tx.conn(), own.operator_id.uuid(), account).await? {
            return Err(R::OwnMatter.into());
        }
        let reason = rejection.map(Line::<1, 300>::parse).transpose();
        let reason = reason.map_err(|_| R::ReasonInvalid)?.map(Line::into_string);
        if own.state != CampaignState::Review {
            return Err(R::NotInReview.into());
        }
        let draws = own.benefit.is_some_and(|benefit| benefit.funder == Funder::Platform);
        let (to, cause) = if reason.is_some() {
            (CampaignState::Rejected, "turned down")
        } else {
            if draws && own.funded_by.is_none_or(|by| by == account) {
                return Err(R::FundingNeeded.into());
            }
            is_sound(tx, &own)
                .await?
                .map_err(|blocked| if blocked { R::NotForSale } else { R::Unsound })?;
            timers::set(tx, jobs::START, id.uuid(), own.starts_at.max(tx.now())).await?;
            (CampaignState::Scheduled, "let through")
        };
        let why = (Actor::person(ActorKind::Staff, account.uuid()), cause);
        let now = tx.now();
        let moved = steps::campaign(tx, &own, to, why, |after| {
            (after.decided_by, after.decided_at) = (Some(account), Some(now));
            after.rejection = reason;
        });
        Ok(moved.await?)
    })
}

refusals! {
    /// Why the platform's fund was not opened to a campaign, in order of precedence.
    pub enum FundRefusal: "GroupBuyCampaignFundErrorCode", GroupBuyCampaignFundUserError {
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such campaign.
        CampaignNotFound at ["id"] says "There is no such campaign.",
        /// You belong to the shop: somebody else decides.
        OwnMatter at ["id"] says "Somebody who has no part in it decides this.",
        /// It is not handed in, was decided, or does not ask for the platform's money.
        NotInReview at ["id"] says "There is nothing to decide here.",
    }
}

/// Lets the platform's fund pay the leaders of a campaign, up to its cap; somebody else lets the
/// campaign itself through.
///
/// # Errors
/// [`FundRefusal`], or ours.
pub async fn fund(
    app: &App,
    staff: &Staff<Admin>,
    id: Id<Campaign>,
) -> Result<Campaign, Error<FundRefusal>> {
    use FundRefusal as R;
    let person = staff.person();
    let account = person.account_id();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let own = store::campaigns::lock(tx, id.uuid()).await?;
        let own = own.filter(|own| own.state != CampaignState::Draft).ok_or(R::CampaignNotFound)?;
        if operators::is_member(tx.conn(), own.operator_id.uuid(), account).await? {
            return Err(R::OwnMatter.into());
        }
        let draws = own.benefit.is_some_and(|benefit| benefit.funder == Funder::Platform);
        if own.state != CampaignState::Review || !draws {
            return Err(R::NotInReview.into());
        }
        let after = Campaign { funded_by: Some(account), ..own };
        if !store::campaigns::put(tx, after.state, &after).await? {
            return Err(Failure::broken("a locked campaign moved").into());
        }
        Ok(after)
    })
}

/// Its time has come: groups are opened from now on.
///
/// # Errors
/// The database's own.
pub async fn start(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let own = store::campaigns::lock(tx, firing.aggregate).await?;
        firing.settle(tx).await?;
        let Some(own) = own.filter(|own| own.state == CampaignState::Scheduled) else {
            return Ok(());
        };
        timers::set(tx, jobs::END, firing.aggregate, own.ends_at).await?;
        let why = (Actor::SYSTEM, "its time has come");
        steps::campaign(tx, &own, CampaignState::Running, why, |_| ()).await.map(|_| ())
    })
}

/// Its time is over: no more groups are opened, and those that form go on.
///
/// # Errors
/// The database's own.
pub async fn end(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let own = store::campaigns::lock(tx, firing.aggregate).await?;
        firing.settle(tx).await?;
        let Some(own) = own.filter(|own| own.state == CampaignState::Running) else {
            return Ok(());
        };
        let last = time::Duration::hours(i64::from(own.hours)) + terms::FORGET_AFTER;
        timers::set(tx, jobs::FORGET, firing.aggregate, own.ends_at + last).await?;
        let why = (Actor::SYSTEM, "its time is over");
        steps::campaign(tx, &own, CampaignState::Ended, why, |_| ()).await.map(|_| ())
    })
}

/// No group of it can be forming any more: who bought how much is of no more use.
///
/// # Errors
/// The database's own.
pub async fn forget(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        store::identities::forget_campaign(tx, firing.aggregate).await
    })
}
