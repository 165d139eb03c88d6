//! The SQL of the ledger. Rows of transfers are inserted, and nothing else writes balances.

pub mod accounts;
pub mod book;
pub mod escrows;
pub mod freezes;
pub mod incidents;
pub mod statements;
pub mod transfers;
pub mod whole;

use platform::Failure;
use platform::kernel::Currency;
use sea_orm::{DatabaseBackend, Statement, Value};
use uuid::Uuid;

/// The condition of transfers that are behind the place up to which days were added up: `t` is the
/// transfer, `b` the book. On PostgreSQL positions become visible out of order, transactions do not
/// once all older ones have ended.
fn unbooked(backend: DatabaseBackend) -> &'static str {
    match backend {
        DatabaseBackend::Postgres => "(t.tx, t.position) > (b.booked_tx, b.booked_position)",
        _ => "t.position > b.booked_position",
    }
}

/// `$1, $2, …`: numbered places for a list that begins behind `before` others.
fn places(before: usize, count: usize) -> String {
    let first = before.saturating_add(1);
    let last = before.saturating_add(count);
    (first..=last).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// A statement whose only values are ids.
fn with_ids(backend: DatabaseBackend, sql: String, ids: Vec<Uuid>) -> Statement {
    Statement::from_sql_and_values(backend, sql, ids.into_iter().map(Value::from))
}

fn currency(code: &str) -> Result<Currency, Failure> {
    code.parse().map_err(|error| Failure::because("a currency of the ledger", error))
}
