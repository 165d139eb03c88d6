//! Rows of shops' days.

use entity::settlement::operator_day;
use platform::Failure;
use platform::database::Tx;
use platform::kernel::{Asked, Currency, Id};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};

use crate::ledger::Day;
use crate::operators::Operator;
use crate::settlement::figures::{Figures, OperatorDay};

/// Adds to the figures of a day, which begins with them if it is not there.
pub async fn add(
    tx: &Tx,
    (operator, day, currency): (Id<Operator>, Day, Currency),
    figures: &Figures,
) -> Result<(), Failure> {
    let counts = [
        ("paid_orders", figures.paid_orders),
        ("paid_minor", figures.paid_minor),
        ("cancelled_orders", figures.cancelled_orders),
        ("shipped_orders", figures.shipped_orders),
        ("late_orders", figures.late_orders),
        ("completed_orders", figures.completed_orders),
        ("settled_minor", figures.settled_minor),
        ("fee_minor", figures.fee_minor),
        ("refunded_minor", figures.refunded_minor),
    ];
    let names = counts.map(|(name, _)| name);
    let added = names.map(|name| format!("{name} = operator_day.{name} + excluded.{name}"));
    let sql = format!(
        "INSERT INTO operator_day (operator_id, day, currency, {}) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT (operator_id, day, currency) DO UPDATE SET {}",
        names.join(", "),
        added.join(", ")
    );
    let key = [operator.uuid().into(), day.0.into(), currency.code().into()];
    let values = key.into_iter().chain(counts.map(|(_, count)| count.into()));
    let backend = tx.conn().get_database_backend();
    tx.conn().execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// The days of a shop in a currency, the latest first.
pub async fn list(
    db: &impl ConnectionTrait,
    (operator, currency): (Id<Operator>, Currency),
    asked: &Asked<i32>,
) -> Result<Vec<OperatorDay>, Failure> {
    let mut select = operator_day::Entity::find()
        .filter(operator_day::Column::OperatorId.eq(operator.uuid()))
        .filter(operator_day::Column::Currency.eq(currency.code()))
        .order_by_desc(operator_day::Column::Day)
        .limit(asked.rows());
    if let Some(after) = asked.after {
        select = select.filter(operator_day::Column::Day.lt(after));
    }
    let rows = select.all(db).await?;
    let day = |row: operator_day::Model| OperatorDay {
        day: Day(row.day),
        currency,
        figures: Figures {
            paid_orders: row.paid_orders,
            paid_minor: row.paid_minor,
            cancelled_orders: row.cancelled_orders,
            shipped_orders: row.shipped_orders,
            late_orders: row.late_orders,
            completed_orders: row.completed_orders,
            settled_minor: row.settled_minor,
            fee_minor: row.fee_minor,
            refunded_minor: row.refunded_minor,
        },
    };
    Ok(rows.into_iter().map(day).collect())
}
