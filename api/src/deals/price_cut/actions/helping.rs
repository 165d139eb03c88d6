//! Somebody helps: by opening an invitation, or by buying the same item.

use platform::database::Tx;
use platform::events::Delivery;
use platform::idempotency::{Replay, Request};
use platform::kernel::calendar::{day_of, end_of};
use platform::kernel::{Country, Id};
use platform::timers;
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, Failure, events, refusals, transaction};
use uuid::Uuid;

use super::campaigns::offer;
use super::ending::{moved, stepped};
use crate::catalog::Channel;
use crate::deals::invitation::{Deal, NotRedeemed, actions::redeeming, store as invitations};
use crate::deals::price_cut::cut::next;
use crate::deals::price_cut::fairness::{Evidence, RULES, Weighed};
use crate::deals::price_cut::help::HelpKind;
use crate::deals::price_cut::store::{campaigns, cuts, helps};
use crate::deals::price_cut::{CutState, Help, HelpState, ORDER_WITHIN, PriceCut, jobs};
use crate::identity::{self, Account, Person};
use crate::orders::facts::OrderToShip;
use crate::orders::{self, Order};

refusals! {
    /// Why a help was not taken, in order of precedence.
    pub enum HelpRefusal: "PriceCutHelpErrorCode", PriceCutHelpUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"]
            says "This key was used with another input.",
        /// Your account is stopped, or a guardian has to answer for it first.
        MayNotAct at [] says "Your account cannot help now.",
        /// The invitation is forged, or is to something else.
        InvitationInvalid at ["token"] says "This is no invitation to a price cut.",
        /// It is your own, perhaps of another account of yours.
        SelfHelp at ["token"] says "Nobody helps at their own price cut.",
        /// You have helped already, perhaps with another account.
        AlreadyHelped at ["token"] says "You have helped here already.",
        /// The price cut is won, or over.
        Ended at ["token"] says "This price cut takes no more helps.",
        /// The item is not for sale now.
        NotForSale at ["token"] says "This is not for sale now.",
        /// Its inviter took the invitation back.
        InvitationRevoked at ["token"] says "This invitation was taken back.",
        /// The time of the invitation is over.
        InvitationExpired at ["token"] says "This invitation has expired.",
        /// As many as the invitation was for have come.
        InvitationUsedUp at ["token"] says "This invitation is used up.",
        /// You have helped five times today; see `retryAt`.
        LimitReached at [] says "You can help five times a day.",
    }
}

impl From<NotRedeemed> for HelpRefusal {
    fn from(why: NotRedeemed) -> Self {
        match why {
            NotRedeemed::Unknown => Self::InvitationInvalid,
            NotRedeemed::Revoked => Self::InvitationRevoked,
            NotRedeemed::Expired => Self::InvitationExpired,
            NotRedeemed::UsedUp => Self::InvitationUsedUp,
        }
    }
}

/// Helps by opening an invitation. The help counts at once, or is held with a reason.
///
/// # Errors
/// [`HelpRefusal`], or ours.
pub async fn open(
    app: &App,
    person: &Person,
    key: &str,
    token: &str,
) -> Result<Help, Error<HelpRefusal>> {
    use HelpRefusal as R;
    let helper = person.account_id();
    let principal = helper.to_string();
    let request = Request::new(&principal, "priceCutHelp", key, &token);
    let request = request.ok_or(R::IdempotencyKeyInvalid)?;
    let (place, network) = (person.place(app), person.network(app));
    let gone = || Failure::broken("a kept help is gone");
    let helped = transaction!(app, |tx| {
        match request.replay::<Uuid>(tx.conn(), tx.now()).await? {
            Replay::Answered(id) => {
                let kept = helps::by_id(tx.conn(), Id::from_uuid(id)).await?;
                return kept.ok_or_else(|| gone().into());
            }
            Replay::Conflict => return Err(R::IdempotencyConflict.into()),
            Replay::First => {}
        }
        person.may_act().map_err(|_| R::MayNotAct)?;
        let invited = redeeming::find(tx, token).await?.ok_or(R::InvitationInvalid)?;
        let Deal::PriceCut(id) = invited.deal else { return Err(R::InvitationInvalid.into()) };
        let cut = cuts::lock(tx, Id::from_uuid(id)).await?.ok_or(R::InvitationInvalid)?;
        let come = Coming {
            helper,
            kind: HelpKind::Opened,
            order: None,
            place: place.clone(),
            network: network.clone(),
        };
        stand(tx, &cut, &come).await?;
        redeeming::redeem(tx, token, helper, invited.deal).await?.map_err(R::from)?;
        let help = take(tx, &cut, &come).await?;
        request.keep(tx, &help.id.uuid()).await?;
        Ok(help)
    });
    if let Err(Error::Refused(_)) = helped
        && let Some(id) = request.meanwhile::<Uuid>(app).await?
    {
        let kept = helps::by_id(app.reader(), Id::from_uuid(id)).await?;
        return kept.ok_or_else(|| gone().into());
    }
    helped
}

