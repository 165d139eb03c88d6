//! The comparisons of price cuts, each one statement, so that it sees one moment.

use platform::Failure;
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use crate::deals::price_cut::checks::Unequal;

const SUMS: &str = "SELECT c.id AS subject, \
    CAST(c.start_minor - coalesce(h.cut, 0) AS bigint) AS expected, \
    CAST(c.price_minor AS bigint) AS found FROM price_cut AS c LEFT JOIN \
    (SELECT cut_id, sum(amount_minor) AS cut, count(ordinal) AS helps FROM price_cut_help \
    GROUP BY cut_id) AS h ON h.cut_id = c.id \
    WHERE c.state IN ('STARTED', 'IN_PROGRESS', 'WON', 'ORDERED') \
    AND (c.price_minor <> c.start_minor - coalesce(h.cut, 0) \
    OR c.helps <> coalesce(h.helps, 0)) LIMIT 1000";

const TAKEN: &str = "SELECT g.id AS subject, CAST(coalesce(c.open, 0) AS bigint) AS expected, \
    CAST(g.taken AS bigint) AS found FROM price_cut_campaign AS g LEFT JOIN \
    (SELECT campaign_id, count(*) AS open FROM price_cut \
    WHERE state NOT IN ('EXPIRED', 'ABANDONED') GROUP BY campaign_id) AS c \
    ON c.campaign_id = g.id WHERE g.taken <> coalesce(c.open, 0) LIMIT 1000";

/// Sessions whose price is not their start less all cuts.
pub async fn sums(db: &impl ConnectionTrait) -> Result<Vec<Unequal>, Failure> {
    read_all(db, SUMS).await
}

/// Campaigns that count other pieces as taken than their sessions have.
pub async fn taken(db: &impl ConnectionTrait) -> Result<Vec<Unequal>, Failure> {
    read_all(db, TAKEN).await
}

async fn read_all(db: &impl ConnectionTrait, sql: &str) -> Result<Vec<Unequal>, Failure> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Unequal, Failure> {
    Ok(Unequal {
        subject: row.try_get("", "subject")?,
        expected: row.try_get("", "expected")?,
        found: row.try_get("", "found")?,
    })
}
