//! Statements: movements of one account, newest first; days of the platform's accounts; leave to
//! fetch a file once.

use entity::ledger::ledger_account::AccountKind;
use entity::ledger::{ledger_statement_ticket, ledger_transfer};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Asked, Id, Money};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, TryGetable,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::currency;
use crate::identity::Account as Person;
use crate::ledger::statement::{Day, DayTotal, Entry, Place, Wanted};
use crate::operators::Operator;

/// Movements of an account, newest first. Each side is read along its own index, and only as many
/// as the page has.
pub async fn entries(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    asked: &Asked<Place>,
) -> Result<Vec<Entry>, Failure> {
    let place = wanted.account.place(wanted.currency, Uuid::nil());
    let Place(day, position) = asked.after.unwrap_or(Place(i32::MAX, i64::MAX));
    let side = |side: &str| {
        format!(
            "SELECT * FROM (SELECT * FROM ledger_transfer AS t WHERE t.{side}_id = $1 \
             AND t.currency = $2 AND t.{side}_kind = $3 AND t.day >= $4 AND t.day <= $5 \
             AND (t.day, t.position) < ($6, $7) ORDER BY t.day DESC, t.position DESC LIMIT $8) \
             AS {side}s"
        )
    };
    let sql = format!(
        "{} UNION ALL {} ORDER BY day DESC, position DESC LIMIT $8",
        side("debit"),
        side("credit")
    );
    let values = [
        place.id.into(),
        wanted.currency.code().into(),
        sea_orm::ActiveEnum::to_value(&place.kind).into(),
        wanted.from.0.into(),
        wanted.to.0.into(),
        day.into(),
        position.into(),
        i64::try_from(asked.rows()).unwrap_or(i64::MAX).into(),
    ];
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = ledger_transfer::Entity::find().from_raw_sql(ask).all(db).await?;
    rows.iter().map(|row| entry(row, place.id)).collect()
}

fn entry(row: &ledger_transfer::Model, own: Uuid) -> Result<Entry, Failure> {
    let came_in = row.credit_id == own;
    let minor = if came_in { Some(row.amount_minor) } else { row.amount_minor.checked_neg() };
    let minor = minor.ok_or_else(|| Failure::broken("an amount that has no opposite"))?;
    Ok(Entry {
        id: row.id,
        place: Place(row.day, row.position),
        kind: row.kind,
        amount: Money::new(minor, currency(&row.currency)?),
        other: if came_in { row.debit_kind } else { row.credit_kind },
        subject: row.subject_id,
        at: row.at.0,
    })
}

/// What went through the platform's own accounts on a day, as far as it is added up: within a
/// minute or two.
pub async fn day_totals(db: &impl ConnectionTrait, day: Day) -> Result<Vec<DayTotal>, Failure> {
    let sql = "SELECT a.kind, a.name, a.currency, CAST(sum(d.credit_minor) AS bigint) AS came_in, \
               CAST(sum(d.debit_minor) AS bigint) AS went_out, \
               CAST(sum(d.transfers) AS bigint) AS transfers \
               FROM ledger_account AS a JOIN ledger_day AS d ON d.account_id = a.id \
               WHERE a.kind IN ('PROVIDER', 'TRANSIT', 'REFUNDS', 'PAYOUTS', 'FEES', \
               'COMPENSATION') AND d.day = $1 GROUP BY a.kind, a.name, a.currency \
               ORDER BY a.kind, a.name, a.currency LIMIT 50";
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, [day.0.into()]);
    let rows = db.query_all_raw(ask).await?;
    rows.iter()
        .map(|row| {
            let currency = currency(&row.try_get::<String>("", "currency")?)?;
            let money = |name: &str| -> Result<Money, Failure> {
                Ok(Money::new(row.try_get("", name)?, currency))
            };
            Ok(DayTotal {
                kind: AccountKind::try_get(row, "", "kind")
                    .map_err(|_| Failure::broken("an account's kind is not known"))?,
                name: row.try_get("", "name")?,
                came_in: money("came_in")?,
                went_out: money("went_out")?,
                transfers: row.try_get("", "transfers")?,
            })
        })
        .collect()
}

/// Leave to fetch the file of an operator and a day.
#[derive(Debug, Clone)]
pub struct Ticket {
    pub token_hash: String,
    pub operator: Id<Operator>,
    pub day: Day,
    pub account: Id<Person>,
    pub expires_at: OffsetDateTime,
}

/// Keeps a ticket; those of its operator that have run out go.
pub async fn put_ticket(tx: &Tx, ticket: &Ticket) -> Result<(), Failure> {
    ledger_statement_ticket::Entity::delete_many()
        .filter(ledger_statement_ticket::Column::OperatorId.eq(ticket.operator.uuid()))
        .filter(ledger_statement_ticket::Column::ExpiresAt.lte(to_millis(tx.now())))
        .exec(tx.conn())
        .await?;
    let row = ledger_statement_ticket::ActiveModel {
        token_hash: Set(ticket.token_hash.clone()),
        operator_id: Set(ticket.operator.uuid()),
        day: Set(ticket.day.0),
        account_id: Set(ticket.account.uuid()),
        expires_at: Set(ticket.expires_at.into()),
    };
    ledger_statement_ticket::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Uses a ticket up; false if it is none of this operator and day, was used, or has run out.
pub async fn use_ticket(
    tx: &Tx,
    token_hash: &str,
    operator: Id<Operator>,
    day: Day,
) -> Result<bool, Failure> {
    let used = ledger_statement_ticket::Entity::delete_many()
        .filter(ledger_statement_ticket::Column::TokenHash.eq(token_hash))
        .filter(ledger_statement_ticket::Column::OperatorId.eq(operator.uuid()))
        .filter(ledger_statement_ticket::Column::Day.eq(day.0))
        .filter(ledger_statement_ticket::Column::ExpiresAt.gt(to_millis(tx.now())))
        .exec(tx.conn())
        .await?;
    Ok(used.rows_affected == 1)
}
