//! What the town's people buy together, and cheaper by helping each other: a group that misses one
//! member, one that is complete, a price cut that runs, and one that anybody can check.

use platform::kernel::Id;
use platform::{App, Failure};
use time::{Duration, OffsetDateTime};

use super::market::{Good, Market, settle};
use super::town::COMPLIANCE;
use super::{DAY_MS, HOUR_MS, MINUTE_MS, ago, granted};
use crate::catalog::Channel;
use crate::deals::group_buy::{self, Seat, SeatInput, Which};
use crate::deals::invitation::{self, Deal, InviteInput};
use crate::deals::price_cut::{self, BuyInput, PriceCut};
use crate::identity::{Compliance, Staff};

/// When the shops' campaigns began, and how long they run.
const BEGAN: i64 = 3 * DAY_MS;
const RUNS: Duration = Duration::days(14);
/// So many helps bring a price to its floor.
const HELPS: usize = 5;

/// Tells the deals of one buyer and of those around them.
pub async fn tell_deals(market: &Market<'_>, buyer: &str) -> Result<(), Failure> {
    let buyer = market.place_of(buyer)?;
    let goods = market.goods(buyer, 6).await?;
    let [.., one, other] = goods.as_slice() else {
        return Err(Failure::broken("too few goods in the demo"));
    };
    let others = (0..market.town.people.len())
        .filter(|who| ![buyer, one.seller, other.seller].contains(who))
        .take(HELPS + 1)
        .collect::<Vec<_>>();
    let [first, second, .., winner] = others.as_slice() else {
        return Err(Failure::broken("too few people in the demo"));
    };
    tell_groups(market, one, (buyer, *first, *second)).await?;
    tell_cuts(market, other, (buyer, *winner), &others).await
}

fn screener(market: &Market<'_>) -> Result<Staff<Compliance>, Failure> {
    let staff = market.person(market.place_of(COMPLIANCE)?)?;
    Staff::of(staff).map_err(|_| Failure::broken("nobody in the demo is on this duty"))
}

fn times(then: &App) -> (OffsetDateTime, OffsetDateTime) {
    (then.now(), then.now() + RUNS)
}

/// A group of three that misses one, and one of them that is complete and on its way.
async fn tell_groups(
    market: &Market<'_>,
    good: &Good,
    (buyer, first, second): (usize, usize, usize),
) -> Result<(), Failure> {
    let then = ago(market.app, BEGAN);
    let (starts_at, ends_at) = times(&then);
    let plan = group_buy::CampaignInput {
        sku_id: good.sku.id,
        unit_minor: good.sku.price.minor() / 5 * 4,
        size: 3,
        hours: 48,
        starts_at,
        ends_at,
        stock: 9,
        most_per_person: 2,
        benefit: None,
    };
    let owner = market.person(good.seller)?;
    let made = group_buy::create_campaign(&then, owner, "demo-group-campaign", &plan).await;
    let campaign = granted(made)?;
    if campaign.decided_at.is_none() {
        granted(group_buy::submit_campaign(&then, owner, campaign.id).await)?;
        let staff = screener(market)?;
        granted(group_buy::review_campaign(&then, &staff, campaign.id, None).await)?;
    }
    settle(&then).await?;
    let unit = plan.unit_minor;
    let then = ago(market.app, 2 * DAY_MS);
    let full = take(market, &then, buyer, (Which::Open(campaign.id), "demo-full-1", unit)).await?;
    let mut orders = vec![full.member.order_id];
    for (member, key) in [(first, "demo-full-2"), (second, "demo-full-3")] {
        let joined = take(market, &then, member, (Which::Join(full.group.id), key, unit)).await?;
        orders.push(joined.member.order_id);
    }
    for order in orders {
        market.send(&ago(market.app, 30 * HOUR_MS), good, order).await?;
    }
    let then = ago(market.app, 3 * HOUR_MS);
    let near = take(market, &then, first, (Which::Open(campaign.id), "demo-near-1", unit)).await?;
    let then = ago(market.app, 40 * MINUTE_MS);
    take(market, &then, second, (Which::Join(near.group.id), "demo-near-2", unit)).await.map(drop)
}

