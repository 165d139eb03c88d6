//! `groups`: many join groups at once, through several servers: all of them the same group, and
//! then a thousand groups that are all to be filled. Every seat is exactly one member's, every
//! payment an order or a refund, every buyer has an outcome, or it fails. Beside it the same joins
//! in bare SQL.

mod bare;
mod laws;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock;
use crate::crowd::{self, Asker, Doors, Joiner, Work, all};
use crate::fault::{Fault, Outcome};
use crate::floor::db::{Db, Given};
use crate::id;
use crate::mixed::calm;
use crate::place::Place;
use crate::scenario::Ground;
use crate::scenario::order::{Good, fresh, goods};

/// How to fill groups.
#[derive(Debug, Clone, Copy)]
pub struct Groups {
    /// How many want the seats of one group.
    pub hot: usize,
    /// How many groups are filled at once.
    pub many: usize,
    /// Members of a group.
    pub size: usize,
    /// Joins in bare SQL.
    pub bare: usize,
    pub servers: usize,
    pub connections: usize,
}

/// One hot group, many groups, and the bare joins; a line each.
pub async fn groups(place: &mut Place, how: &Groups) -> Outcome<String> {
    if how.hot + 1 < how.size || how.many == 0 || how.bare == 0 {
        return Err(Fault::new("there are fewer joiners than seats, or nothing to do"));
    }
    let ground = place.open().await?;
    let servers = place.widen(how.servers).await?;
    place.leave_floor();
    let doors = Doors { servers, connections: how.connections.max(1) };
    calm(&ground.db).await?;
    let good = goods(&ground).await?.into_iter().find(|good| good.price > 1);
    let good = good.ok_or_else(|| Fault::new("nothing to sell"))?;
    let count = (how.hot + 1).max(how.many * how.size);
    let began = Instant::now();
    let crowd = crowd::homes(crowd::gather(&ground, count, &doors).await?, &doors).await?;
    let crowd = Arc::new(crowd);
    let mut lines = vec![format!(
        "{}, {} server(s), {} connections: {count} people made in {:.1} s",
        place.engine(),
        doors.servers.len(),
        doors.connections,
        began.elapsed().as_secs_f64(),
    )];
    let hot = campaign(&ground, &good, how).await?;
    lines.push(one_hot(&ground, &crowd, (&good, hot, how), &doors).await?);
    let wide = campaign(&ground, &good, how).await?;
    let (line, rate) = many(&ground, &crowd, (&good, wide, how), &doors).await?;
    lines.push(line);
    let third = campaign(&ground, &good, how).await?;
    let bare = bare::joins(&place.url(), &crowd, (good.sku, third, how)).await?;
    lines.push(format!(
        "the same in bare SQL: {} joins, {bare:.0}/s; the server is at {:.0} % of it",
        how.bare,
        100.0 * rate / bare.max(1e-9),
    ));
    ground.db.close().await;
    place.close();
    Ok(lines.join("\n"))
}

/// A campaign that runs, with room for everybody.
async fn campaign(ground: &Ground, good: &Good, how: &Groups) -> Outcome<Uuid> {
    let campaign = fresh();
    let seller = good.sellers.first().ok_or_else(|| Fault::new("nobody sells it"))?;
    let (now, size) = (clock::now_millis(), number(how.size)?);
    let mut tx = ground.db.begin().await?;
    let values = [
        Given::Id(Some(campaign)),
        Given::Id(Some(good.sku)),
        Given::Number(good.price - 1),
        Given::Number(size),
        Given::Number(now - 1_000),
        Given::Number(now + 86_400_000),
        Given::Id(Some(*seller)),
    ];
    tx.rows(CAMPAIGN, &values).await?;
    tx.rows(STOCK_UP, &[Given::Id(Some(good.sku))]).await?;
    tx.commit().await?;
    Ok(campaign)
}

/// Everybody wants a seat of one group.
async fn one_hot(
    ground: &Ground,
    crowd: &Arc<Vec<Joiner>>,
    (good, campaign, how): (&Good, Uuid, &Groups),
    doors: &Doors,
) -> Outcome<String> {
    let seats = Seats::open(crowd, (good, campaign), 1);
    let (opened, _) = seated(all(seats, 1, doors).await?)?;
    pay(crowd, &opened, doors).await?;
    laws::formed(&ground.db, campaign, 1).await?;
    let group = opened.first().map(|seat| seat.group.clone()).unwrap_or_default();
    let began = Instant::now();
    let wishes = (1..=how.hot).map(|who| (who, group.clone())).collect();
    let told = all(Seats::join(crowd, good, wishes), how.hot, doors).await?;
    let took = began.elapsed().as_secs_f64();
    let (seats, refused) = seated(told)?;
    if seats.len() + 1 != how.size {
        return Err(Fault::new(format!("{} seats were given beside the first", seats.len())));
    }
    pay(crowd, &seats, doors).await?;
    laws::look(&ground.db, (campaign, good.sku), (1, how.size)).await?;
    Ok(format!(
        "one group of {}: {} wishes in {took:.1} s, {:.0} answers/s: seated {}, {refused:?}",
        how.size,
        how.hot,
        rate(how.hot, took),
        seats.len(),
    ))
}

