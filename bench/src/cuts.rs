//! `cuts`: many help at one price cut at once, through several servers. The price never passes the
//! floor, the cuts add up to the fen, and what anybody may check offline holds; with one amount
//! altered it does not, or this fails.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock;
use crate::crowd::{self, Asker, Doors, Joiner, Work, all};
use crate::fault::{Fault, Outcome, While};
use crate::floor::db::Given;
use crate::id;
use crate::place::Place;
use crate::scenario::Ground;
use crate::scenario::order::{Good, fresh, goods};

/// How to cut.
#[derive(Debug, Clone, Copy)]
pub struct Cuts {
    pub helpers: usize,
    /// The most helps that count.
    pub parts: usize,
    pub servers: usize,
    pub connections: usize,
}

/// One price cut; what came of it, a line.
pub async fn cuts(place: &mut Place, how: &Cuts) -> Outcome<String> {
    let ground = place.open().await?;
    let servers = place.widen(how.servers).await?;
    place.leave_floor();
    let doors = Doors { servers, connections: how.connections.max(1) };
    let parts = i64::try_from(how.parts)?;
    let good = goods(&ground).await?.into_iter().find(|good| good.price > parts * 2);
    let good = good.ok_or_else(|| Fault::new("nothing whose price can be cut"))?;
    let crowd = Arc::new(crowd::gather(&ground, how.helpers + 1, &doors).await?);
    let campaign = campaign(&ground, &good, parts).await?;
    let begun = begin(&crowd, campaign, how, &doors).await?;
    let began = Instant::now();
    let helps = Helps { crowd: Arc::clone(&crowd), token: begun.token.clone() };
    let told = all(helps, how.helpers, &doors).await?;
    let took = began.elapsed().as_secs_f64();
    let (mut cut, mut codes) = (0, BTreeMap::<String, usize>::new());
    for (code, amount) in told {
        cut += amount;
        *codes.entry(code).or_default() += 1;
    }
    let difference = good.price - good.price / 2;
    let counted = codes.get("COUNTED").copied().unwrap_or(0);
    let due = how.parts.min(how.helpers);
    if counted != due || codes.keys().any(|code| code != "COUNTED" && code != "ENDED") {
        return Err(Fault::new(format!("{counted} helps counted, and not {due}: {codes:?}")));
    }
    let price = good.price - cut;
    if price < good.price / 2 || (counted == how.parts) != (cut == difference) {
        return Err(Fault::new(format!("{cut} was cut of {difference}")));
    }
    look(&ground, begun.id, (price, cut)).await?;
    let file = end(&crowd, &begun, &doors).await?;
    verified(place, &file, &begun.commitment)?;
    let rate = f64::from(u32::try_from(how.helpers).unwrap_or(u32::MAX)) / took.max(1e-9);
    let line = format!(
        "{}, {} server(s), {} connections: {} helpers in {took:.1} s, {rate:.0} answers/s: \
         {codes:?}, {cut} of {difference} fen cut; verified, and not with one amount altered",
        place.engine(),
        doors.servers.len(),
        doors.connections,
        how.helpers,
    );
    ground.db.close().await;
    place.close();
    Ok(line)
}

/// A campaign that runs, down to half the price.
async fn campaign(ground: &Ground, good: &Good, parts: i64) -> Outcome<String> {
    let (campaign, now) = (fresh(), clock::now_millis());
    let values = [
        Given::Id(Some(campaign)),
        Given::Id(Some(good.sku)),
        Given::Number(good.price / 2),
        Given::Number(parts),
        Given::Number(now - 1_000),
        Given::Number(now + 86_400_000),
    ];
    let mut tx = ground.db.begin().await?;
    tx.rows(CAMPAIGN, &values).await?;
    tx.rows(STOCK_UP, &[Given::Id(Some(good.sku))]).await?;
    tx.commit().await?;
    Ok(id::text("cut_campaign", campaign))
}

/// A session that has begun: what was shown at its start, and the invitation to it.
struct Begun {
    id: Uuid,
    commitment: String,
    token: String,
}

async fn begin(
    crowd: &Arc<Vec<Joiner>>,
    campaign: String,
    how: &Cuts,
    doors: &Doors,
) -> Outcome<Begun> {
    let input = json!({ "idempotencyKey": "bench-start", "campaignId": campaign });
    let started = as_owner(crowd, (START, json!({ "input": input })), doors).await?;
    let [cut, commitment] = ["id", "commitment"].map(|name| {
        let found = started.pointer(&format!("/data/priceCutStart/priceCut/{name}"));
        found.and_then(Value::as_str).map(str::to_owned)
    });
    let begun = cut.zip(commitment);
    let (cut, commitment) = begun.ok_or_else(|| Fault::new(format!("not begun: {started}")))?;
    let input = json!({
        "idempotencyKey": "bench-invite", "dealId": cut, "mostUses": how.helpers, "hours": 24,
    });
    let invited = as_owner(crowd, (INVITE, json!({ "input": input })), doors).await?;
    let token = invited.pointer("/data/invitationCreate/invitation/token").and_then(Value::as_str);
    let token = token.ok_or_else(|| Fault::new(format!("nobody is invited: {invited}")))?;
    let id = id::parse("price_cut", &cut).ok_or_else(|| Fault::new("an id of something else"))?;
    Ok(Begun { id, commitment, token: token.to_owned() })
}

/// What the database says of it.
async fn look(ground: &Ground, cut: Uuid, (price, sum): (i64, i64)) -> Outcome<()> {
    let rows = ground.db.rows(SUMS, &[Given::Id(Some(cut))]).await?;
    let [kept, due, helped, ordinals] = [0, 1, 2, 3].map(|column| rows.number(0, column));
    let (kept, due, helped, ordinals) = (kept?, due?, helped?, ordinals?);
    if kept != price || kept < due || helped != sum || ordinals != 0 {
        return Err(Fault::new(format!(
            "the price is {kept} and was told as {price}, the helps are {helped} and were told as \
             {sum}, {ordinals} have no place of their own",
        )));
    }
    Ok(())
}

