//! The comparisons of orders, each one statement, so that it sees one moment.

use platform::Failure;
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use crate::orders::checks::Unequal;

/// The states are those of the index that the lists go by; what is over is not read again.
const ESCROW: &str = "SELECT o.id AS subject, o.currency AS currency, \
    CAST(o.total_minor AS bigint) AS expected, \
    CAST(coalesce(e.funded_minor, 0) AS bigint) AS found FROM trade_order AS o \
    LEFT JOIN escrow AS e ON e.order_id = o.id \
    WHERE o.state IN ('PAID', 'FORMING', 'TO_SHIP', 'SHIPPED', 'SIGNED') \
    AND coalesce(e.funded_minor, 0) <> o.total_minor \
    UNION ALL SELECT o.id, o.currency, CAST(0 AS bigint), CAST(e.funded_minor AS bigint) \
    FROM trade_order AS o JOIN escrow AS e ON e.order_id = o.id \
    WHERE o.state = 'SUBMITTED' AND e.funded_minor > 0 LIMIT 1000";

const RESERVED: &str = "SELECT s.id AS subject, CAST(coalesce(h.held, 0) AS bigint) AS expected, \
    CAST(s.reserved AS bigint) AS found FROM sku AS s LEFT JOIN \
    (SELECT sku_id, sum(quantity) AS held FROM stock_reservation WHERE state = 'HELD' \
    GROUP BY sku_id) AS h ON h.sku_id = s.id WHERE s.reserved <> coalesce(h.held, 0) LIMIT 1000";

/// Orders whose escrow is not what they say.
pub async fn escrow(db: &impl ConnectionTrait) -> Result<Vec<Unequal>, Failure> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), ESCROW)).await?;
    let unequal = |row: &QueryResult| {
        let code: String = row.try_get("", "currency")?;
        let currency = code.parse().map_err(|_| Failure::broken("an order's currency"))?;
        Ok(Unequal { currency: Some(currency), ..read(row)? })
    };
    rows.iter().map(unequal).collect()
}

/// Variants of which more or less is reserved than orders hold.
pub async fn reserved(db: &impl ConnectionTrait) -> Result<Vec<Unequal>, Failure> {
    let rows =
        db.query_all_raw(Statement::from_string(db.get_database_backend(), RESERVED)).await?;
    rows.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Unequal, Failure> {
    Ok(Unequal {
        subject: row.try_get("", "subject")?,
        currency: None,
        expected: row.try_get("", "expected")?,
        found: row.try_get("", "found")?,
    })
}
