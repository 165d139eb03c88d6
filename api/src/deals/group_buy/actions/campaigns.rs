//! A shop plans a campaign and hands it in.

use platform::database::Tx;
use platform::idempotency::{Replay, Request};
use platform::kernel::{Id, Money};
use platform::{App, Error, Failure, refusals, transaction};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::steps;
use crate::catalog::{self, Offer, Sku};
use crate::deals::group_buy::benefit::Funder;
use crate::deals::group_buy::campaign::{Benefit, Campaign, CampaignState, Plan, Unsound};
use crate::deals::group_buy::{store, terms};
use crate::identity::Person;
use crate::operators::{self, Member, MemberRole, NotEntitled, Operator};

refusals! {
    /// Why a campaign was not planned, in order of precedence.
    pub enum CreateRefusal: "GroupBuyCampaignCreateErrorCode", GroupBuyCampaignCreateUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// There is no such variant at a shop of yours.
        SkuNotFound at ["skuId"] says "There is no such variant at a shop of yours.",
        /// Campaigns take a manager or an owner.
        RoleTooLow at ["skuId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// The product is not on the shelves: nothing that is blocked is sold by a deal.
        NotForSale at ["skuId"] says "This product is not on sale.",
        /// Not 2 to 50.
        SizeInvalid at ["size"] says "A group has 2 to 50 members.",
        /// Not 1 to 72.
        HoursInvalid at ["hours"] says "A group forms for 1 to 72 hours.",
        /// It ends before it starts, has ended already, or runs for more than 90 days.
        TimesInvalid at ["endsAt"] says "It ends after it starts, and within 90 days.",
        /// Fewer pieces than one group has members, or more than a million.
        StockInvalid at ["stock"] says "There is at least one piece for each member of a group.",
        /// Not 1 to 999.
        MostPerPersonInvalid at ["mostPerPerson"] says "A person buys 1 to 999 pieces.",
        /// Not above zero, or not below what one costs alone.
        PriceInvalid at ["groupPriceMinor"] says "In a group it costs less than alone.",
        /// Above the price of one piece, above its own cap, below one, or without who pays it.
        BenefitInvalid at ["leaderBenefit"] says "A benefit is at most the price, with a cap.",
    }
}

refusals! {
    /// Why a campaign was not handed in, in order of precedence.
    pub enum SubmitCampaignRefusal: "GroupBuyCampaignSubmitErrorCode",
    GroupBuyCampaignSubmitUserError {
        /// There is no such campaign at a shop of yours.
        CampaignNotFound at ["id"] says "There is no such campaign at a shop of yours.",
        /// Campaigns take a manager or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It was handed in already.
        NotDraft at ["id"] says "This campaign was handed in already.",
        /// The product is not on the shelves.
        NotForSale at ["id"] says "This product is not on sale.",
        /// One alone does not cost more by now, or its time is over.
        Unsound at ["id"] says "This campaign cannot be offered any more. Plan a new one.",
    }
}

/// What a shop plans.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CampaignInput {
    pub sku_id: Id<Sku>,
    pub unit_minor: i64,
    pub size: i32,
    pub hours: i32,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub stock: i32,
    pub most_per_person: i32,
    pub benefit: Option<BenefitInput>,
}

/// What a shop plans for leaders.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct BenefitInput {
    pub amount_minor: i64,
    pub funder: Funder,
    pub cap_minor: i64,
}

impl CampaignInput {
    fn plan(&self) -> Plan {
        let benefit = self.benefit;
        Plan {
            unit_minor: self.unit_minor,
            size: self.size,
            hours: self.hours,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            stock: self.stock,
            most_per_person: self.most_per_person,
            benefit_minor: benefit.map_or(0, |benefit| benefit.amount_minor),
            benefit_funder: benefit.map(|benefit| benefit.funder),
            benefit_cap_minor: benefit.map_or(0, |benefit| benefit.cap_minor),
        }
    }
}

impl From<Unsound> for CreateRefusal {
    fn from(why: Unsound) -> Self {
        match why {
            Unsound::Size => Self::SizeInvalid,
            Unsound::Hours => Self::HoursInvalid,
            Unsound::Times => Self::TimesInvalid,
            Unsound::Stock => Self::StockInvalid,
            Unsound::MostPerPerson => Self::MostPerPersonInvalid,
            Unsound::Price => Self::PriceInvalid,
            Unsound::Benefit => Self::BenefitInvalid,
        }
    }
}

