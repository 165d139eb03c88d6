//! A seat is taken: by whoever opens a group, or in one that forms. With the seat comes an order at
//! the price of the group, to be paid within minutes; all of it in one transaction.

use platform::database::Tx;
use platform::idempotency::{Replay, Request};
use platform::kernel::Id;
use platform::{App, Error, Failure, events, refusals, transaction};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::sharing;
use crate::catalog::Channel;
use crate::deals::carried::{Carried, FromPost};
use crate::deals::group_buy::benefit::{BenefitState, LeaderBenefit};
use crate::deals::group_buy::campaign::Campaign;
use crate::deals::group_buy::facts::GroupBuyChanged;
use crate::deals::group_buy::group::{GroupBuy, GroupState};
use crate::deals::group_buy::member::{Member, MemberState};
use crate::deals::group_buy::{identity, store, terms};
use crate::identity::Person;
use crate::orders::{self, DealPurchase, LineBar, Order, PostalAddress, Promotion, SubmitRefusal};

refusals! {
    /// Why somebody has no seat, in order of precedence.
    pub enum SeatRefusal: "GroupBuySeatErrorCode", GroupBuySeatUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Your account is stopped, or a guardian has to answer for it first.
        MayNotAct at [] says "Your account cannot order anything now.",
        /// There is no such campaign.
        CampaignNotFound at ["campaignId"] says "There is no such campaign.",
        /// It has not begun, is over, or was stopped.
        NotRunning at ["campaignId"] says "This campaign does not run now.",
        /// There is no such group.
        GroupNotFound at ["groupId"] says "There is no such group.",
        /// It is complete, or has ended, or its leader has not paid yet.
        NotForming at ["groupId"] says "Nobody can join this group now.",
        /// Every seat is taken. One that is not paid is free again at `retryAt` at the latest.
        GroupFull at ["groupId"] says "Every seat of this group is taken.",
        /// It is forged, or to something else.
        InvitationInvalid at ["invitationToken"] says "This is no invitation to this group.",
        /// You cannot come by your own invitation.
        OwnInvitation at ["invitationToken"] says "This is your own invitation.",
        /// Its inviter took it back.
        InvitationRevoked at ["invitationToken"] says "This invitation was taken back.",
        /// Its time is over.
        InvitationExpired at ["invitationToken"] says "This invitation has expired.",
        /// As many as it was for have come.
        InvitationUsedUp at ["invitationToken"] says "This invitation is used up.",
        /// You see no such post, or it leads to something else.
        PostNotFound at ["postId"] says "There is no such post that leads here.",
        /// You have a seat in it, with this account or by the same phone, e-mail or address.
        AlreadyIn at ["groupId"] says "You are in this group already.",
        /// No piece, or more than one person may have in this campaign.
        TooManyPieces at ["quantity"] says "One person may not have so many pieces.",
        /// There is no such address in your book.
        AddressNotFound at ["addressId"] says "There is no such address of yours.",
        /// You are a member of the shop; it does not buy from itself.
        OwnShop at [] says "A shop does not buy from itself.",
        /// It may not be sold there now.
        NotForSale at ["addressId"] says "This is not for sale there now.",
        /// The campaign or the shop has fewer pieces than that.
        SoldOut at ["quantity"] says "There are not so many pieces left.",
        /// The shop does not send there.
        NotSentThere at ["addressId"] says "This shop does not send to that place.",
        /// It costs something else than you saw: look at the preview again.
        TotalChanged at ["seenTotalMinor"] says "The total has changed. Look at it again.",
        /// It is more than money can be.
        TooLarge at ["quantity"] says "This is more than can be ordered at once.",
    }
}

