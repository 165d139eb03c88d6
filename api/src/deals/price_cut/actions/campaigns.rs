//! What a shop does with a campaign: drafts it, hands it in, stops it.

use cut::NoSchedule;
use platform::database::Tx;
use platform::idempotency::{Replay, Request};
use platform::kernel::Id;
use platform::transitions::{self, Actor, ActorKind, Step};
use platform::{App, Error, Failure, refusals, timers, transaction};
use serde::Serialize;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::catalog::{self, Offer, Sku};
use crate::deals::price_cut::campaign::{plan, sound};
use crate::deals::price_cut::store::campaigns;
use crate::deals::price_cut::{Campaign, CampaignState, TERMS, jobs};
use crate::identity::Person;
use crate::operators::{self, MemberRole, NotEntitled, Operator};

/// The longest that a campaign runs.
const LONGEST: Duration = Duration::days(90);

/// What a shop offers to have cut.
#[derive(Debug, Clone, Serialize)]
pub struct CampaignInput {
    pub sku_id: Id<Sku>,
    pub floor_minor: i64,
    pub most_helps: i32,
    pub parts_bought: i32,
    pub hours: i32,
    pub stock: i32,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
}

refusals! {
    /// Why a campaign was not drafted, in order of precedence.
    pub enum CreateRefusal: "PriceCutCampaignCreateErrorCode", PriceCutCampaignCreateUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"]
            says "This key was used with another input.",
        /// No such variant, or you are no member of its shop.
        SkuNotFound at ["skuId"] says "There is no such variant of yours.",
        /// Deals take a manager or an owner.
        RoleTooLow at [] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// The floor is one fen or more and below the list price, which is at most ten million.
        PriceInvalid at ["floorMinor"] says "A floor is 0.01 or more and below the list price.",
        /// 2 to 100 helps, and no more than there are fen to cut.
        HelpsInvalid at ["mostHelps"]
            says "A cut has 2 to 100 helps, each of at least 0.01.",
        /// A help by buying takes 1 to 10 parts, and no more than there are.
        PartsInvalid at ["partsBought"] says "A help by buying takes 1 to 10 parts.",
        /// A session lasts 1 to 72 hours.
        HoursInvalid at ["hours"] says "A session lasts 1 to 72 hours.",
        /// 1 to 100,000 pieces.
        StockInvalid at ["stock"] says "A campaign has 1 to 100,000 pieces.",
        /// It ends after it starts, in the future, and within 90 days.
        TimesInvalid at ["endsAt"] says "A campaign ends in the future and within 90 days.",
    }
}

refusals! {
    /// Why a campaign was not handed in, in order of precedence.
    pub enum HandInRefusal: "PriceCutCampaignSubmitErrorCode", PriceCutCampaignSubmitUserError {
        /// No such campaign, or you are no member of its shop.
        CampaignNotFound at ["id"] says "There is no such campaign of yours.",
        /// Deals take a manager or an owner.
        RoleTooLow at [] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It is no draft any more.
        NotDraft at ["id"] says "This campaign was handed in before.",
        /// The product is not on the shelves.
        NotForSale at ["id"] says "This product is not for sale now.",
        /// The list price is another one by now: draft it anew.
        PriceChanged at ["id"] says "The list price has changed since.",
        /// Its time is over already.
        TimesInvalid at ["id"] says "This campaign would be over already.",
    }
}

refusals! {
    /// Why a campaign was not stopped, in order of precedence.
    pub enum StopRefusal: "PriceCutCampaignStopErrorCode", PriceCutCampaignStopUserError {
        /// No such campaign, or you are no member of its shop.
        CampaignNotFound at ["id"] says "There is no such campaign of yours.",
        /// Deals take a manager or an owner.
        RoleTooLow at [] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It does not run.
        NotRunning at ["id"] says "This campaign does not run.",
    }
}

/// Drafts a campaign. The start of its cuts is the list price of this moment.
///
/// # Errors
/// [`CreateRefusal`], or ours.
pub async fn create(
    app: &App,
    person: &Person,
    key: &str,
    input: &CampaignInput,
) -> Result<Campaign, Error<CreateRefusal>> {
    use CreateRefusal as R;
    let principal = person.account_id().to_string();
    let request = Request::new(&principal, "priceCutCampaignCreate", key, input);
    let request = request.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        match request.replay::<Uuid>(tx.conn(), tx.now()).await? {
            Replay::Answered(id) => {
                let kept = campaigns::by_id(tx.conn(), Id::from_uuid(id)).await?;
                return kept.ok_or_else(|| Failure::broken("a kept campaign is gone").into());
            }
            Replay::Conflict => return Err(R::IdempotencyConflict.into()),
            Replay::First => {}
        }
        let offer = offer(tx, input.sku_id).await?.ok_or(R::SkuNotFound)?;
        entitled(tx, person, offer.operator.id).await?.map_err(|why| match why {
            NotEntitled::NotMember => R::SkuNotFound,
            NotEntitled::RoleTooLow => R::RoleTooLow,
            NotEntitled::SecondFactorNeeded => R::SecondFactorNeeded,
        })?;
        let draft = draft(tx, &offer, input)?;
        campaigns::insert(tx, &draft).await?;
        request.keep(tx, &draft.id.uuid()).await?;
        Ok(draft)
    })
}

