//! `crash`: the server is killed again and again while people order, pay, cancel and like; and
//! `retry`: one answer in five is lost. Whatever was acknowledged is there afterwards, once, and
//! the books are even, or it fails.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::dice::Dice;
use crate::fault::{Fault, Outcome};
use crate::floor::db::Db;
use crate::laws;
use crate::mixed::{Cast, Done, Load, ask_again};
use crate::place::{Place, Side};

/// How soon after its start a server that was killed has to answer.
const READY_WITHIN: Duration = Duration::from_secs(5);

/// How long reactions may take to come to rest.
const REST_WITHIN: Duration = Duration::from_mins(3);

/// Kills the server so many times during the load; what came of it, a line.
pub async fn crash(place: &mut Place, kills: u32, connections: usize) -> Outcome<String> {
    let (cast, server, before) = begin(place).await?;
    let (tell, told) = watch::channel(server);
    let over = Arc::new(AtomicBool::new(false));
    let load =
        Load { server: told, over: Arc::clone(&over), journeys: usize::MAX, lost: 0, connections };
    let acting = tokio::spawn(cast.act(load.clone()));
    let mut dice = Dice::new(u64::from(std::process::id()));
    let mut slowest = Duration::ZERO;
    for kill in 1..=kills {
        // Long enough to be in the middle of things, and never at the same point.
        let until = Duration::from_millis(300 + u64::try_from(dice.wide() % 1_200)?);
        tokio::time::sleep(until).await;
        if acting.is_finished() {
            break;
        }
        let ready = place.crash().await?;
        slowest = slowest.max(ready);
        if ready > READY_WITHIN {
            return Err(Fault::new(format!("ready {ready:?} after kill {kill}")));
        }
        tell.send_replace(place.address(Side::Server)?);
    }
    over.store(true, Ordering::Relaxed);
    let done = acting.await??;
    let again = ask_again(&done.kept, &load).await?;
    look(place, &done, &before).await?;
    let (engine, counts) = (place.engine(), &done.counts);
    place.close();
    Ok(format!(
        "{engine}: {kills} kills, ready in {:.2} s at most; {} mutations acknowledged, {again} \
         asked for again and found: {counts:?}",
        slowest.as_secs_f64(),
        done.acknowledged(),
    ))
}

/// So many journeys, of whose answers one in `lost` is lost; what came of it, a line.
pub async fn retry(
    place: &mut Place,
    mutations: usize,
    (lost, connections): (usize, usize),
) -> Outcome<String> {
    let (cast, server, before) = begin(place).await?;
    let (_tell, told) = watch::channel(server);
    // A journey is an order, a like, three payments of four and two cancellations of four.
    let journeys = mutations.saturating_mul(4).div_ceil(13);
    let over = Arc::new(AtomicBool::new(false));
    let load = Load { server: told, over, journeys, lost, connections };
    let began = Instant::now();
    let done = cast.act(load.clone()).await?;
    let took = began.elapsed().as_secs_f64();
    let again = ask_again(&done.kept, &load).await?;
    look(place, &done, &before).await?;
    let (engine, counts) = (place.engine(), &done.counts);
    place.close();
    Ok(format!(
        "{engine}: {} mutations acknowledged in {took:.1} s, {again} asked for again and found: \
         {counts:?}",
        done.acknowledged(),
    ))
}

async fn begin(place: &mut Place) -> Outcome<(Arc<Cast>, SocketAddr, Vec<i64>)> {
    let ground = place.open().await?;
    let cast = Cast::prepare(&ground).await?;
    let before = counted(&ground.db).await?;
    // Nobody but the server has the database open: what it left behind it has to mend itself.
    ground.db.close().await;
    place.leave_floor();
    Ok((Arc::new(cast), ground.server, before))
}

async fn counted(db: &Db) -> Outcome<Vec<i64>> {
    let mut counts = Vec::new();
    for (_, sql) in COUNTED {
        counts.push(db.rows(sql, &[]).await?.number(0, 0)?);
    }
    Ok(counts)
}

