//! The owner orders the piece at the price of the moment; that ends the session.

use platform::idempotency::{Replay, Request};
use platform::kernel::{Id, Money};
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, Failure, refusals, transaction};
use serde::Serialize;
use uuid::Uuid;

use super::ending::{End, end};
use crate::catalog::Channel;
use crate::deals::invitation::{Attribution, Deal, store as invitations};
use crate::deals::price_cut::store::{campaigns, cuts};
use crate::deals::price_cut::{Campaign, PAY_WITHIN, PriceCut};
use crate::identity::Person;
use crate::orders::{self, DealPurchase, LineBar, PostalAddress, Promotion, Quote, SubmitRefusal};

/// How the owner orders.
#[derive(Debug, Clone, Serialize)]
pub struct BuyInput {
    pub cut_id: Id<PriceCut>,
    pub address_id: Id<PostalAddress>,
    pub no_cooling_off_confirmed: bool,
    /// Nothing in a preview.
    pub seen_total_minor: Option<i64>,
}

refusals! {
    /// Why it was not ordered, in order of precedence.
    pub enum BuyRefusal: "PriceCutBuyErrorCode", PriceCutBuyUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"]
            says "This key was used with another input.",
        /// There is no such session of yours.
        PriceCutNotFound at ["id"] says "There is no such price cut of yours.",
        /// It is ordered, given up or over.
        Ended at ["id"] says "This price cut has ended.",
        /// Your account is stopped, or a guardian has to answer for it first.
        MayNotAct at [] says "Your account cannot order anything now.",
        /// There is no such address in your book.
        AddressNotFound at ["addressId"] says "There is no such address of yours.",
        /// You are a member of the shop; it does not buy from itself.
        OwnShop at ["id"] says "A shop does not buy from itself.",
        /// It may not be sold there now.
        NotForSale at ["id"] says "This is not for sale there now.",
        /// The shop does not send there.
        NotSentThere at ["addressId"] says "This shop does not send to that place.",
        /// All of it costs something else than you saw: look at the preview again.
        TotalChanged at ["seenTotalMinor"] says "The total has changed. Look at it again.",
    }
}

impl BuyRefusal {
    fn of(why: SubmitRefusal) -> Option<Self> {
        Some(match why {
            SubmitRefusal::MayNotAct => Self::MayNotAct,
            SubmitRefusal::AddressNotFound => Self::AddressNotFound,
            SubmitRefusal::OwnShop(_) => Self::OwnShop,
            SubmitRefusal::Line(_, LineBar::NotForSale(_)) => Self::NotForSale,
            SubmitRefusal::NotSentThere(_) => Self::NotSentThere,
            SubmitRefusal::TotalChanged => Self::TotalChanged,
            // One piece of a variant that there is, held since the start, of one currency.
            _ => return None,
        })
    }
}

fn wanted(cut: &PriceCut, campaign: &Campaign, input: &BuyInput, app: &App) -> DealPurchase {
    DealPurchase {
        address_id: input.address_id,
        channel: Channel::Domestic,
        sku_id: campaign.sku_id,
        quantity: 1,
        no_cooling_off_confirmed: input.no_cooling_off_confirmed,
        seen_total_minor: input.seen_total_minor,
        promotion: Promotion {
            id: cut.id.to_string(),
            title: "Price cut".to_owned(),
            unit: Money::new(cut.price_minor, campaign.currency),
        },
        waits_for_group: false,
        pay_by: app.now() + PAY_WITHIN,
        held_by: Some(cut.id.uuid()),
    }
}

/// Orders at the price of the moment, or at the list price where that is lower by now (PC-5).
///
/// # Errors
/// [`BuyRefusal`], or ours.
pub async fn buy(
    app: &App,
    person: &Person,
    key: &str,
    input: &BuyInput,
) -> Result<PriceCut, Error<BuyRefusal>> {
    use BuyRefusal as R;
    let owner = person.account_id();
    let principal = owner.to_string();
    let request = Request::new(&principal, "priceCutBuy", key, input);
    let request = request.ok_or(R::IdempotencyKeyInvalid)?;
    let (place, network) = (person.place(app), person.network(app));
    let bought = transaction!(app, |tx| {
        // The lock first: of two requests with one key the second then finds what the first did.
        let cut = cuts::lock(tx, input.cut_id).await?.filter(|cut| cut.owner_id == owner);
        let replayed = request.replay::<Uuid>(tx.conn(), tx.now()).await?;
        if matches!(replayed, Replay::Conflict) {
            return Err(R::IdempotencyConflict.into());
        }
        let cut = cut.ok_or(R::PriceCutNotFound)?;
        if matches!(replayed, Replay::Answered(_)) {
            return Ok(cut);
        }
        if !cut.is_open(tx.now()) {
            return Err(R::Ended.into());
        }
        let campaign = campaigns::by_id(tx.conn(), cut.campaign_id).await?;
        let campaign = campaign.ok_or_else(|| Failure::broken("a session without a campaign"))?;
        let wanted = wanted(&cut, &campaign, input, tx.app());
        let order = orders::buy_in_deal(tx, person, &wanted).await.map_err(translated)?;
        let due = Attribution {
            order: order.id.uuid(),
            invitation: None,
            inviter: None,
            deal: Deal::PriceCut(cut.id.uuid()),
            post: None,
            place: place.clone(),
            network: network.clone(),
            at: tx.now(),
        };
        invitations::attribute(tx, &due).await?;
        let actor = Actor::person(ActorKind::Buyer, owner.uuid());
        let ended = end(tx, &cut, End::Ordered(order.id.uuid(), actor)).await?;
        request.keep(tx, &order.id.uuid()).await?;
        Ok(ended)
    });
    if bought.is_ok() {
        orders::committed(app)?;
    }
    bought
}

fn translated(why: Error<SubmitRefusal>) -> Error<BuyRefusal> {
    match why {
        Error::Refused(refused) => match BuyRefusal::of(refused.code) {
            Some(code) => code.into(),
            None => Failure::broken("a held piece that cannot be ordered").into(),
        },
        Error::Failed(failure) => failure.into(),
    }
}

/// What ordering would cost, and what stands against it; nothing unless it is theirs and runs.
///
/// # Errors
/// The database's own.
pub async fn preview(
    app: &App,
    person: &Person,
    input: &BuyInput,
) -> Result<Option<(Option<Quote>, Vec<SubmitRefusal>)>, Failure> {
    let cut = cuts::by_id(app.reader(), input.cut_id).await?;
    let now = app.now();
    let own = |cut: &PriceCut| cut.owner_id == person.account_id() && cut.is_open(now);
    let Some(cut) = cut.filter(own) else { return Ok(None) };
    let Some(campaign) = campaigns::by_id(app.reader(), cut.campaign_id).await? else {
        return Ok(None);
    };
    let wanted = wanted(&cut, &campaign, input, app);
    orders::preview_in_deal(app, person, &wanted).await.map(Some)
}