impl From<SubmitRefusal> for SeatRefusal {
    fn from(why: SubmitRefusal) -> Self {
        match why {
            SubmitRefusal::IdempotencyKeyInvalid => Self::IdempotencyKeyInvalid,
            SubmitRefusal::IdempotencyConflict => Self::IdempotencyConflict,
            SubmitRefusal::MayNotAct => Self::MayNotAct,
            SubmitRefusal::LinesInvalid => Self::TooManyPieces,
            SubmitRefusal::AddressNotFound => Self::AddressNotFound,
            SubmitRefusal::OwnShop(_) => Self::OwnShop,
            SubmitRefusal::Line(_, LineBar::SoldOut) => Self::SoldOut,
            SubmitRefusal::NotSentThere(_) => Self::NotSentThere,
            SubmitRefusal::TotalChanged | SubmitRefusal::Line(_, LineBar::PriceChanged) => {
                Self::TotalChanged
            }
            SubmitRefusal::TooLarge => Self::TooLarge,
            SubmitRefusal::Line(_, LineBar::NotForSale(_))
            | SubmitRefusal::SkuNotFound(_)
            | SubmitRefusal::CurrenciesMixed
            | SubmitRefusal::InvoiceInvalid => Self::NotForSale,
        }
    }
}

/// Where a seat is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Which {
    /// The first of a new group.
    Open(Id<Campaign>),
    /// One in a group that forms.
    Join(Id<GroupBuy>),
}

/// What somebody wants to buy in a group.
#[derive(Debug, Clone, Serialize)]
pub struct SeatInput {
    pub which: Which,
    pub address_id: Id<PostalAddress>,
    pub channel: Channel,
    pub quantity: i32,
    pub no_cooling_off_confirmed: bool,
    /// What they saw that it costs with freight, in minor units.
    pub seen_total_minor: i64,
    /// What the link carries by which they come.
    pub token: Option<String>,
    /// The post that they come from.
    pub post: Option<FromPost>,
}

/// A seat with its order, which is to be paid by `Member::pay_by`.
#[derive(Debug, Clone)]
pub struct Seat {
    pub group: GroupBuy,
    pub member: Member,
}

/// Takes a seat. The same key and input give the first one again.
///
/// # Errors
/// [`SeatRefusal`], or ours.
pub async fn take(
    app: &App,
    person: &Person,
    key: &str,
    input: &SeatInput,
) -> Result<Seat, Error<SeatRefusal>> {
    use SeatRefusal as R;
    let principal = person.account_id().to_string();
    let operation = match input.which {
        Which::Open(_) => "groupBuyOpen",
        Which::Join(_) => "groupBuyJoin",
    };
    let request = Request::new(&principal, operation, key, input);
    let request = request.ok_or(R::IdempotencyKeyInvalid)?;
    let seated = transaction!(app, |tx| {
        match request.replay::<Uuid>(tx.conn(), tx.now()).await? {
            Replay::Answered(id) => return again(tx, id).await,
            Replay::Conflict => return Err(R::IdempotencyConflict.into()),
            Replay::First => {}
        }
        person.may_act().map_err(|_| R::MayNotAct)?;
        let seat = match input.which {
            Which::Open(campaign) => open(tx, person, campaign.uuid(), input).await?,
            Which::Join(group) => join(tx, person, group.uuid(), input).await?,
        };
        request.keep(tx, &seat.member.id.uuid()).await?;
        Ok(seat)
    });
    match seated {
        Ok(_) => orders::committed(app)?,
        Err(Error::Refused(_)) => {
            if let Some(id) = request.meanwhile::<Uuid>(app).await? {
                return transaction!(app, |tx| { again(tx, id).await });
            }
        }
        Err(Error::Failed(_)) => {}
    }
    seated
}

async fn again(tx: &Tx, id: Uuid) -> Result<Seat, Error<SeatRefusal>> {
    let gone = || Failure::broken("a kept answer names a seat that is gone");
    let member = store::members::by_id(tx.conn(), id).await?.ok_or_else(gone)?;
    let group = store::groups::many(tx.conn(), [member.group_id.uuid()]).await?.pop();
    Ok(Seat { group: group.ok_or_else(gone)?, member })
}