/// What must hold once everything has come to rest.
async fn look(place: &Place, done: &Done, before: &[i64]) -> Outcome<()> {
    let db = Db::open(&place.url()).await?;
    let began = Instant::now();
    loop {
        let wrong = unlawful(&db).await?;
        match wrong {
            None => break,
            Some(what) if began.elapsed() > REST_WITHIN => return Err(Fault::new(what)),
            Some(_) => tokio::time::sleep(Duration::from_millis(500)).await,
        }
    }
    for ((what, _), (now, before)) in COUNTED.iter().zip(counted(&db).await?.iter().zip(before)) {
        let told = done.counts.get(*what).copied().unwrap_or(0);
        if u64::try_from(now - before).ok() != Some(told) {
            return Err(Fault::new(format!("{told} {what}, and {} are there", now - before)));
        }
    }
    db.close().await;
    Ok(())
}

async fn unlawful(db: &Db) -> Outcome<Option<String>> {
    for (what, sql) in LAWS {
        let wrong = db.rows(sql, &[]).await?.number(0, 0)?;
        if wrong != 0 {
            return Ok(Some(format!("{wrong} {what}")));
        }
    }
    Ok(None)
}

/// What is counted before and after, and what of it was acknowledged meanwhile.
const COUNTED: [(&str, &str); 3] = [
    ("ordered", "SELECT COUNT(*) FROM checkout"),
    ("cancelled", "SELECT COUNT(*) FROM trade_order WHERE state = 'CANCELLED'"),
    ("paid", "SELECT COUNT(*) FROM idempotency WHERE operation = 'paymentConfirm'"),
];

const LAWS: [(&str, &str); 10] = [
    ("events are not delivered", "SELECT COUNT(*) FROM event_delivery"),
    laws::SUMS,
    laws::BALANCES,
    (
        "orders are paid without their whole price in escrow",
        "SELECT COUNT(*) FROM trade_order o LEFT JOIN escrow e ON e.order_id = o.id \
         WHERE o.state IN ('PAID', 'TO_SHIP') \
         AND COALESCE(e.funded_minor - e.refunded_minor, 0) <> o.total_minor",
    ),
    (
        "orders were cancelled and keep money",
        "SELECT COUNT(*) FROM trade_order o JOIN escrow e ON e.order_id = o.id \
         WHERE o.state = 'CANCELLED' AND e.funded_minor <> e.refunded_minor",
    ),
    (
        "payments are captured and their orders wait",
        "SELECT COUNT(*) FROM payment p JOIN checkout c ON c.payment_id = p.id \
         JOIN trade_order o ON o.checkout_id = c.id \
         WHERE p.state <> 'CREATED' AND o.state = 'SUBMITTED'",
    ),
    (
        "variants hold another number of pieces than their orders",
        "SELECT COUNT(*) FROM sku s WHERE s.reserved <> (SELECT COALESCE(SUM(r.quantity), 0) \
         FROM stock_reservation r WHERE r.sku_id = s.id AND r.state = 'HELD')",
    ),
    (
        "orders have no contract",
        "SELECT COUNT(*) FROM trade_order o WHERE NOT EXISTS \
         (SELECT 1 FROM order_contract c WHERE c.order_id = o.id)",
    ),
    (
        "chains have gaps",
        "SELECT COUNT(*) FROM order_chain c WHERE c.seq <> \
         (SELECT COUNT(*) FROM order_contract k WHERE k.operator_id = c.operator_id)",
    ),
    (
        "posts are miscounted",
        "SELECT COUNT(*) FROM (SELECT id, like_count FROM post \
         WHERE state = 'PUBLISHED' ORDER BY published_at DESC, id DESC LIMIT 300) p \
         WHERE p.like_count <> (SELECT COUNT(*) FROM post_like l WHERE l.post_id = p.id)",
    ),
];