/// Groups are opened, and then filled, all of them at once; answers the joins a second too.
async fn many(
    ground: &Ground,
    crowd: &Arc<Vec<Joiner>>,
    (good, campaign, how): (&Good, Uuid, &Groups),
    doors: &Doors,
) -> Outcome<(String, f64)> {
    let seats = Seats::open(crowd, (good, campaign), how.many);
    let (opened, _) = seated(all(seats, how.many, doors).await?)?;
    pay(crowd, &opened, doors).await?;
    laws::formed(&ground.db, campaign, how.many).await?;
    let beside = how.size - 1;
    // Neighbours in time want seats of one group.
    let wish = |nth: usize| (how.many + nth, opened[nth / beside].group.clone());
    let count = opened.len() * beside;
    let began = Instant::now();
    let told = all(Seats::join(crowd, good, (0..count).map(wish).collect()), count, doors).await?;
    let took = began.elapsed().as_secs_f64();
    let (seats, refused) = seated(told)?;
    if seats.len() != count {
        return Err(Fault::new(format!("{} of {count} have a seat: {refused:?}", seats.len())));
    }
    let began = Instant::now();
    pay(crowd, &seats, doors).await?;
    let paid = began.elapsed().as_secs_f64();
    laws::look(&ground.db, (campaign, good.sku), (how.many, how.size)).await?;
    let rested = began.elapsed().as_secs_f64();
    let joins = rate(count, took);
    Ok((
        format!(
            "{} groups of {}: {count} joins in {took:.1} s, {joins:.0}/s; paid in {paid:.1} s, \
             {:.0}/s; all complete {rested:.1} s after the first of them",
            how.many,
            how.size,
            rate(count, paid),
        ),
        joins,
    ))
}

/// So many in so many seconds.
fn rate(count: usize, took: f64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / took.max(1e-9)
}

fn number(count: usize) -> Outcome<i64> {
    Ok(i64::try_from(count)?)
}

/// A seat that is to be paid.
struct Seat {
    who: usize,
    group: String,
    checkout: String,
}

/// Those who have a seat, and how often which refusal was told.
fn seated(told: Vec<Result<Seat, String>>) -> Outcome<(Vec<Seat>, BTreeMap<String, u64>)> {
    let (mut seats, mut refused) = (Vec::new(), BTreeMap::new());
    for one in told {
        match one {
            Ok(seat) => seats.push(seat),
            Err(code) => *refused.entry(code).or_default() += 1,
        }
    }
    match refused.keys().find(|code| !["GROUP_FULL", "NOT_FORMING"].contains(&&***code)) {
        Some(code) => Err(Fault::new(format!("refused as {code}"))),
        None => Ok((seats, refused)),
    }
}

/// Seats are wanted: the first of new groups, or ones in groups that form.
struct Seats {
    crowd: Arc<Vec<Joiner>>,
    document: &'static str,
    verb: &'static str,
    /// Who wants one, and where.
    wishes: Vec<(usize, String)>,
    place: &'static str,
    total: i64,
}

impl Seats {
    fn open(crowd: &Arc<Vec<Joiner>>, (good, campaign): (&Good, Uuid), count: usize) -> Self {
        let campaign = id::text("group_campaign", campaign);
        let wishes = (0..count).map(|who| (who, campaign.clone())).collect();
        let (document, verb, place) = (OPEN, "groupBuyOpen", "campaignId");
        Self { crowd: Arc::clone(crowd), document, verb, wishes, place, total: good.price - 1 }
    }

    fn join(crowd: &Arc<Vec<Joiner>>, good: &Good, wishes: Vec<(usize, String)>) -> Self {
        let (document, verb, place) = (JOIN, "groupBuyJoin", "groupId");
        Self { crowd: Arc::clone(crowd), document, verb, wishes, place, total: good.price - 1 }
    }
}

impl Work for Seats {
    type Told = Result<Seat, String>;

