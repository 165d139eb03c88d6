//! The comparisons of orders, each one statement, so that it sees one moment.

use std::collections::HashMap;

use entity::orders::order_check;
use platform::Failure;
use platform::database::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryResult, Statement};
use uuid::Uuid;

use crate::orders::checks::Unequal;

/// How many orders of each state, and variants, are compared each minute: those behind the place
/// where the minute before ended, and the newest.
const WINDOW: u64 = 2_000;
const NEWEST: u64 = 500;

/// What an order of each state has in escrow: its whole price from when it is paid, nothing before.
/// What is over is not read again.
const EXPECTED: [(&str, &str); 6] = [
    ("PAID", "o.total_minor"),
    ("FORMING", "o.total_minor"),
    ("TO_SHIP", "o.total_minor"),
    ("SHIPPED", "o.total_minor"),
    ("SIGNED", "o.total_minor"),
    ("SUBMITTED", "0"),
];
/// Where the comparison of variants stands.
const SKUS: &str = "SKU";
/// More than so many differences are not told at once.
const MOST: u64 = 1_000;

/// Orders of one state compared with their escrows, by the index of states; `which` of them.
fn orders_of((state, expected): (&str, &str), which: &str) -> String {
    format!(
        "SELECT o.id AS subject, o.currency AS currency, CAST({expected} AS bigint) AS expected, \
         CAST(coalesce(e.funded_minor, 0) AS bigint) AS found FROM (SELECT id, currency, \
         total_minor FROM trade_order WHERE state = '{state}' {which}) AS o \
         LEFT JOIN escrow AS e ON e.order_id = o.id \
         WHERE coalesce(e.funded_minor, 0) <> {expected}"
    )
}

/// Variants compared with what orders and what may become one hold of them; `which` of them.
fn variants(which: &str) -> String {
    let of = |table| {
        format!(
            "(SELECT coalesce(sum(h.quantity), 0) FROM {table} AS h \
             WHERE h.sku_id = s.id AND h.state = 'HELD')"
        )
    };
    let held = format!("({} + {})", of("stock_reservation"), of("stock_hold"));
    format!(
        "SELECT s.id AS subject, CAST({held} AS bigint) AS expected, \
         CAST(s.reserved AS bigint) AS found FROM (SELECT id, reserved FROM sku {which}) AS s \
         WHERE s.reserved <> {held} LIMIT {MOST}"
    )
}

/// Orders of the windows of this minute whose escrow is not what they say.
pub async fn escrow_of_windows(
    db: &impl ConnectionTrait,
    places: &Places,
) -> Result<Vec<Unequal>, Failure> {
    let mut parts = Vec::new();
    let mut values = Vec::new();
    for of in EXPECTED {
        values.push(places.of(of.0).into());
        let mark = values.len();
        let ahead = format!("AND id > ${mark} ORDER BY id LIMIT {WINDOW}");
        let newest = format!("AND id > ${mark} ORDER BY id DESC LIMIT {NEWEST}");
        parts.extend([orders_of(of, &ahead), orders_of(of, &newest)]);
    }
    // One that is in both windows is told once.
    let sql = format!("{} LIMIT {MOST}", parts.join(" UNION "));
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.query_all_raw(ask).await?.iter().map(read_money).collect()
}

/// All orders whose escrow is not what they say.
pub async fn escrow(db: &impl ConnectionTrait) -> Result<Vec<Unequal>, Failure> {
    let parts = EXPECTED.map(|of| orders_of(of, ""));
    let sql = format!("{} LIMIT {MOST}", parts.join(" UNION ALL "));
    let ask = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(ask).await?.iter().map(read_money).collect()
}

/// Variants of the window of this minute of which more or less is reserved than is held.
pub async fn reserved_of_window(
    db: &impl ConnectionTrait,
    places: &Places,
) -> Result<Vec<Unequal>, Failure> {
    let sql = variants(&format!("WHERE id > $1 ORDER BY id LIMIT {WINDOW}"));
    let values = [places.of(SKUS).into()];
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.query_all_raw(ask).await?.iter().map(read).collect()
}

