//! `rush`: many want the last pieces of one variant at once, through several servers, and some of
//! the answers are lost on the way and asked for again. Exactly as many orders come of it as there
//! are pieces, or it fails.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::task::JoinSet;

use crate::fault::{Fault, Outcome};
use crate::floor::db::{Db, Given};
use crate::measure::wire::{Call, Connection};
use crate::place::Place;
use crate::scenario::Somebody;
use crate::scenario::order::{Good, aim, goods};
use crate::{buyers, laws};

/// How to rush.
#[derive(Debug, Clone, Copy)]
pub struct Rush {
    pub wishes: usize,
    /// So many new people wish in turn; the demo's where there is no number.
    pub buyers: Option<usize>,
    pub servers: usize,
    /// One answer in so many is lost; 0 for none.
    pub lost: usize,
    pub connections: usize,
}

/// How long a client waits whom a server has sent away.
const AGAIN: Duration = Duration::from_millis(100);

/// How often a client asks for one order before it gives up.
const TRIES: usize = 200;

/// One rush for each number of pieces; what came of them, a line each.
pub async fn rush(place: &mut Place, pieces: &[u32], how: &Rush) -> Outcome<String> {
    let ground = place.open().await?;
    let servers = place.widen(how.servers).await?;
    let goods = goods(&ground).await?;
    let buyers = match how.buyers {
        Some(count) => {
            let many = (count, how.connections);
            buyers::new_ones(&ground, &servers, &place.root_key()?, many).await?
        }
        None => buyers::of_the_demo(&ground).await?,
    };
    let mut lines = Vec::new();
    for (pieces, good) in pieces.iter().zip(&goods) {
        let calls = calls(&buyers, good, (how.wishes, lines.len()))?;
        stock(&ground.db, good, *pieces).await?;
        let began = Instant::now();
        let told = send(calls, &servers, how).await?;
        let took = began.elapsed().as_secs_f64();
        let (engine, servers) = (place.engine(), servers.len());
        lines.push(format!(
            "{engine}, {servers} server(s): {} wishes of {} buyers for {pieces} pieces in \
             {took:.1} s, {:.0} answers/s: {told:?}",
            how.wishes,
            buyers.len(),
            f64::from(u32::try_from(how.wishes).unwrap_or(u32::MAX)) / took.max(1e-9),
        ));
        let sold = told.get("ordered").copied().unwrap_or(0);
        look(&ground.db, good, (u64::from(*pieces), sold)).await?;
    }
    ground.db.close().await;
    place.close();
    Ok(lines.join("\n"))
}

/// The wishes: people in turn, each with keys of their own.
fn calls(
    buyers: &[(Somebody, String)],
    good: &Good,
    (wishes, round): (usize, usize),
) -> Outcome<Vec<Call>> {
    let may = |buyer: &&(Somebody, String)| !good.sellers.contains(&buyer.0.id);
    let buyers: Vec<_> = buyers.iter().filter(may).collect();
    if buyers.is_empty() {
        return Err(Fault::new("nobody is there to buy"));
    }
    let call = |nth: usize| {
        let (person, address) = buyers[nth % buyers.len()];
        aim(person, address, good, nth + round * 10_000_000).call()
    };
    (0..wishes).map(call).collect()
}

/// So many pieces are there to be had.
async fn stock(db: &Db, good: &Good, pieces: u32) -> Outcome<()> {
    let mut tx = db.begin().await?;
    let values = [Given::Id(Some(good.sku)), Given::Number(i64::from(pieces))];
    tx.rows("UPDATE sku SET on_hand = reserved + $2 WHERE id = $1", &values).await?;
    tx.commit().await
}

/// Sends every wish, over all connections and servers in turn; how often each answer was final.
async fn send(
    calls: Vec<Call>,
    servers: &[SocketAddr],
    how: &Rush,
) -> Outcome<BTreeMap<String, u64>> {
    let (calls, next) = (Arc::new(calls), Arc::new(AtomicUsize::new(0)));
    let mut askers = JoinSet::new();
    for number in 0..how.connections.max(1) {
        let to = servers[number % servers.len()];
        let (calls, next, lost) = (Arc::clone(&calls), Arc::clone(&next), how.lost);
        askers.spawn(async move {
            let mut told: BTreeMap<String, u64> = BTreeMap::new();
            let mut connection = Connection::to(to)?;
            loop {
                let nth = next.fetch_add(1, Ordering::Relaxed);
                let Some(call) = calls.get(nth) else { return Ok::<_, Fault>(told) };
                let drops = usize::from(lost > 0 && nth.is_multiple_of(lost));
                let said = until_told(&mut connection, call, (drops, &mut told)).await?;
                *told.entry(said).or_default() += 1;
            }
        });
    }
    let mut all: BTreeMap<String, u64> = BTreeMap::new();
    while let Some(told) = askers.join_next().await {
        for (what, count) in told?? {
            *all.entry(what).or_default() += count;
        }
    }
    Ok(all)
}

