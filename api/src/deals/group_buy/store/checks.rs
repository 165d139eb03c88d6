//! The comparisons of groups, each one statement, so that it sees one moment.

use platform::Failure;
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use uuid::Uuid;

/// What differs: of which group, member or campaign, and the two numbers.
pub struct Unequal {
    pub subject: Uuid,
    pub expected: i64,
    pub found: i64,
}

/// What a group says of its seats is what its members say: while it is to be filled those who have
/// one, and from its success on those who had one then (GB-6).
const SEATS: &str = "SELECT g.id AS subject, \
    CAST(coalesce(m.seats, 0) * 1000 + coalesce(m.paid, 0) AS bigint) AS expected, \
    CAST(g.seats_taken * 1000 + g.paid AS bigint) AS found FROM group_buy AS g LEFT JOIN \
    (SELECT group_id, count(*) AS seats, \
    sum(CASE WHEN state = 'SEATED' THEN 0 ELSE 1 END) AS paid FROM group_member \
    WHERE state IN ('SEATED', 'PAID') OR confirmed_at IS NOT NULL GROUP BY group_id) AS m \
    ON m.group_id = g.id WHERE g.state IN ('OPENED', 'FORMING', 'SUCCEEDED', 'FULFILLING') \
    AND (g.seats_taken <> coalesce(m.seats, 0) OR g.paid <> coalesce(m.paid, 0)) LIMIT 1000";

/// A paid member of a forming group has an order that waits for it, and a confirmed one none that
/// does.
const ORDERS: &str = "SELECT m.id AS subject, CAST(1 AS bigint) AS expected, \
    CAST(0 AS bigint) AS found FROM group_member AS m \
    JOIN group_buy AS g ON g.id = m.group_id JOIN trade_order AS o ON o.id = m.order_id \
    WHERE (g.state = 'FORMING' AND m.state = 'PAID' AND o.state NOT IN ('FORMING', 'CANCELLED')) \
    OR (g.state IN ('SUCCEEDED', 'FULFILLING') AND m.state = 'CONFIRMED' \
    AND o.state IN ('SUBMITTED', 'PAID', 'FORMING')) LIMIT 1000";

/// What members of a campaign have is what it says is taken.
const TAKEN: &str = "SELECT c.id AS subject, CAST(coalesce(m.pieces, 0) AS bigint) AS expected, \
    CAST(c.taken AS bigint) AS found FROM group_campaign AS c LEFT JOIN \
    (SELECT g.campaign_id, sum(m.quantity) AS pieces FROM group_member AS m \
    JOIN group_buy AS g ON g.id = m.group_id WHERE m.confirmed_at IS NOT NULL \
    OR (m.state IN ('SEATED', 'PAID') AND g.state IN ('OPENED', 'FORMING')) \
    GROUP BY g.campaign_id) AS m ON m.campaign_id = c.id \
    WHERE c.taken <> coalesce(m.pieces, 0) LIMIT 1000";

pub async fn seats(db: &impl ConnectionTrait) -> Result<Vec<Unequal>, Failure> {
    ask(db, SEATS).await
}

pub async fn orders(db: &impl ConnectionTrait) -> Result<Vec<Unequal>, Failure> {
    ask(db, ORDERS).await
}

pub async fn taken(db: &impl ConnectionTrait) -> Result<Vec<Unequal>, Failure> {
    ask(db, TAKEN).await
}

async fn ask(db: &impl ConnectionTrait, sql: &str) -> Result<Vec<Unequal>, Failure> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let read = |row: &QueryResult| {
        Ok(Unequal {
            subject: row.try_get("", "subject")?,
            expected: row.try_get("", "expected")?,
            found: row.try_get("", "found")?,
        })
    };
    rows.iter().map(read).collect()
}