/// Plans a campaign for a variant of a shop. It is a draft that nobody else sees.
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
    let request = Request::new(&principal, "groupBuyCampaignCreate", key, input);
    let request = request.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        match request.replay::<Uuid>(tx.conn(), tx.now()).await? {
            Replay::Answered(id) => return again(tx, id).await,
            Replay::Conflict => return Err(R::IdempotencyConflict.into()),
            Replay::First => {}
        }
        let offer = offer(tx, input.sku_id).await?.ok_or(R::SkuNotFound)?;
        member(tx, person, offer.operator.id).await?.map_err(|why| match why {
            NotEntitled::NotMember => R::SkuNotFound,
            NotEntitled::RoleTooLow => R::RoleTooLow,
            NotEntitled::SecondFactorNeeded => R::SecondFactorNeeded,
        })?;
        if !offer.is_on_the_shelves() {
            return Err(R::NotForSale.into());
        }
        input.plan().check(offer.sku.price.minor(), tx.now()).map_err(R::from)?;
        let new = drafted(tx, person, input, &offer);
        store::campaigns::insert(tx, &new).await?;
        request.keep(tx, &new.id.uuid()).await?;
        Ok(new)
    })
}

fn drafted(tx: &Tx, person: &Person, input: &CampaignInput, offer: &Offer) -> Campaign {
    let money = |minor| Money::new(minor, offer.sku.price.currency());
    Campaign {
        id: tx.app().new_id(),
        operator_id: offer.operator.id,
        product_id: offer.product.id,
        sku_id: offer.sku.id,
        state: CampaignState::Draft,
        solo: offer.sku.price,
        unit: money(input.unit_minor),
        size: input.size,
        hours: input.hours,
        starts_at: input.starts_at,
        ends_at: input.ends_at,
        stock: input.stock,
        taken: 0,
        most_per_person: input.most_per_person,
        benefit: input.benefit.map(|benefit| Benefit {
            amount: money(benefit.amount_minor),
            funder: benefit.funder,
            cap: money(benefit.cap_minor),
            promised: money(0),
        }),
        terms_version: terms::VERSION.to_owned(),
        created_by: person.account_id(),
        created_at: tx.now(),
        submitted_at: None,
        decided_by: None,
        decided_at: None,
        rejection: None,
        stopped_at: None,
        cancels_groups: false,
        funded_by: None,
    }
}

async fn again(tx: &Tx, id: Uuid) -> Result<Campaign, Error<CreateRefusal>> {
    let found = store::campaigns::many(tx.conn(), [id]).await?.pop();
    found.ok_or_else(|| Failure::broken("a kept answer names a campaign that is gone").into())
}

/// A variant as it is on offer now.
pub(super) async fn offer(tx: &Tx, sku: Id<Sku>) -> Result<Option<Offer>, Failure> {
    Ok(catalog::offers(tx.conn(), [sku.uuid()]).await?.remove(&sku.uuid()))
}

pub(super) async fn member(
    tx: &Tx,
    person: &Person,
    operator: Id<Operator>,
) -> Result<Result<Member, NotEntitled>, Failure> {
    operators::entitled(tx, person, operator, MemberRole::Manager).await
}

/// Whether a campaign can still be offered: its product is on the shelves, and one alone costs
/// more. Where not, whether it is for the shelves.
pub(super) async fn is_sound(tx: &Tx, own: &Campaign) -> Result<Result<(), bool>, Failure> {
    let Some(offer) = offer(tx, own.sku_id).await?.filter(Offer::is_on_the_shelves) else {
        return Ok(Err(true));
    };
    let sound = own.unit.minor() < offer.sku.price.minor() && tx.now() < own.ends_at;
    Ok(if sound { Ok(()) } else { Err(false) })
}

/// Hands a draft in, to be looked at. The same again is the same.
///
/// # Errors
/// [`SubmitCampaignRefusal`], or ours.
pub async fn submit(
    app: &App,
    person: &Person,
    id: Id<Campaign>,
) -> Result<Campaign, Error<SubmitCampaignRefusal>> {
    use SubmitCampaignRefusal as R;
    transaction!(app, |tx| {
        let own = store::campaigns::lock(tx, id.uuid()).await?.ok_or(R::CampaignNotFound)?;
        let member = member(tx, person, own.operator_id).await?.map_err(|why| match why {
            NotEntitled::NotMember => R::CampaignNotFound,
            NotEntitled::RoleTooLow => R::RoleTooLow,
            NotEntitled::SecondFactorNeeded => R::SecondFactorNeeded,
        })?;
        match own.state {
            CampaignState::Draft => {}
            CampaignState::Review => return Ok(own),
            _ => return Err(R::NotDraft.into()),
        }
        is_sound(tx, &own)
            .await?
            .map_err(|blocked| if blocked { R::NotForSale } else { R::Unsound })?;
        let why = (member.actor(), "handed in by its shop");
        let now = tx.now();
        let moved = steps::campaign(tx, &own, CampaignState::Review, why, |after| {
            after.submitted_at = Some(now);
        });
        Ok(moved.await?)
    })
}