/// Its owner gives it up; answers what anybody may check now.
async fn end(crowd: &Arc<Vec<Joiner>>, begun: &Begun, doors: &Doors) -> Outcome<String> {
    let input = json!({ "id": id::text("price_cut", begun.id) });
    let ended = as_owner(crowd, (ABANDON, json!({ "input": input })), doors).await?;
    let file = ended.pointer("/data/priceCutAbandon/priceCut/file").and_then(Value::as_str);
    file.map(str::to_owned).ok_or_else(|| Fault::new(format!("no file: {ended}")))
}

/// The program says that it holds, and of another amount that it does not.
fn verified(place: &Place, file: &str, commitment: &str) -> Outcome<()> {
    let mut altered: Value = serde_json::from_str(file)?;
    let amount = altered.pointer_mut("/helps/0/amountMinor");
    let amount = amount.ok_or_else(|| Fault::new("a file without a help"))?;
    *amount = json!(amount.as_i64().unwrap_or_default() + 1);
    for (name, text, holds) in
        [("held.json", file.to_owned(), true), ("altered.json", altered.to_string(), false)]
    {
        let path = place.folder().join(name);
        std::fs::write(&path, text).when(name)?;
        if verify(place.binary(), &path, commitment)? != holds {
            let told = if holds { "does not hold" } else { "holds, though it was altered" };
            return Err(Fault::new(format!("{name} {told}")));
        }
    }
    Ok(())
}

fn verify(program: &Path, file: &Path, commitment: &str) -> Outcome<bool> {
    let mut command = Command::new(std::fs::canonicalize(program)?);
    command.args(["price-cut", "verify"]).arg(file).args(["--commitment", commitment]);
    Ok(command.stdout(Stdio::null()).stderr(Stdio::null()).status().when("verify")?.success())
}

/// The first of the crowd asks for something.
async fn as_owner(
    crowd: &Arc<Vec<Joiner>>,
    (document, variables): (&'static str, Value),
    doors: &Doors,
) -> Outcome<Value> {
    let one = One { crowd: Arc::clone(crowd), document, variables };
    let told = all(one, 1, doors).await?.pop();
    told.ok_or_else(|| Fault::new("nobody asks"))
}

struct One {
    crowd: Arc<Vec<Joiner>>,
    document: &'static str,
    variables: Value,
}

impl Work for One {
    type Told = Value;

    async fn one(&self, asker: &mut Asker, nth: usize) -> Outcome<Value> {
        asker.sure(&self.crowd[nth].call(self.document, &self.variables)?).await
    }
}

struct Helps {
    crowd: Arc<Vec<Joiner>>,
    token: String,
}

impl Work for Helps {
    /// The state of the help and its amount, or why there is none.
    type Told = (String, i64);

    async fn one(&self, asker: &mut Asker, nth: usize) -> Outcome<(String, i64)> {
        let input = json!({ "idempotencyKey": "bench-help", "token": self.token });
        let call = self.crowd[nth + 1].call(HELP, &json!({ "input": input }))?;
        let answer = asker.sure(&call).await?;
        let told = answer.pointer("/data/priceCutHelp");
        let text = |path: &str| told.and_then(|told| told.pointer(path)).and_then(Value::as_str);
        if let Some(code) = text("/userErrors/0/code") {
            return Ok((code.to_owned(), 0));
        }
        let state = text("/help/state").ok_or_else(|| Fault::new(format!("no help: {answer}")))?;
        let amount = text("/help/amountMinor").map_or(Ok(0), str::parse)?;
        Ok((state.to_owned(), amount))
    }
}

const START: &str = "mutation ($input: PriceCutStartInput!) { priceCutStart(input: $input) { \
    priceCut { id commitment } userErrors { code } } }";

const INVITE: &str = "mutation ($input: InvitationCreateInput!) { \
    invitationCreate(input: $input) { invitation { token } userErrors { code } } }";

const HELP: &str = "mutation ($input: PriceCutHelpInput!) { priceCutHelp(input: $input) { \
    help { state amountMinor } userErrors { code } } }";

const ABANDON: &str = "mutation ($input: PriceCutAbandonInput!) { priceCutAbandon(input: $input) { \
    priceCut { file } userErrors { code } } }";

const CAMPAIGN: &str = "INSERT INTO price_cut_campaign (id, operator_id, product_id, sku_id, \
    state, currency, start_minor, floor_minor, parts, parts_bought, hours, stock, taken, terms, \
    starts_at, ends_at, created_at, version) \
    SELECT $1, p.operator_id, p.id, s.id, 'RUNNING', 'CNY', s.price_minor, $3, $4, 2, 24, 100, 0, \
    'bench', $5, $6, $5, 1 FROM sku s JOIN product p ON p.id = s.product_id WHERE s.id = $2";

const STOCK_UP: &str = "UPDATE sku SET on_hand = 100000000 WHERE id = $1";

const SUMS: &str = "SELECT c.price_minor, c.floor_minor, \
    CAST(COALESCE(SUM(h.amount_minor), 0) AS bigint), \
    CAST(c.helps - COUNT(DISTINCT h.ordinal) AS bigint) \
    FROM price_cut c LEFT JOIN price_cut_help h ON h.cut_id = c.id AND h.state = 'COUNTED' \
    WHERE c.id = $1 GROUP BY c.id, c.price_minor, c.floor_minor, c.helps";
