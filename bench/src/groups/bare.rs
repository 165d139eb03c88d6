//! The same joins in bare SQL: the rows that the server writes for a seat and its order, in its
//! order, with the same locks, from as many tasks as the server has connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tokio::task::JoinSet;
use uuid::Uuid;

use super::{Groups, rate};
use crate::clock;
use crate::crowd::Joiner;
use crate::fault::{Fault, Outcome};
use crate::floor::db::{Db, Given, Tx};
use crate::scenario::order::{fresh, order_rows};

/// Joins groups of a campaign so often; answers how many a second.
pub async fn joins(
    url: &str,
    crowd: &Arc<Vec<Joiner>>,
    (sku, campaign, how): (Uuid, Uuid, &Groups),
) -> Outcome<f64> {
    let (db, beside) = (Arc::new(Db::open(url).await?), how.size.saturating_sub(1).max(1));
    let groups = Arc::new(open(&db, crowd, (campaign, how.bare.div_ceil(beside))).await?);
    let next = Arc::new(AtomicUsize::new(0));
    let (mut tasks, count) = (JoinSet::new(), how.bare);
    let began = Instant::now();
    for _ in 0..how.connections.max(1) {
        let (db, next) = (Arc::clone(&db), Arc::clone(&next));
        let (groups, crowd) = (Arc::clone(&groups), Arc::clone(crowd));
        tasks.spawn(async move {
            loop {
                let nth = next.fetch_add(1, Ordering::Relaxed);
                if nth >= count {
                    return Ok::<_, Fault>(());
                }
                let buyer = crowd[nth % crowd.len()].id;
                join(db.begin().await?, (buyer, sku), groups[nth / beside], campaign).await?;
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    let took = began.elapsed().as_secs_f64();
    if let Ok(db) = Arc::try_unwrap(db) {
        db.close().await;
    }
    Ok(rate(count, took))
}

/// Groups that form, each with its first seat taken.
async fn open(
    db: &Db,
    crowd: &Arc<Vec<Joiner>>,
    (campaign, count): (Uuid, usize),
) -> Outcome<Vec<Uuid>> {
    let leader = crowd.first().ok_or_else(|| Fault::new("nobody leads"))?.id;
    let now = clock::now_millis();
    let mut groups = Vec::with_capacity(count);
    let mut tx = db.begin().await?;
    for _ in 0..count {
        let group = fresh();
        let values = [
            Given::Id(Some(group)),
            Given::Id(Some(campaign)),
            Given::Id(Some(leader)),
            Given::Number(now),
            Given::Number(now + 86_400_000),
        ];
        tx.rows(GROUP, &values).await?;
        groups.push(group);
    }
    tx.commit().await?;
    Ok(groups)
}

async fn join(mut tx: Tx, (buyer, sku): (Uuid, Uuid), group: Uuid, campaign: Uuid) -> Outcome<()> {
    let now = clock::now_millis();
    let id = |id: Uuid| Given::Id(Some(id));
    if tx.rows(TAKE, &[id(group), Given::Number(now)]).await?.len() != 1 {
        return Err(Fault::new("no seat was free"));
    }
    let (member, event) = (fresh(), fresh());
    // What a hash of sixty-four digits is to the server: of a contact, and of an address.
    let buyer_text = buyer.simple().to_string();
    let digests = ["a", "b"].map(|kind| format!("{kind}{buyer_text:0>63}"));
    let [one, two] = [Given::Text(&digests[0]), Given::Text(&digests[1])];
    if tx.rows(KNOWN, &[id(group), one, two]).await?.len() != 0 {
        return Err(Fault::new("they are in it already"));
    }
    let order = order_rows(&mut tx, buyer, sku).await?;
    let by = Given::Number(now + 900_000);
    let values = [id(member), id(group), id(buyer), id(order), Given::Number(now), by];
    tx.rows(MEMBER, &values).await?;
    tx.rows(NOTE, &[id(group), id(member), one, two]).await?;
    tx.rows(ALLOWANCE, &[id(campaign), one, two]).await?;
    tx.rows(USED, &[id(member), id(campaign), one, two]).await?;
    let told = [id(event), id(member), Given::Number(now)];
    match &tx {
        Tx::Postgres(_) => tx.rows(TELL_POSTGRES, &told).await?,
        Tx::Sqlite(_) => tx.rows(TELL_SQLITE, &told).await?,
    };
    if tx.rows(TAKEN, &[id(campaign)]).await?.len() != 1 {
        return Err(Fault::new("the campaign has nothing left"));
    }
    tx.commit().await
}

const GROUP: &str = "INSERT INTO group_buy (id, campaign_id, operator_id, product_id, sku_id, \
    leader_id, state, size, hours, currency, unit_minor, solo_minor, most_per_person, \
    seats_taken, paid, missing, benefit_minor, benefit_state, terms_version, opened_at, deadline) \
    SELECT $1, c.id, c.operator_id, c.product_id, c.sku_id, $3, 'FORMING', c.size, c.hours, \
    c.currency, c.group_minor, c.solo_minor, c.most_per_person, 1, 1, c.size - 1, 0, 'NONE', \
    c.terms_version, $4, $5 FROM group_campaign c WHERE c.id = $2";

const TAKE: &str = "UPDATE group_buy SET seats_taken = seats_taken + 1 WHERE id = $1 \
    AND state = 'FORMING' AND seats_taken < size AND deadline > $2 RETURNING id";

const KNOWN: &str =
    "SELECT member_id FROM group_identity WHERE group_id = $1 AND digest IN ($2, $3) LIMIT 1";

const MEMBER: &str = "INSERT INTO group_member (id, group_id, account_id, order_id, is_leader, \
    state, quantity, seated_at, pay_by) VALUES ($1, $2, $3, $4, false, 'SEATED', 1, $5, $6)";

const NOTE: &str = "INSERT INTO group_identity (group_id, digest, member_id) \
    VALUES ($1, $3, $2), ($1, $4, $2)";

const ALLOWANCE: &str = "INSERT INTO group_allowance (campaign_id, digest, pieces, most) \
    VALUES ($1, $2, 1, 999), ($1, $3, 1, 999) ON CONFLICT (campaign_id, digest) \
    DO UPDATE SET pieces = group_allowance.pieces + 1";

const USED: &str = "INSERT INTO group_allowance_use (member_id, campaign_id, digest) \
    VALUES ($1, $2, $3), ($1, $2, $4)";

const TAKEN: &str = "UPDATE group_campaign SET taken = taken + 1 WHERE id = $1 \
    AND state IN ('SCHEDULED', 'RUNNING') AND taken + 1 <= stock RETURNING id";

const TELL_POSTGRES: &str = "INSERT INTO event (id, aggregate, seq, kind, body, at) \
    VALUES ($1, $2, 1, 'bench.seat', CAST('{\"group\": 1}' AS jsonb), $3)";

const TELL_SQLITE: &str = "INSERT INTO event (id, aggregate, seq, kind, body, at) \
    VALUES ($1, $2, 1, 'bench.seat', '{\"group\": 1}', $3)";