async fn open(
    tx: &Tx,
    person: &Person,
    id: Uuid,
    input: &SeatInput,
) -> Result<Seat, Error<SeatRefusal>> {
    use SeatRefusal as R;
    let campaign = store::campaigns::many(tx.conn(), [id]).await?.pop();
    let campaign = campaign.filter(Campaign::is_public).ok_or(R::CampaignNotFound)?;
    if !campaign.opens_groups(tx.now()) {
        return Err(not_running(&campaign, tx.now()));
    }
    let mut group = opened(tx, &campaign, person);
    store::groups::insert(tx, &group).await?;
    let leads = Carried::GroupCampaign(campaign.id.uuid());
    let way = sharing::by_way(tx, person, (&group, leads), input).await?;
    let seat = seat(tx, person, &group, input).await?;
    sharing::attribute(tx, person, &seat, &way).await?;
    if let Some(benefit) = group.benefit
        && !store::campaigns::promise(tx, id, benefit.amount.minor()).await?
    {
        // The cap is reached: this leader is told of no benefit, and gets none.
        group = GroupBuy { benefit: None, ..group };
        store::groups::drop_benefit(tx, group.id.uuid()).await?;
    }
    if !store::campaigns::take(tx, id, input.quantity, true).await? {
        let now = store::campaigns::many(tx.conn(), [id]).await?.pop();
        let runs = now.is_some_and(|now| now.opens_groups(tx.now()));
        return Err(if runs { R::SoldOut } else { R::NotRunning }.into());
    }
    Ok(Seat { group, member: seat })
}

fn not_running(campaign: &Campaign, now: OffsetDateTime) -> Error<SeatRefusal> {
    use crate::deals::group_buy::campaign::CampaignState;
    let waits = campaign.state == CampaignState::Scheduled && now < campaign.starts_at;
    if waits {
        Error::until(SeatRefusal::NotRunning, campaign.starts_at)
    } else {
        SeatRefusal::NotRunning.into()
    }
}

/// A group as it is opened: with the terms of its campaign, which are its own from now on.
fn opened(tx: &Tx, campaign: &Campaign, leader: &Person) -> GroupBuy {
    GroupBuy {
        id: tx.app().new_id(),
        campaign_id: campaign.id,
        operator_id: campaign.operator_id,
        product_id: campaign.product_id,
        sku_id: campaign.sku_id,
        leader_id: leader.account_id(),
        state: GroupState::Opened,
        size: campaign.size,
        hours: campaign.hours,
        unit: campaign.unit,
        solo: campaign.solo,
        most_per_person: campaign.most_per_person,
        seats_taken: 1,
        paid: 0,
        benefit: campaign.benefit.map(|benefit| LeaderBenefit {
            amount: benefit.amount,
            funder: benefit.funder,
            state: BenefitState::Promised,
        }),
        terms_version: terms::VERSION.to_owned(),
        opened_at: tx.now(),
        deadline: None,
        succeeded_at: None,
        succeeded_with: None,
        waiver: None,
        ended_at: None,
    }
}

async fn join(
    tx: &Tx,
    person: &Person,
    id: Uuid,
    input: &SeatInput,
) -> Result<Seat, Error<SeatRefusal>> {
    use SeatRefusal as R;
    let Some(group) = store::groups::take_seat(tx, id, tx.now()).await? else {
        return Err(no_seat(tx, person, id).await?);
    };
    let way = sharing::by_way(tx, person, (&group, Carried::GroupBuy(id)), input).await?;
    let member = seat(tx, person, &group, input).await?;
    sharing::attribute(tx, person, &member, &way).await?;
    if !store::campaigns::take(tx, group.campaign_id.uuid(), input.quantity, false).await? {
        let own = store::campaigns::many(tx.conn(), [group.campaign_id.uuid()]).await?.pop();
        let stopped = own.is_none_or(|own| own.cancels_groups);
        return Err(if stopped { R::NotForming } else { R::SoldOut }.into());
    }
    Ok(Seat { group, member })
}

