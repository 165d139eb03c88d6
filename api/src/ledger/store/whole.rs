//! The whole ledger read anew, a page at a time: for whoever wants to know, not for every minute.

use platform::Failure;
use platform::kernel::Currency;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use super::book::{of_account, of_escrow, page_of_escrows};
use super::{currency, unbooked};
use crate::ledger::check::Difference;

/// A page of rows that were compared.
#[derive(Debug, Default)]
pub struct Page {
    pub rows: u64,
    /// The last of them; nothing when there are no more.
    pub last: Option<Uuid>,
    pub differing: Vec<Difference>,
}

/// Kept balances that are not what all their transfers come to, of the accounts `{which}`.
const BALANCES: &str = "SELECT id, kind, owner_id, currency, found, expected FROM ( \
    SELECT a.id, a.kind, a.owner_id, a.currency, a.balance_minor AS found, \
    CAST((SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t \
    WHERE t.credit_id = a.id) - (SELECT coalesce(sum(t.amount_minor), 0) \
    FROM ledger_transfer AS t WHERE t.debit_id = a.id) AS bigint) AS expected \
    FROM ledger_account AS a WHERE {which} AND a.balance_minor IS NOT NULL) AS compared \
    WHERE found <> expected ORDER BY id";

/// Accounts whose days, and what was not added up yet, are not what all their transfers come to.
const DAYS: &str = "SELECT id, kind, owner_id, currency, found, expected FROM ( \
    SELECT a.id, a.kind, a.owner_id, a.currency, \
    CAST((SELECT coalesce(sum(d.credit_minor - d.debit_minor), 0) FROM ledger_day AS d \
    WHERE d.account_id = a.id) + (SELECT coalesce(sum(CASE WHEN t.credit_id = a.id \
    THEN t.amount_minor ELSE -t.amount_minor END), 0) FROM ledger_book AS b \
    JOIN ledger_transfer AS t ON {tail} WHERE t.credit_id = a.id OR t.debit_id = a.id) AS bigint) \
    AS found, \
    CAST((SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t \
    WHERE t.credit_id = a.id) - (SELECT coalesce(sum(t.amount_minor), 0) \
    FROM ledger_transfer AS t WHERE t.debit_id = a.id) AS bigint) AS expected \
    FROM ledger_account AS a WHERE {which} AND a.kind <> 'ESCROW') AS compared \
    WHERE found <> expected ORDER BY id";

/// The kept balance of one account, if it differs.
pub async fn differing_account(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<Difference>, Failure> {
    let sql = BALANCES.replace("{which}", "a.id = $1");
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, [id.into()]);
    db.query_one_raw(ask).await?.as_ref().map(of_account).transpose()
}

/// How many accounts and escrows there are.
pub async fn sizes(db: &impl ConnectionTrait) -> Result<(u64, u64), Failure> {
    let sql = "SELECT (SELECT count(*) FROM ledger_account) AS accounts, \
               (SELECT count(*) FROM escrow) AS escrows";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let row = row.ok_or_else(|| Failure::broken("a count without a row"))?;
    let count = |name: &str| -> Result<u64, Failure> {
        Ok(u64::try_from(row.try_get::<i64>("", name)?).unwrap_or_default())
    };
    Ok((count("accounts")?, count("escrows")?))
}

/// The next accounts: balances, then days.
pub async fn accounts(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    many: i64,
) -> Result<(Page, Vec<Difference>), Failure> {
    let Some((first, last, rows)) = range(db, "ledger_account", "id", (after, many)).await? else {
        return Ok(Default::default());
    };
    let backend = db.get_database_backend();
    let which = "a.id >= $1 AND a.id <= $2";
    let mut told = [Vec::new(), Vec::new()];
    for (told, sql) in told.iter_mut().zip([BALANCES, DAYS]) {
        let sql = sql.replace("{which}", which).replace("{tail}", unbooked(backend));
        let ask = Statement::from_sql_and_values(backend, sql, [first.into(), last.into()]);
        let rows = db.query_all_raw(ask).await?;
        *told = rows.iter().map(of_account).collect::<Result<_, _>>()?;
    }
    let [differing, days] = told;
    Ok((Page { rows, last: Some(last), differing }, days))
}

/// The next escrows.
pub async fn escrows(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    many: i64,
) -> Result<Page, Failure> {
    let Some((first, last, rows)) = range(db, "escrow", "order_id", (after, many)).await? else {
        return Ok(Page::default());
    };
    let ask = page_of_escrows(db.get_database_backend(), first, last);
    let differing = db.query_all_raw(ask).await?;
    let differing = differing.iter().map(of_escrow).collect::<Result<_, _>>()?;
    Ok(Page { rows, last: Some(last), differing })
}

async fn range(
    db: &impl ConnectionTrait,
    table: &str,
    key: &str,
    (after, many): (Option<Uuid>, i64),
) -> Result<Option<(Uuid, Uuid, u64)>, Failure> {
    let (after, strict) = after.map_or((Uuid::nil(), ">="), |after| (after, ">"));
    let sql = format!(
        "SELECT {key} AS place FROM {table} WHERE {key} {strict} $1 ORDER BY {key} LIMIT $2"
    );
    let values = [after.into(), many.into()];
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(ask).await?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(None) };
    let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    Ok(Some((first.try_get("", "place")?, last.try_get("", "place")?, count)))
}

/// What everything comes to by currency: kept balances, escrows, and the days and newest transfers
/// of all other accounts. Nothing, each of them.
pub async fn sums(db: &impl ConnectionTrait) -> Result<Vec<(Currency, i64)>, Failure> {
    let backend = db.get_database_backend();
    let tail = unbooked(backend);
    let kept = "('PAYABLE', 'DEPOSIT', 'WALLET', 'COMPENSATION', 'ESCROW')";
    let sql = format!(
        "SELECT currency, CAST(sum(minor) AS bigint) AS minor FROM ( \
         SELECT currency, balance_minor AS minor FROM ledger_account \
         WHERE balance_minor IS NOT NULL UNION ALL \
         SELECT currency, funded_minor - released_minor - refunded_minor FROM escrow UNION ALL \
         SELECT a.currency, d.credit_minor - d.debit_minor FROM ledger_account AS a \
         JOIN ledger_day AS d ON d.account_id = a.id WHERE a.kind NOT IN {kept} UNION ALL \
         SELECT t.currency, t.amount_minor FROM ledger_book AS b JOIN ledger_transfer AS t \
         ON {tail} WHERE t.credit_kind NOT IN {kept} UNION ALL \
         SELECT t.currency, -t.amount_minor FROM ledger_book AS b JOIN ledger_transfer AS t \
         ON {tail} WHERE t.debit_kind NOT IN {kept}) AS moves GROUP BY currency ORDER BY currency"
    );
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await?;
    rows.iter()
        .map(|row| {
            let code: String = row.try_get("", "currency")?;
            Ok((currency(&code)?, row.try_get("", "minor")?))
        })
        .collect()
}