    async fn one(&self, asker: &mut Asker, nth: usize) -> Outcome<Result<Seat, String>> {
        let (who, at) = &self.wishes[nth];
        let joiner = &self.crowd[*who];
        let mut input = json!({
            "idempotencyKey": format!("bench-{at}"), "seenTotalMinor": self.total.to_string(),
            "purchase": { "addressId": joiner.home },
        });
        input[self.place] = json!(at);
        let answer = asker.sure(&joiner.call(self.document, &json!({ "input": input }))?).await?;
        let told = answer.pointer(&format!("/data/{}", self.verb));
        let text = |path: &str| {
            told.and_then(|told| told.pointer(path)).and_then(Value::as_str).map(str::to_owned)
        };
        if let Some(code) = text("/userErrors/0/code") {
            return Ok(Err(code));
        }
        let seat = text("/seating/group/id").zip(text("/seating/seat/order/checkoutId"));
        let (group, checkout) = seat.ok_or_else(|| Fault::new(format!("no seat: {answer}")))?;
        Ok(Ok(Seat { who: *who, group, checkout }))
    }
}

/// Everybody who has one of these seats pays for it.
async fn pay(crowd: &Arc<Vec<Joiner>>, seats: &[Seat], doors: &Doors) -> Outcome<()> {
    let seats: Vec<_> = seats.iter().map(|seat| (seat.who, seat.checkout.clone())).collect();
    let count = seats.len();
    all(Payments { crowd: Arc::clone(crowd), seats }, count, doors).await.map(|_| ())
}

struct Payments {
    crowd: Arc<Vec<Joiner>>,
    seats: Vec<(usize, String)>,
}

impl Work for Payments {
    type Told = ();

    async fn one(&self, asker: &mut Asker, nth: usize) -> Outcome<()> {
        let (who, checkout) = &self.seats[nth];
        let joiner = &self.crowd[*who];
        let answer = asker.sure(&joiner.call(OWED, &json!({ "id": checkout }))?).await?;
        let at = |name: &str| {
            let found = answer.pointer(&format!("/data/checkout/payment/{name}"));
            let found = found.and_then(Value::as_str);
            found.ok_or_else(|| Fault::new(format!("nothing to pay: {answer}")))
        };
        let input = json!({
            "idempotencyKey": format!("bench-{checkout}"), "paymentId": at("id")?,
            "confirmationDigest": at("confirmationDigest")?, "provider": "SANDBOX",
        });
        let paid = asker.sure(&joiner.call(PAY, &json!({ "input": input }))?).await?;
        match paid.pointer("/data/paymentConfirm/payment/id") {
            Some(Value::String(_)) => Ok(()),
            _ => Err(Fault::new(format!("not paid: {paid}"))),
        }
    }
}

/// How long everything may take to come to rest.
async fn until(db: &Db, law: laws::Law, values: &[Given<'_>]) -> Outcome<()> {
    let began = Instant::now();
    loop {
        let wrong = db.rows(law.1, values).await?.number(0, 0)?;
        if wrong == 0 {
            return Ok(());
        }
        if began.elapsed() > laws::REST_WITHIN {
            return Err(Fault::new(format!("{wrong} {}", law.0)));
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}

const OPEN: &str = "mutation ($input: GroupBuyOpenInput!) { groupBuyOpen(input: $input) { \
    seating { group { id } seat { order { checkoutId } } } userErrors { code } } }";

const JOIN: &str = "mutation ($input: GroupBuyJoinInput!) { groupBuyJoin(input: $input) { \
    seating { group { id } seat { order { checkoutId } } } userErrors { code } } }";

const OWED: &str = "query ($id: ID!) { checkout(id: $id) { payment { id confirmationDigest } } }";

const PAY: &str = "mutation ($input: PaymentConfirmInput!) { paymentConfirm(input: $input) { \
    payment { id } userErrors { code } } }";

const CAMPAIGN: &str = "INSERT INTO group_campaign (id, operator_id, product_id, sku_id, state, \
    currency, solo_minor, group_minor, size, hours, starts_at, ends_at, stock, taken, \
    most_per_person, benefit_minor, benefit_cap_minor, benefit_promised_minor, terms_version, \
    created_by, created_at, submitted_at, decided_by, decided_at, cancels_groups) \
    SELECT $1, p.operator_id, p.id, s.id, 'RUNNING', 'CNY', s.price_minor, $3, $4, 24, $5, $6, \
    1000000, 0, 999, 0, 0, 0, 'bench', $7, $5, $5, $7, $5, false \
    FROM sku s JOIN product p ON p.id = s.product_id WHERE s.id = $2";

const STOCK_UP: &str = "UPDATE sku SET on_hand = 100000000 WHERE id = $1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_group_without_seats_may_say_no() {
        let seat = || Ok(Seat { who: 1, group: String::new(), checkout: String::new() });
        let no = |code: &str| Err(code.to_owned());
        let told = seated(vec![seat(), no("GROUP_FULL"), seat(), no("GROUP_FULL")]);
        let (seats, refused) = told.unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!((seats.len(), refused.get("GROUP_FULL")), (2, Some(&2)));
        assert!(seated(vec![seat(), no("SOLD_OUT")]).is_err());
    }
}
