//! The reconciler's reading: days added up from transfers, and what was kept compared with what the
//! transfers come to. Each comparison is one statement, so that it sees one moment.

use entity::ledger::ledger_account::AccountKind;
use entity::ledger::ledger_book;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryResult,
    QuerySelect, Statement, TryGetable,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::currency;
use crate::ledger::check::{Difference, Freeze};

/// The most differences that one comparison tells of.
const MANY: i64 = 1_000;

const GUARDED: &str = "('PAYABLE', 'DEPOSIT', 'WALLET', 'COMPENSATION')";

/// How far transfers were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub tx: i64,
    pub position: i64,
}

/// Takes the turn of this minute; false if a server had it after `before`.
pub async fn take_turn(tx: &Tx, before: OffsetDateTime) -> Result<bool, Failure> {
    let taken = ledger_book::Entity::update_many()
        .col_expr(ledger_book::Column::RunAt, Expr::value(to_millis(tx.now())))
        .filter(ledger_book::Column::RunAt.lte(to_millis(before)))
        .exec(tx.conn())
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Where the book stands, locked: up to where days are added up, and up to where all was compared.
pub async fn lock(tx: &Tx) -> Result<(Place, Place), Failure> {
    let row = ledger_book::Entity::find_by_id(1).lock(LockType::NoKeyUpdate).one(tx.conn()).await?;
    let row = row.ok_or_else(|| Failure::broken("the ledger's book is gone"))?;
    let booked = Place { tx: row.booked_tx, position: row.booked_position };
    Ok((booked, Place { tx: row.checked_tx, position: row.checked_position }))
}

/// Up to where days are added up from now on.
pub async fn set_booked(tx: &Tx, place: Place) -> Result<(), Failure> {
    ledger_book::Entity::update_many()
        .col_expr(ledger_book::Column::BookedTx, Expr::value(place.tx))
        .col_expr(ledger_book::Column::BookedPosition, Expr::value(place.position))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Up to where all was compared.
pub async fn set_checked(tx: &Tx, place: Place) -> Result<(), Failure> {
    ledger_book::Entity::update_many()
        .col_expr(ledger_book::Column::CheckedTx, Expr::value(place.tx))
        .col_expr(ledger_book::Column::CheckedPosition, Expr::value(place.position))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Transfers behind the place in `$a`, `$b`.
fn behind(backend: DatabaseBackend, a: u8, b: u8) -> String {
    match backend {
        DatabaseBackend::Postgres => format!("(t.tx, t.position) > (${a}, ${b})"),
        _ => format!("(t.tx >= ${a} AND t.position > ${b})"),
    }
}

/// Transfers up to the place in `$a`, `$b`.
fn up_to(backend: DatabaseBackend, a: u8, b: u8) -> String {
    match backend {
        DatabaseBackend::Postgres => format!("(t.tx, t.position) <= (${a}, ${b})"),
        _ => format!("(t.tx <= ${a} AND t.position <= ${b})"),
    }
}

/// The last of the next `most` transfers that nothing can come before any more, and how many there
/// are up to it.
pub async fn next(tx: &Tx, after: Place, most: i64) -> Result<Option<(Place, i64)>, Failure> {
    let backend = tx.conn().get_database_backend();
    let settled = match backend {
        DatabaseBackend::Postgres => {
            " AND t.tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        }
        _ => "",
    };
    let sql = format!(
        "SELECT tx, position, count(*) OVER () AS many FROM (SELECT t.tx, t.position \
         FROM ledger_transfer AS t WHERE {}{settled} ORDER BY t.tx, t.position LIMIT $3) AS ahead \
         ORDER BY tx DESC, position DESC LIMIT 1",
        behind(backend, 1, 2)
    );
    let values = [after.tx.into(), after.position.into(), most.into()];
    let row = tx.conn().query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let Some(row) = row else { return Ok(None) };
    let place = Place { tx: row.try_get("", "tx")?, position: row.try_get("", "position")? };
    Ok(Some((place, row.try_get("", "many")?)))
}

/// Adds transfers to the days of their accounts. Escrows have no days: they are few transfers each.
pub async fn add_days(tx: &Tx, from: Place, to: Place) -> Result<(), Failure> {
    let backend = tx.conn().get_database_backend();
    let range = format!("{} AND {}", behind(backend, 1, 2), up_to(backend, 3, 4));
    let sql = format!(
        "INSERT INTO ledger_day (account_id, day, debit_minor, credit_minor, transfers) \
         SELECT account_id, day, CAST(sum(debit) AS bigint), CAST(sum(credit) AS bigint), count(*) \
         FROM (SELECT t.debit_id AS account_id, t.day, t.amount_minor AS debit, 0 AS credit \
         FROM ledger_transfer AS t WHERE {range} AND t.debit_kind <> 'ESCROW' \
         UNION ALL SELECT t.credit_id, t.day, 0, t.amount_minor \
         FROM ledger_transfer AS t WHERE {range} AND t.credit_kind <> 'ESCROW') AS moves \
         GROUP BY account_id, day ON CONFLICT (account_id, day) DO UPDATE SET \
         debit_minor = ledger_day.debit_minor + excluded.debit_minor, \
         credit_minor = ledger_day.credit_minor + excluded.credit_minor, \
         transfers = ledger_day.transfers + excluded.transfers"
    );
    tx.conn().execute_raw(ranged(backend, sql, from, to)).await?;
    Ok(())
}

fn ranged(backend: DatabaseBackend, sql: String, from: Place, to: Place) -> Statement {
    let values = [from.tx, from.position, to.tx, to.position];
    Statement::from_sql_and_values(backend, sql, values.map(Into::into))
}

/// Kept balances of accounts that were moved between two places, where they are not what the days
/// and the transfers behind the second place come to.
pub async fn differing_accounts(
    tx: &Tx,
    from: Place,
    to: Place,
) -> Result<Vec<Difference>, Failure> {
    let backend = tx.conn().get_database_backend();
    let range = format!("{} AND {}", behind(backend, 1, 2), up_to(backend, 3, 4));
    let tail = behind(backend, 3, 4);
    let sql = format!(
        "WITH touched AS (SELECT t.debit_id AS id FROM ledger_transfer AS t \
         WHERE {range} AND t.debit_kind IN {GUARDED} UNION SELECT t.credit_id \
         FROM ledger_transfer AS t WHERE {range} AND t.credit_kind IN {GUARDED}), \
         tail AS (SELECT id, sum(minor) AS minor FROM ( \
         SELECT t.credit_id AS id, t.amount_minor AS minor FROM ledger_transfer AS t \
         WHERE {tail} AND t.credit_kind IN {GUARDED} UNION ALL SELECT t.debit_id, -t.amount_minor \
         FROM ledger_transfer AS t WHERE {tail} AND t.debit_kind IN {GUARDED}) AS moves \
         GROUP BY id) \
         SELECT id, kind, owner_id, currency, found, expected FROM ( \
         SELECT a.id, a.kind, a.owner_id, a.currency, a.balance_minor AS found, \
         CAST((SELECT coalesce(sum(d.credit_minor - d.debit_minor), 0) FROM ledger_day AS d \
         WHERE d.account_id = a.id) + coalesce((SELECT tail.minor FROM tail \
         WHERE tail.id = a.id), 0) AS bigint) AS expected FROM ledger_account AS a \
         WHERE a.id IN (SELECT touched.id FROM touched)) AS compared \
         WHERE found <> expected ORDER BY id LIMIT {MANY}"
    );
    let rows = tx.conn().query_all_raw(ranged(backend, sql, from, to)).await?;
    rows.iter().map(of_account).collect()
}

/// A difference of an account as a row tells it: `id`, `kind`, `owner_id`, `currency`, `expected`,
/// `found`.
pub(super) fn of_account(row: &QueryResult) -> Result<Difference, Failure> {
    let owner: Uuid = row.try_get("", "owner_id")?;
    let kind = AccountKind::try_get(row, "", "kind")
        .map_err(|_| Failure::broken("an account's kind is not known"))?;
    let freeze = match kind {
        AccountKind::Payable | AccountKind::Deposit | AccountKind::Receivable => {
            Some(Freeze::Operator(platform::kernel::Id::from_uuid(owner)))
        }
        AccountKind::Escrow => Some(Freeze::Order(owner)),
        _ => None,
    };
    Ok(Difference {
        subject: row.try_get("", "id")?,
        currency: Some(currency(&row.try_get::<String>("", "currency")?)?),
        expected: row.try_get("", "expected")?,
        found: row.try_get("", "found")?,
        freeze,
    })
}

/// What an escrow keeps and what its transfers come to, where one of the three amounts differs.
/// `{which}` says which escrows.
const ESCROWS: &str = "SELECT order_id, currency, funded_minor, released_minor, refunded_minor, \
    funded, released, refunded FROM (SELECT e.order_id, e.currency, e.funded_minor, \
    e.released_minor, e.refunded_minor, \
    CAST((SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t \
    WHERE t.credit_id = e.account_id) AS bigint) AS funded, \
    CAST((SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t \
    WHERE t.debit_id = e.account_id AND t.kind <> 'REFUND') AS bigint) AS released, \
    CAST((SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t \
    WHERE t.debit_id = e.account_id AND t.kind = 'REFUND') AS bigint) AS refunded \
    FROM escrow AS e WHERE {which}) AS compared WHERE funded_minor <> funded \
    OR released_minor <> released OR refunded_minor <> refunded ORDER BY order_id LIMIT 1000";

/// Escrows that were moved between two places, and are not what their transfers come to.
pub async fn differing_escrows(
    tx: &Tx,
    from: Place,
    to: Place,
) -> Result<Vec<Difference>, Failure> {
    let backend = tx.conn().get_database_backend();
    let range = format!("{} AND {}", behind(backend, 1, 2), up_to(backend, 3, 4));
    let which = format!(
        "e.account_id IN (SELECT t.credit_id FROM ledger_transfer AS t WHERE {range} \
         AND t.credit_kind = 'ESCROW' UNION SELECT t.debit_id FROM ledger_transfer AS t \
         WHERE {range} AND t.debit_kind = 'ESCROW')"
    );
    let sql = ESCROWS.replace("{which}", &which);
    let rows = tx.conn().query_all_raw(ranged(backend, sql, from, to)).await?;
    rows.iter().map(of_escrow).collect()
}

/// The same of the escrow of one order.
pub async fn differing_escrow(tx: &Tx, order: Uuid) -> Result<Option<Difference>, Failure> {
    let backend = tx.conn().get_database_backend();
    let sql = ESCROWS.replace("{which}", "e.order_id = $1");
    let ask = Statement::from_sql_and_values(backend, sql, [order.into()]);
    tx.conn().query_one_raw(ask).await?.as_ref().map(of_escrow).transpose()
}

/// The same of some escrows in the order of their ids; answers how many there are at most `limit`,
/// and where they end.
pub(super) fn page_of_escrows(backend: DatabaseBackend, first: Uuid, last: Uuid) -> Statement {
    let sql = ESCROWS.replace("{which}", "e.order_id >= $1 AND e.order_id <= $2");
    Statement::from_sql_and_values(backend, sql, [first.into(), last.into()])
}

/// A difference of an escrow: the first of its three amounts that differs.
pub(super) fn of_escrow(row: &QueryResult) -> Result<Difference, Failure> {
    let parts = [
        ("funded", "funded_minor"),
        ("released", "released_minor"),
        ("refunded", "refunded_minor"),
    ];
    let order: Uuid = row.try_get("", "order_id")?;
    let mut told = Difference {
        subject: order,
        currency: Some(currency(&row.try_get::<String>("", "currency")?)?),
        expected: 0,
        found: 0,
        freeze: Some(Freeze::Order(order)),
    };
    for (expected, found) in parts {
        let (expected, found): (i64, i64) = (row.try_get("", expected)?, row.try_get("", found)?);
        if expected != found {
            (told.expected, told.found) = (expected, found);
            break;
        }
    }
    Ok(told)
}

/// Accounts through which money only passes, where less than nothing is in them; and what operators
/// owe, where it is more than nothing. Of all shards together, as of one moment.
pub async fn pools_beyond_zero(tx: &Tx) -> Result<Vec<Difference>, Failure> {
    let backend = tx.conn().get_database_backend();
    let tail = super::unbooked(backend);
    let pools = "('TRANSIT', 'REFUNDS', 'PAYOUTS', 'FEES', 'RECEIVABLE')";
    let sql = format!(
        "SELECT kind, currency, CAST(sum(minor) AS bigint) AS found FROM ( \
         SELECT a.kind, a.currency, d.credit_minor - d.debit_minor AS minor \
         FROM ledger_account AS a JOIN ledger_day AS d ON d.account_id = a.id \
         WHERE a.kind IN {pools} UNION ALL SELECT t.credit_kind, t.currency, t.amount_minor \
         FROM ledger_book AS b JOIN ledger_transfer AS t ON {tail} WHERE t.credit_kind IN {pools} \
         UNION ALL SELECT t.debit_kind, t.currency, -t.amount_minor \
         FROM ledger_book AS b JOIN ledger_transfer AS t ON {tail} WHERE t.debit_kind IN {pools}) \
         AS moves GROUP BY kind, currency \
         HAVING (kind <> 'RECEIVABLE' AND sum(minor) < 0) \
         OR (kind = 'RECEIVABLE' AND sum(minor) > 0)"
    );
    let rows = tx.conn().query_all_raw(Statement::from_string(backend, sql)).await?;
    rows.iter()
        .map(|row| {
            let kind: String = row.try_get("", "kind")?;
            let code: String = row.try_get("", "currency")?;
            Ok(Difference {
                // A pool has no row of its own; its name is its id.
                subject: pool_id(&kind, &code),
                currency: Some(currency(&code)?),
                expected: 0,
                found: row.try_get("", "found")?,
                freeze: None,
            })
        })
        .collect()
}

fn pool_id(kind: &str, code: &str) -> Uuid {
    let mut bytes = [0; 16];
    let letters = kind.bytes().take(12).chain(std::iter::once(b' ')).chain(code.bytes());
    for (place, letter) in bytes.iter_mut().zip(letters) {
        *place = letter;
    }
    Uuid::from_bytes(bytes)
}
