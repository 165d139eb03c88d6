//! What must hold when everybody has come to rest.

use std::time::Duration;

use uuid::Uuid;

use super::{number, until};
use crate::fault::{Fault, Outcome};
use crate::floor::db::{Db, Given};

/// What is wrong, and how often.
pub type Law = (&'static str, &'static str);

/// How long payments, events and clocks may take until nothing is under way.
pub const REST_WITHIN: Duration = Duration::from_mins(15);

/// So many groups of a campaign form.
pub async fn formed(db: &Db, campaign: Uuid, groups: usize) -> Outcome<()> {
    let values = [Given::Id(Some(campaign)), Given::Number(number(groups)?)];
    until(db, FORMED, &values).await
}

/// Every group of a campaign is complete, nobody waits, and all sums are right.
pub async fn look(
    db: &Db,
    (campaign, sku): (Uuid, Uuid),
    (groups, size): (usize, usize),
) -> Outcome<()> {
    let campaign = Given::Id(Some(campaign));
    until(db, WAITING, &[campaign]).await?;
    until(db, UNDELIVERED, &[]).await?;
    let members = number(groups.saturating_mul(size))?;
    for (what, sql) in LAWS {
        let wrong = db.rows(sql, &[campaign]).await?.number(0, 0)?;
        if wrong != 0 {
            return Err(Fault::new(format!("{wrong} {what}")));
        }
    }
    for (what, sql, value) in [
        ("pieces are held beside orders", HELD, Given::Id(Some(sku))),
        ("members are there", MEMBERS, campaign),
    ] {
        let found = db.rows(sql, &[value]).await?.number(0, 0)?;
        let due = if sql == MEMBERS { members } else { 0 };
        if found != due {
            return Err(Fault::new(format!("{found} {what}, and not {due}")));
        }
    }
    Ok(())
}

const FORMED: Law = (
    "groups do not form",
    "SELECT CAST($2 - COUNT(*) AS bigint) FROM group_buy \
     WHERE campaign_id = $1 AND state = 'FORMING' AND paid = 1",
);

const WAITING: Law = (
    "groups and members wait",
    "SELECT COUNT(*) FROM group_buy g LEFT JOIN group_member m ON m.group_id = g.id \
     AND m.state IN ('SEATED', 'PAID') WHERE g.campaign_id = $1 \
     AND (m.id IS NOT NULL OR g.state IN ('OPENED', 'FORMING'))",
);

const UNDELIVERED: Law = ("events are not delivered", "SELECT COUNT(*) FROM event_delivery");

const MEMBERS: &str = "SELECT COUNT(*) FROM group_member m JOIN group_buy g ON g.id = m.group_id \
    WHERE g.campaign_id = $1";

const HELD: &str = "SELECT CAST(s.reserved - (SELECT COALESCE(SUM(r.quantity), 0) \
    FROM stock_reservation r WHERE r.sku_id = s.id AND r.state = 'HELD') AS bigint) \
    FROM sku s WHERE s.id = $1";

const LAWS: [Law; 7] = [
    (
        "groups are not complete with exactly their size",
        "SELECT COUNT(*) FROM group_buy WHERE campaign_id = $1 AND (paid <> size \
         OR seats_taken <> size OR state NOT IN ('SUCCEEDED', 'FULFILLING'))",
    ),
    (
        "groups have another number of members than seats",
        "SELECT COUNT(*) FROM group_buy g WHERE g.campaign_id = $1 AND g.seats_taken <> \
         (SELECT COUNT(*) FROM group_member m WHERE m.group_id = g.id \
         AND m.state IN ('SEATED', 'PAID', 'CONFIRMED'))",
    ),
    (
        "buyers have no outcome",
        "SELECT COUNT(*) FROM group_member m JOIN group_buy g ON g.id = m.group_id \
         JOIN trade_order o ON o.id = m.order_id WHERE g.campaign_id = $1 \
         AND NOT (m.state = 'CONFIRMED' AND o.state = 'TO_SHIP')",
    ),
    (
        "orders keep another sum than was captured and not given back",
        "SELECT COUNT(*) FROM group_member m JOIN group_buy g ON g.id = m.group_id \
         JOIN trade_order o ON o.id = m.order_id LEFT JOIN payment_part p ON p.subject = o.id \
         WHERE g.campaign_id = $1 AND COALESCE(p.captured_minor - p.refunded_minor, 0) <> \
         CASE WHEN o.state = 'CANCELLED' THEN 0 ELSE o.total_minor END",
    ),
    (
        "pieces are counted wrong",
        "SELECT CAST(c.taken - (SELECT COALESCE(SUM(m.quantity), 0) FROM group_member m \
         JOIN group_buy g ON g.id = m.group_id WHERE g.campaign_id = c.id) AS bigint) \
         FROM group_campaign c WHERE c.id = $1",
    ),
    (
        "orders have no contract",
        "SELECT COUNT(*) FROM group_member m JOIN group_buy g ON g.id = m.group_id \
         WHERE g.campaign_id = $1 AND NOT EXISTS \
         (SELECT 1 FROM order_contract c WHERE c.order_id = m.order_id)",
    ),
    (
        "people are twice in a group",
        "SELECT COUNT(*) FROM (SELECT m.group_id, m.account_id FROM group_member m \
         JOIN group_buy g ON g.id = m.group_id WHERE g.campaign_id = $1 \
         GROUP BY m.group_id, m.account_id HAVING COUNT(*) > 1) AS twice",
    ),
];