fn draft(tx: &Tx, offer: &Offer, input: &CampaignInput) -> Result<Campaign, CreateRefusal> {
    use CreateRefusal as R;
    let (start_minor, now) = (offer.sku.price.minor(), tx.now());
    let wanted = plan((start_minor, input.floor_minor), input.most_helps, input.parts_bought);
    sound(wanted).map_err(|why| match why {
        NoSchedule::Prices => R::PriceInvalid,
        NoSchedule::Parts => R::HelpsInvalid,
        NoSchedule::PartsBought => R::PartsInvalid,
    })?;
    if !(1..=72).contains(&input.hours) {
        return Err(R::HoursInvalid);
    }
    if !(1..=100_000).contains(&input.stock) {
        return Err(R::StockInvalid);
    }
    let in_time =
        input.starts_at < input.ends_at && now < input.ends_at && input.ends_at <= now + LONGEST;
    if !in_time {
        return Err(R::TimesInvalid);
    }
    Ok(Campaign {
        id: tx.app().new_id(),
        operator_id: offer.operator.id,
        product_id: offer.product.id,
        sku_id: offer.sku.id,
        state: CampaignState::Draft,
        currency: offer.sku.price.currency(),
        start_minor,
        floor_minor: input.floor_minor,
        parts: input.most_helps,
        parts_bought: input.parts_bought,
        hours: input.hours,
        stock: input.stock,
        taken: 0,
        terms: TERMS.to_owned(),
        starts_at: input.starts_at,
        ends_at: input.ends_at,
        rejected: None,
        created_at: now,
        version: 1,
    })
}

/// A variant as it is on offer.
///
/// # Errors
/// The database's own.
pub async fn offer(tx: &Tx, sku: Id<Sku>) -> Result<Option<Offer>, Failure> {
    Ok(catalog::offers(tx.conn(), [sku.uuid()]).await?.remove(&sku.uuid()))
}

async fn entitled(
    tx: &Tx,
    person: &Person,
    operator: Id<Operator>,
) -> Result<Result<(), NotEntitled>, Failure> {
    let told = operators::entitled(tx, person, operator, MemberRole::Manager).await?;
    Ok(told.map(|_| ()))
}

/// Hands a draft in; staff look at it.
///
/// # Errors
/// [`HandInRefusal`], or ours.
pub async fn hand_in(
    app: &App,
    person: &Person,
    id: Id<Campaign>,
) -> Result<Campaign, Error<HandInRefusal>> {
    use HandInRefusal as R;
    transaction!(app, |tx| {
        let known = campaigns::lock(tx, id).await?.ok_or(R::CampaignNotFound)?;
        entitled(tx, person, known.operator_id).await?.map_err(|why| match why {
            NotEntitled::NotMember => R::CampaignNotFound,
            NotEntitled::RoleTooLow => R::RoleTooLow,
            NotEntitled::SecondFactorNeeded => R::SecondFactorNeeded,
        })?;
        if known.state != CampaignState::Draft {
            return Err(R::NotDraft.into());
        }
        let offer = offer(tx, known.sku_id).await?.ok_or(R::NotForSale)?;
        if !offer.is_on_the_shelves() {
            return Err(R::NotForSale.into());
        }
        if offer.sku.price.minor() != known.start_minor {
            return Err(R::PriceChanged.into());
        }
        if tx.now() >= known.ends_at {
            return Err(R::TimesInvalid.into());
        }
        let actor = Actor::person(ActorKind::Operator, person.account_id().uuid());
        Ok(go(tx, &known, CampaignState::Review, (actor, "handed in")).await?)
    })
}

/// Stops a campaign: no session begins any more. Those that run keep their terms to their end
/// (PC-5).
///
/// # Errors
/// [`StopRefusal`], or ours.
pub async fn stop(
    app: &App,
    person: &Person,
    id: Id<Campaign>,
) -> Result<Campaign, Error<StopRefusal>> {
    use StopRefusal as R;
    transaction!(app, |tx| {
        let known = campaigns::lock(tx, id).await?.ok_or(R::CampaignNotFound)?;
        entitled(tx, person, known.operator_id).await?.map_err(|why| match why {
            NotEntitled::NotMember => R::CampaignNotFound,
            NotEntitled::RoleTooLow => R::RoleTooLow,
            NotEntitled::SecondFactorNeeded => R::SecondFactorNeeded,
        })?;
        if !matches!(known.state, CampaignState::Scheduled | CampaignState::Running) {
            return Err(R::NotRunning.into());
        }
        let actor = Actor::person(ActorKind::Operator, person.account_id().uuid());
        Ok(halt(tx, &known, (actor, "stopped by its shop")).await?)
    })
}

/// Ends a locked campaign before its time.
///
/// # Errors
/// The database's own.
pub async fn halt(tx: &Tx, known: &Campaign, why: (Actor, &str)) -> Result<Campaign, Failure> {
    timers::cancel(tx, jobs::OPEN, known.id.uuid()).await?;
    timers::cancel(tx, jobs::CLOSE, known.id.uuid()).await?;
    go(tx, known, CampaignState::Stopped, why).await
}

/// A locked campaign moves on.
///
/// # Errors
/// The database's own.
pub async fn go(
    tx: &Tx,
    before: &Campaign,
    to: CampaignState,
    (actor, cause): (Actor, &str),
) -> Result<Campaign, Failure> {
    keep(tx, before, Campaign { state: to, ..before.clone() }, (actor, cause)).await
}

/// Keeps a campaign that has moved, with the row of its timeline.
///
/// # Errors
/// The database's own.
pub async fn keep(
    tx: &Tx,
    before: &Campaign,
    mut after: Campaign,
    (actor, cause): (Actor, &str),
) -> Result<Campaign, Failure> {
    if !campaigns::put(tx, before, &after).await? {
        return Err(Failure::contention("a campaign moved meanwhile"));
    }
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to: after.state,
        actor,
        cause: cause.to_owned(),
        rule_version: Some(before.terms.clone()),
    };
    transitions::record(tx, step).await?;
    after.version = after.version.saturating_add(1);
    Ok(after)
}