/// Somebody who would help.
struct Coming {
    helper: Id<Account>,
    kind: HelpKind,
    order: Option<Uuid>,
    place: String,
    network: String,
}

/// Whether they may help a locked session; their identity has to do with it from now on (PC-8).
async fn stand(tx: &Tx, cut: &PriceCut, come: &Coming) -> Result<(), Error<HelpRefusal>> {
    use HelpRefusal as R;
    let now = tx.now();
    let marks = identity::marks(tx, come.helper).await?;
    match cuts::marked(tx, cut.id, &marks).await? {
        Some(true) => return Err(R::SelfHelp.into()),
        Some(false) => return Err(R::AlreadyHelped.into()),
        None => {}
    }
    if !cut.takes_helps(now) {
        return Err(R::Ended.into());
    }
    let campaign = campaigns::by_id(tx.conn(), cut.campaign_id).await?;
    let campaign = campaign.ok_or_else(|| Failure::broken("a session without a campaign"))?;
    let offer = offer(tx, campaign.sku_id).await?;
    let on_sale =
        offer.is_some_and(|offer| offer.check(Channel::Domestic, Country::CN, now).is_ok());
    if !on_sale {
        return Err(R::NotForSale.into());
    }
    cuts::mark(tx, cut.id, &marks, false).await?;
    let today = day_of(now);
    if !helps::count_day(tx, come.helper.uuid(), &today.to_string()).await? {
        let tomorrow = end_of(today).map_err(|_| Failure::broken("the last day of all"))?;
        return Err(Error::until(R::LimitReached, tomorrow));
    }
    Ok(())
}

/// Takes a help at a locked session: counts it, or holds it.
async fn take(tx: &Tx, cut: &PriceCut, come: &Coming) -> Result<Help, Failure> {
    let weighed = weigh(tx, cut, come).await?;
    let held = Help {
        id: tx.app().new_id(),
        cut_id: cut.id,
        helper_id: come.helper,
        owner_id: cut.owner_id,
        help_kind: come.kind,
        state: HelpState::Held,
        ordinal: None,
        first_part: None,
        amount_minor: None,
        counted_at: None,
        score: weighed.score,
        rules: RULES.version,
        reason: weighed.held_for,
        decided: None,
        place: come.place.clone(),
        network: come.network.clone(),
        order_id: come.order,
        at: tx.now(),
        version: 1,
    };
    if weighed.held_for.is_some() {
        helps::insert(tx, &held).await?;
        return Ok(held);
    }
    let actor = Actor::person(ActorKind::User, come.helper.uuid());
    let help = count(tx, cut, &held, actor).await?;
    helps::insert(tx, &help).await?;
    Ok(help)
}

async fn weigh(tx: &Tx, cut: &PriceCut, come: &Coming) -> Result<Weighed, Failure> {
    let now = tx.now();
    let helper = come.helper.uuid();
    let (from_place, from_network) =
        helps::from_where(tx, cut.id, &come.place, &come.network).await?;
    let account = identity::account(tx.conn(), helper).await?;
    let found = Evidence {
        is_owners_place: come.place == cut.place,
        from_place,
        from_network,
        lately: helps::since(tx, helper, now - RULES.velocity.1).await?,
        joined_at: account.map_or(now, |account| account.joined_at),
        in_turn: helps::given(tx, cut.owner_id.uuid(), helper).await?,
    };
    Ok(RULES.weigh(&found, now))
}

