//! Rows that count, by shop and day, what was to be sent and what was late: a late rate is read
//! from a few of them, however many orders there were.

use entity::fulfilment::shipping_day;
use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use platform::kernel::calendar::day_of;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::operators::Operator;

/// What was due on the day of an instant, and what of it was late; below zero takes back.
pub async fn count(
    tx: &Tx,
    operator: Uuid,
    at: OffsetDateTime,
    (due, late): (i64, i64),
) -> Result<(), Failure> {
    use shipping_day::Column as C;
    let day = day_of(at).to_string();
    let row = shipping_day::ActiveModel {
        operator_id: Set(operator),
        day: Set(day.clone()),
        due: Set(0),
        late: Set(0),
    };
    shipping_day::Entity::insert(row)
        .on_conflict(OnConflict::columns([C::OperatorId, C::Day]).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    shipping_day::Entity::update_many()
        .col_expr(C::Due, Expr::col(C::Due).add(due))
        .col_expr(C::Late, Expr::col(C::Late).add(late))
        .filter(C::OperatorId.eq(operator))
        .filter(C::Day.eq(day))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// How many orders a shop had to send since a day, and how many of them it sent late; of 90 days at
/// most.
///
/// # Errors
/// The database's own.
pub async fn late_rate(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
    since: OffsetDateTime,
) -> Result<(i64, i64), Failure> {
    let rows = shipping_day::Entity::find()
        .filter(shipping_day::Column::OperatorId.eq(operator.uuid()))
        .filter(shipping_day::Column::Day.gte(day_of(since).to_string()))
        .limit(90)
        .all(db)
        .await?;
    Ok(rows.iter().fold((0, 0), |(due, late), row| {
        (due.saturating_add(row.due), late.saturating_add(row.late))
    }))
}