/// All variants of which more or less is reserved than is held.
pub async fn reserved(db: &impl ConnectionTrait) -> Result<Vec<Unequal>, Failure> {
    let ask = Statement::from_string(db.get_database_backend(), variants(""));
    db.query_all_raw(ask).await?.iter().map(read).collect()
}

/// Up to where orders of each state, and variants, were compared.
pub struct Places(HashMap<String, Uuid>);

impl Places {
    fn of(&self, name: &str) -> Uuid {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// Whether any of these is elsewhere than before: in a small house none ever is.
    pub fn differs(&self, before: &Self) -> bool {
        self.0.iter().any(|(name, end)| before.of(name) != *end)
    }
}

/// Where the comparisons stand.
pub async fn places(db: &impl ConnectionTrait) -> Result<Places, Failure> {
    let rows = order_check::Entity::find().all(db).await?;
    Ok(Places(rows.into_iter().map(|row| (row.name, row.after_id)).collect()))
}

/// Where the windows of orders end; from the beginning again where nothing is behind them.
pub async fn after_orders(db: &impl ConnectionTrait, places: &Places) -> Result<Places, Failure> {
    let mut parts = Vec::new();
    let mut values = Vec::new();
    for (state, _) in EXPECTED {
        values.push(places.of(state).into());
        let mark = values.len();
        parts.push(format!(
            "SELECT '{state}' AS name, id FROM (SELECT id FROM trade_order WHERE state = '{state}' \
             AND id > ${mark} ORDER BY id LIMIT 1 OFFSET {}) AS behind",
            WINDOW - 1
        ));
    }
    let sql = parts.join(" UNION ALL ");
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut ends: HashMap<String, Uuid> = HashMap::new();
    for row in db.query_all_raw(ask).await? {
        ends.insert(row.try_get("", "name")?, row.try_get("", "id")?);
    }
    let end =
        |(state, _): (&str, &str)| (state.to_owned(), ends.get(state).copied().unwrap_or_default());
    Ok(Places(EXPECTED.map(end).into()))
}

/// Where the window of variants ends.
pub async fn after_skus(db: &impl ConnectionTrait, places: &Places) -> Result<Places, Failure> {
    let sql = format!("SELECT id FROM sku WHERE id > $1 ORDER BY id LIMIT 1 OFFSET {}", WINDOW - 1);
    let values = [places.of(SKUS).into()];
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let end = match db.query_one_raw(ask).await? {
        Some(row) => row.try_get("", "id")?,
        None => Uuid::nil(),
    };
    Ok(Places(HashMap::from([(SKUS.to_owned(), end)])))
}

/// Keeps where comparisons go on.
pub async fn put(tx: &Tx, before: &Places, after: &Places) -> Result<(), Failure> {
    let moved = after.0.iter().filter(|(name, end)| before.of(name) != **end);
    let row = |(name, end): (&String, &Uuid)| order_check::ActiveModel {
        name: Set(name.clone()),
        after_id: Set(*end),
    };
    let known = OnConflict::column(order_check::Column::Name)
        .update_column(order_check::Column::AfterId)
        .to_owned();
    order_check::Entity::insert_many(moved.map(row))
        .on_conflict(known)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

fn read_money(row: &QueryResult) -> Result<Unequal, Failure> {
    let code: String = row.try_get("", "currency")?;
    let currency = code.parse().map_err(|_| Failure::broken("an order's currency"))?;
    Ok(Unequal { currency: Some(currency), ..read(row)? })
}

fn read(row: &QueryResult) -> Result<Unequal, Failure> {
    Ok(Unequal {
        subject: row.try_get("", "subject")?,
        currency: None,
        expected: row.try_get("", "expected")?,
        found: row.try_get("", "found")?,
    })
}