/// A help counts at a locked session: it takes what the schedule says, as the next ordinal.
///
/// # Errors
/// Nothing is left, which whoever locked it has seen before; the database's own.
pub async fn count(tx: &Tx, cut: &PriceCut, help: &Help, actor: Actor) -> Result<Help, Failure> {
    let due = next(tx.app(), cut, help.kind())?;
    let due = due.ok_or_else(|| Failure::broken("a running session with nothing left"))?;
    let number = |count: u32| i32::try_from(count).map_err(|_| Failure::broken("many parts"));
    let parts_gone = cut.parts_gone.saturating_add(number(due.parts)?);
    let is_won = parts_gone == cut.parts;
    let state = if is_won { CutState::Won } else { CutState::InProgress };
    let now = tx.now();
    // PC-5: who wins late has time to order all the same.
    let buy_by = if is_won { cut.deadline.max(now + ORDER_WITHIN) } else { cut.buy_by };
    let after = PriceCut { state, parts_gone, buy_by, ..cut.clone() };
    if !cuts::cut(tx, cut, &after, due.amount_minor).await? {
        return Err(Failure::contention("a price cut moved meanwhile"));
    }
    let cause = if is_won { "the last part is cut" } else { "the first help" };
    stepped(tx, cut, &after, (actor, cause)).await?;
    if is_won {
        timers::set(tx, jobs::EXPIRE, cut.id.uuid(), buy_by).await?;
    }
    events::record(tx, &moved(&after)).await?;
    Ok(Help {
        state: HelpState::Counted,
        ordinal: Some(cut.helps.saturating_add(1)),
        first_part: Some(number(due.first_part)?),
        amount_minor: Some(due.amount_minor),
        counted_at: Some(now),
        ..help.clone()
    })
}

/// An order that came by an invitation to a session is paid, and its time to be taken back is over:
/// it helps, once, if it is of the same item and the session still takes helps.
///
/// # Errors
/// The database's own.
pub async fn bought(app: App, delivery: Delivery) -> Result<(), Failure> {
    let Some(fact) = delivery.event.fact::<OrderToShip>()? else { return Ok(()) };
    transaction!(&app, |tx| {
        let due = invitations::attributions(tx.conn(), [fact.order]).await?;
        if let Some(due) = due.get(&fact.order)
            && let (Deal::PriceCut(id), Some(_)) = (due.deal, due.invitation)
            && let Some(cut) = cuts::lock(tx, Id::from_uuid(id)).await?
            && let Some(order) = orders::many(tx.conn(), [fact.order]).await?.pop()
            && is_same_item(tx, &cut, &order).await?
        {
            let come = Coming {
                helper: order.buyer_id,
                kind: HelpKind::Bought,
                order: Some(fact.order),
                place: due.place.clone(),
                network: due.network.clone(),
            };
            if may_by_order(tx, &cut, &come).await? {
                take(tx, &cut, &come).await?;
            }
        }
        delivery.settle(tx).await
    })
}

/// Whether an order may be put down to a price cut: it buys the same item, and the cut takes helps.
///
/// # Errors
/// The database's own.
pub async fn may_come_by(tx: &Tx, cut: Uuid, order: &Order) -> Result<bool, Failure> {
    let Some(cut) = cuts::many(tx.conn(), [cut]).await?.pop() else { return Ok(false) };
    Ok(cut.takes_helps(tx.now()) && is_same_item(tx, &cut, order).await?)
}

async fn is_same_item(tx: &Tx, cut: &PriceCut, order: &Order) -> Result<bool, Failure> {
    let campaign = campaigns::by_id(tx.conn(), cut.campaign_id).await?;
    let Some(campaign) = campaign else { return Ok(false) };
    let lines = orders::lines_of(tx.conn(), std::slice::from_ref(order)).await?;
    Ok(lines.into_values().flatten().any(|line| line.sku_id == campaign.sku_id))
}

/// The same rules as for opening, without anybody to tell.
async fn may_by_order(tx: &Tx, cut: &PriceCut, come: &Coming) -> Result<bool, Failure> {
    let now = tx.now();
    let marks = identity::marks(tx, come.helper).await?;
    if cuts::marked(tx, cut.id, &marks).await?.is_some() || !cut.takes_helps(now) {
        return Ok(false);
    }
    let today = day_of(now).to_string();
    if !helps::count_day(tx, come.helper.uuid(), &today).await? {
        return Ok(false);
    }
    cuts::mark(tx, cut.id, &marks, false).await?;
    Ok(true)
}
