//! A buyer begins a session: its terms and its whole schedule are fixed, its piece is held.

use platform::database::Tx;
use platform::idempotency::{Replay, Request};
use platform::kernel::{Country, Id};
use platform::{App, Error, Failure, events, refusals, timers, transaction};
use time::Duration;
use uuid::Uuid;

use super::campaigns::offer;
use super::ending::moved;
use crate::catalog::{self, Channel, Wanted};
use crate::deals::price_cut::store::{campaigns, cuts};
use crate::deals::price_cut::{Campaign, CutState, PriceCut, jobs};
use crate::identity::{self, Account, Person};
use crate::operators;

refusals! {
    /// Why a session did not begin, in order of precedence.
    pub enum StartRefusal: "PriceCutStartErrorCode", PriceCutStartUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"]
            says "This key was used with another input.",
        /// Your account is stopped, or a guardian has to answer for it first.
        MayNotAct at [] says "Your account cannot begin this now.",
        /// There is no such campaign.
        CampaignNotFound at ["campaignId"] says "There is no such campaign.",
        /// It does not run now.
        NotRunning at ["campaignId"] says "This campaign does not run now.",
        /// You are a member of the shop; it does not buy from itself.
        OwnShop at ["campaignId"] says "A shop does not buy from itself.",
        /// The product is not for sale now.
        NotForSale at ["campaignId"] says "This is not for sale now.",
        /// The list price is not the one that would be cut.
        PriceChanged at ["campaignId"] says "The list price has changed.",
        /// You have one that runs or was ordered, perhaps with another account.
        AlreadyStarted at ["campaignId"] says "You have one of these already.",
        /// All pieces of the campaign are taken by sessions.
        StockGone at ["campaignId"] says "All pieces of this campaign are taken.",
        /// The shop has no piece left.
        SoldOut at ["campaignId"] says "There is no piece left.",
    }
}

/// Begins a session of a campaign, one for each person (PC-11: its piece is held from now on).
///
/// # Errors
/// [`StartRefusal`], or ours.
pub async fn start(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Campaign>,
) -> Result<PriceCut, Error<StartRefusal>> {
    use StartRefusal as R;
    let owner = person.account_id();
    let principal = owner.to_string();
    let request = Request::new(&principal, "priceCutStart", key, &id);
    let request = request.ok_or(R::IdempotencyKeyInvalid)?;
    let place = person.place(app);
    let gone = || Failure::broken("a kept session is gone");
    let started = transaction!(app, |tx| {
        match request.replay::<Uuid>(tx.conn(), tx.now()).await? {
            Replay::Answered(id) => {
                let kept = cuts::by_id(tx.conn(), Id::from_uuid(id)).await?;
                return kept.ok_or_else(|| gone().into());
            }
            Replay::Conflict => return Err(R::IdempotencyConflict.into()),
            Replay::First => {}
        }
        person.may_act().map_err(|_| R::MayNotAct)?;
        let campaign = campaigns::by_id(tx.conn(), id).await?;
        let campaign = campaign.filter(Campaign::is_public).ok_or(R::CampaignNotFound)?;
        may_begin(tx, owner, &campaign).await?;
        let marks = identity::marks(tx, owner).await?;
        if cuts::has_one(tx, campaign.id, &marks).await? {
            return Err(R::AlreadyStarted.into());
        }
        let begun = begin(tx, owner, &campaign, place.clone());
        cuts::insert(tx, &begun).await.map_err(|failure| {
            failure.or_refuse("uq_price_cut__campaign_id__owner_id", R::AlreadyStarted)
        })?;
        cuts::mark(tx, begun.id, &marks, true).await?;
        timers::set(tx, jobs::EXPIRE, begun.id.uuid(), begun.deadline).await?;
        events::record(tx, &moved(&begun)).await?;
        request.keep(tx, &begun.id.uuid()).await?;
        // What others wait for comes last.
        if !campaigns::take(tx, campaign.id).await? {
            return Err(R::StockGone.into());
        }
        let piece = Wanted { sku: campaign.sku_id, quantity: 1, unit_minor: campaign.start_minor };
        if !catalog::hold(tx, begun.id.uuid(), &piece).await? {
            return Err(R::SoldOut.into());
        }
        Ok(begun)
    });
    if let Err(Error::Refused(_)) = started
        && let Some(id) = request.meanwhile::<Uuid>(app).await?
    {
        let kept = cuts::by_id(app.reader(), Id::from_uuid(id)).await?;
        return kept.ok_or_else(|| gone().into());
    }
    started
}

async fn may_begin(
    tx: &Tx,
    owner: Id<Account>,
    campaign: &Campaign,
) -> Result<(), Error<StartRefusal>> {
    use StartRefusal as R;
    let now = tx.now();
    if !campaign.is_open(now) {
        return Err(R::NotRunning.into());
    }
    if operators::is_member(tx.conn(), campaign.operator_id.uuid(), owner).await? {
        return Err(R::OwnShop.into());
    }
    let offer = offer(tx, campaign.sku_id).await?.ok_or(R::NotForSale)?;
    if offer.check(Channel::Domestic, Country::CN, now).is_err() {
        return Err(R::NotForSale.into());
    }
    if offer.sku.price.minor() != campaign.start_minor {
        return Err(R::PriceChanged.into());
    }
    Ok(())
}

fn begin(tx: &Tx, owner: Id<Account>, campaign: &Campaign, place: String) -> PriceCut {
    let now = tx.now();
    let deadline = now + Duration::hours(campaign.hours.into());
    let mut begun = PriceCut {
        id: tx.app().new_id(),
        campaign_id: campaign.id,
        owner_id: owner,
        state: CutState::Started,
        start_minor: campaign.start_minor,
        floor_minor: campaign.floor_minor,
        price_minor: campaign.start_minor,
        parts: campaign.parts,
        parts_bought: campaign.parts_bought,
        parts_gone: 0,
        helps: 0,
        commitment: String::new(),
        seed: None,
        place,
        started_at: now,
        deadline,
        buy_by: deadline,
        ended_at: None,
        order_id: None,
        version: 1,
    };
    begun.commitment = begun.bind(tx.app(), campaign);
    begun
}

/// Whether somebody may ask others to a session: it is theirs, and still takes helps.
///
/// # Errors
/// The database's own.
pub async fn may_invite(tx: &Tx, who: Id<Account>, id: Uuid) -> Result<bool, Failure> {
    let known = cuts::by_id(tx.conn(), Id::from_uuid(id)).await?;
    let now = tx.now();
    Ok(known.is_some_and(|known| known.owner_id == who && known.takes_helps(now)))
}