/// Asks until there is an answer that is final; the first `drops` of them are lost on the way.
async fn until_told(
    connection: &mut Connection,
    call: &Call,
    (drops, told): (usize, &mut BTreeMap<String, u64>),
) -> Outcome<String> {
    let mut lost = 0;
    for _ in 0..TRIES {
        match connection.ask(call).await {
            Ok((200, body)) => {
                let answer: Value = serde_json::from_slice(&body)?;
                if answer.pointer("/errors/0/extensions/code") == Some(&"CONFLICT".into()) {
                    *told.entry("asked again: CONFLICT".to_owned()).or_default() += 1;
                } else if lost < drops {
                    lost += 1;
                    *told.entry("lost and asked again".to_owned()).or_default() += 1;
                } else {
                    return said(&answer);
                }
            }
            Ok((status @ (503 | 504), _)) => {
                *told.entry(format!("asked again: {status}")).or_default() += 1;
                tokio::time::sleep(AGAIN).await;
            }
            Ok((status, body)) => {
                let body = String::from_utf8_lossy(&body).into_owned();
                return Err(Fault::new(format!("status {status}: {body}")));
            }
            Err(fault) => return Err(fault),
        }
    }
    Err(Fault::new("asked two hundred times without an answer"))
}

fn said(answer: &Value) -> Outcome<String> {
    let submitted = answer.pointer("/data/checkoutSubmit");
    let ordered = submitted.and_then(|it| it.pointer("/checkout/orders/0/state"));
    if ordered.is_some() {
        return Ok("ordered".to_owned());
    }
    let code = submitted.and_then(|it| it.pointer("/userErrors/0/code")).and_then(Value::as_str);
    code.map(str::to_owned).ok_or_else(|| Fault::new(format!("neither yes nor no: {answer}")))
}

/// What must hold afterwards.
async fn look(db: &Db, good: &Good, (pieces, sold): (u64, u64)) -> Outcome<()> {
    if sold != pieces {
        return Err(Fault::new(format!("{sold} orders for {pieces} pieces")));
    }
    let sku = [Given::Id(Some(good.sku))];
    for (what, sql) in LAWS {
        let values: &[Given<'_>] = if sql.contains("$1") { &sku } else { &[] };
        let wrong = db.rows(sql, values).await?.number(0, 0)?;
        if wrong != 0 {
            return Err(Fault::new(format!("{wrong} {what}")));
        }
    }
    Ok(())
}

const LAWS: [(&str, &str); 7] = [
    laws::SUMS,
    laws::BALANCES,
    (
        "pieces are held beside those that orders hold",
        "SELECT CAST(s.reserved - (SELECT COALESCE(SUM(r.quantity), 0) FROM stock_reservation r \
         WHERE r.sku_id = s.id AND r.state = 'HELD') AS bigint) FROM sku s WHERE s.id = $1",
    ),
    (
        "pieces are left or oversold",
        "SELECT CAST(s.on_hand - s.reserved AS bigint) FROM sku s WHERE s.id = $1",
    ),
    (
        "reservations have no order",
        "SELECT COUNT(*) FROM stock_reservation r WHERE NOT EXISTS \
         (SELECT 1 FROM trade_order o WHERE o.id = r.order_id)",
    ),
    (
        "orders hold nothing",
        "SELECT COUNT(*) FROM order_line l JOIN trade_order o ON o.id = l.order_id \
         WHERE o.state = 'SUBMITTED' AND NOT EXISTS (SELECT 1 FROM stock_reservation r \
         WHERE r.order_id = l.order_id AND r.sku_id = l.sku_id AND r.state = 'HELD')",
    ),
    (
        "chains have gaps",
        "SELECT COUNT(*) FROM order_chain c WHERE c.seq <> \
         (SELECT COUNT(*) FROM order_contract k WHERE k.operator_id = c.operator_id)",
    ),
];