/// Takes a seat and pays for it.
async fn take(
    market: &Market<'_>,
    then: &App,
    who: usize,
    (which, key, unit): (Which, &str, i64),
) -> Result<Seat, Failure> {
    let input = SeatInput {
        which,
        address_id: market.home(who).await?,
        channel: Channel::Domestic,
        quantity: 1,
        no_cooling_off_confirmed: false,
        seen_total_minor: unit,
        token: None,
        post: None,
    };
    let seat = granted(group_buy::take_seat(then, market.person(who)?, key, &input).await)?;
    market.pay(then, who, seat.member.order_id).await?;
    Ok(seat)
}

/// A price cut that is won, bought and revealed, and one at which two have helped.
async fn tell_cuts(
    market: &Market<'_>,
    good: &Good,
    (buyer, winner): (usize, usize),
    others: &[usize],
) -> Result<(), Failure> {
    let then = ago(market.app, BEGAN);
    let (starts_at, ends_at) = times(&then);
    let plan = price_cut::CampaignInput {
        sku_id: good.sku.id,
        floor_minor: good.sku.price.minor() / 10 * 7,
        most_helps: 5,
        parts_bought: 2,
        hours: 72,
        stock: 5,
        starts_at,
        ends_at,
    };
    let owner = market.person(good.seller)?;
    let made = price_cut::create_campaign(&then, owner, "demo-cut-campaign", &plan).await;
    let campaign = granted(made)?;
    if campaign.state == price_cut::CampaignState::Draft {
        granted(price_cut::submit_campaign(&then, owner, campaign.id).await)?;
        let staff = screener(market)?;
        granted(price_cut::decide_campaign(&then, &staff, campaign.id, None).await)?;
    }
    settle(&then).await?;
    let then = ago(market.app, 2 * DAY_MS);
    let (won, token) = begin(market, &then, winner, campaign.id).await?;
    for (who, hours) in others.iter().take(HELPS).zip(1..) {
        let then = ago(market.app, 2 * DAY_MS - hours * HOUR_MS);
        help(market, &then, *who, ("won", &token)).await?;
    }
    buy(market, &ago(market.app, DAY_MS), winner, won).await?;
    let (_, token) = begin(market, &ago(market.app, 5 * HOUR_MS), buyer, campaign.id).await?;
    for (who, hours) in others.iter().take(2).zip(1..) {
        help(market, &ago(market.app, hours * HOUR_MS), *who, ("own", &token)).await?;
    }
    settle(market.app).await
}

/// Begins a price cut and asks others to it.
async fn begin(
    market: &Market<'_>,
    then: &App,
    who: usize,
    campaign: Id<price_cut::Campaign>,
) -> Result<(Id<PriceCut>, String), Failure> {
    let person = market.person(who)?;
    let key = format!("demo-cut-{who:02}");
    let begun = granted(price_cut::start(then, person, &key, campaign).await)?;
    let asks = InviteInput { deal: Deal::PriceCut(begun.id.uuid()), most_uses: 100, hours: 72 };
    let invited = granted(invitation::create(then, person, &key, asks).await)?;
    Ok((begun.id, invited.token(market.app)))
}

async fn help(
    market: &Market<'_>,
    then: &App,
    who: usize,
    (whose, token): (&str, &str),
) -> Result<(), Failure> {
    let key = format!("demo-help-{whose}-{who:02}");
    let helped = price_cut::help(then, market.person(who)?, &key, token).await;
    granted(helped).map(drop)
}

/// The owner orders at the price that their friends have cut; that tells the seed.
async fn buy(
    market: &Market<'_>,
    then: &App,
    who: usize,
    cut: Id<PriceCut>,
) -> Result<(), Failure> {
    let input = BuyInput {
        cut_id: cut,
        address_id: market.home(who).await?,
        no_cooling_off_confirmed: false,
        seen_total_minor: None,
    };
    let person = market.person(who)?;
    let bought = granted(price_cut::buy(then, person, "demo-cut-buy", &input).await)?;
    let order = bought.order_id.ok_or(Failure::broken("a bought price cut without an order"))?;
    market.pay(then, who, Id::from_uuid(order)).await
}