/// Why there was no seat to take.
async fn no_seat(tx: &Tx, person: &Person, id: Uuid) -> Result<Error<SeatRefusal>, Failure> {
    use SeatRefusal as R;
    let found = store::groups::many(tx.conn(), [id]).await?.pop();
    let leads = |group: &GroupBuy| group.leader_id == person.account_id();
    // A group that nobody has paid for is its leader's own matter.
    let seen = found.filter(|group| group.deadline.is_some() || leads(group));
    let Some(group) = seen else { return Ok(R::GroupNotFound.into()) };
    let forms = group.state == GroupState::Forming && group.counts(tx.now());
    if !forms {
        return Ok(R::NotForming.into());
    }
    let seated = store::members::seated(tx.conn(), id).await?;
    if seated.iter().any(|member| member.account_id == person.account_id()) {
        return Ok(R::AlreadyIn.into());
    }
    let unpaid = seated.iter().filter(|member| member.state == MemberState::Seated);
    Ok(match unpaid.map(|member| member.pay_by).min() {
        Some(at) => Error::until(R::GroupFull, at),
        None => R::GroupFull.into(),
    })
}

/// The seat's order and its member, in a group whose row is locked.
async fn seat(
    tx: &Tx,
    person: &Person,
    group: &GroupBuy,
    input: &SeatInput,
) -> Result<Member, Error<SeatRefusal>> {
    use SeatRefusal as R;
    let (buyer, id) = (person.account_id(), group.id.uuid());
    let addresses = orders::addresses(tx.conn(), [input.address_id.uuid()]).await?;
    let address = addresses.into_values().find(|own| own.account_id == buyer);
    let address = address.ok_or(R::AddressNotFound)?;
    let known = identity::of_buyer(tx.conn(), buyer.uuid(), &address).await?;
    let here = identity::within(id, &known);
    if store::identities::is_known(tx.conn(), id, &here).await? {
        return Err(R::AlreadyIn.into());
    }
    if !(1..=group.most_per_person).contains(&input.quantity) {
        return Err(R::TooManyPieces.into());
    }
    let member = Member {
        id: tx.app().new_id(),
        group_id: group.id,
        account_id: buyer,
        order_id: Id::from_uuid(Uuid::nil()),
        is_leader: group.state == GroupState::Opened,
        state: MemberState::Seated,
        quantity: input.quantity,
        seated_at: tx.now(),
        pay_by: group.seat_until(tx.now()),
        paid_at: None,
        confirmed_at: None,
        ended_at: None,
        refunded_at: None,
    };
    let order = buy(tx, person, group, (input, member.pay_by)).await?;
    let member = Member { order_id: order.id, ..member };
    store::members::insert(tx, &member).await?;
    store::identities::note(tx, id, member.id.uuid(), &here).await?;
    let campaign = group.campaign_id.uuid();
    let everywhere = identity::within(campaign, &known);
    let counted = (input.quantity, group.most_per_person);
    store::identities::count(tx, (campaign, member.id.uuid()), &everywhere, counted)
        .await
        .map_err(|failure| failure.or_refuse("ck_group_allowance__pieces", R::TooManyPieces))?;
    events::record(tx, &GroupBuyChanged { group: id }).await?;
    Ok(member)
}

async fn buy(
    tx: &Tx,
    person: &Person,
    group: &GroupBuy,
    (input, pay_by): (&SeatInput, OffsetDateTime),
) -> Result<Order, Error<SeatRefusal>> {
    let wanted = purchase(group, input, Some(pay_by), tx.now());
    orders::buy_in_deal(tx, person, &wanted).await.map_err(|error| match error {
        Error::Refused(refused) => SeatRefusal::from(refused.code).into(),
        Error::Failed(failure) => Error::Failed(failure),
    })
}

/// What a seat buys.
pub(super) fn purchase(
    group: &GroupBuy,
    input: &SeatInput,
    pay_by: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> DealPurchase {
    DealPurchase {
        address_id: input.address_id,
        channel: input.channel,
        sku_id: group.sku_id,
        quantity: input.quantity,
        no_cooling_off_confirmed: input.no_cooling_off_confirmed,
        seen_total_minor: pay_by.map(|_| input.seen_total_minor),
        promotion: Promotion {
            id: group.id.to_string(),
            title: format!("{}人团 / group of {}", group.size, group.size),
            unit: group.unit,
        },
        waits_for_group: true,
        pay_by: pay_by.unwrap_or(now),
        held_by: None,
    }
}
