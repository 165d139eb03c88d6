//! Rows of what carriage costs.

use std::collections::HashMap;

use entity::orders::shipping_rate;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Currency, Id, Money};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::operators::Operator;
use crate::orders::freight::Rate;

/// The rates of operators in a currency, by operator; by region within.
///
/// # Errors
/// The database's own.
pub async fn of_operators(
    db: &impl ConnectionTrait,
    operators: impl IntoIterator<Item = Uuid>,
    currency: Currency,
) -> Result<HashMap<Uuid, Vec<Rate>>, Failure> {
    let rows = shipping_rate::Entity::find()
        .filter(shipping_rate::Column::OperatorId.is_in(padded(operators)))
        .filter(shipping_rate::Column::Currency.eq(currency.code()))
        .order_by_asc(shipping_rate::Column::Region)
        .all(db)
        .await?;
    let mut rates: HashMap<Uuid, Vec<Rate>> = HashMap::new();
    for row in rows {
        let money = |minor| Money::new(minor, currency);
        rates.entry(row.operator_id).or_default().push(Rate {
            region: row.region,
            first: money(row.first_minor),
            next: money(row.next_minor),
            free_from: row.free_from_minor.map(money),
        });
    }
    Ok(rates)
}

/// Replaces all rates of an operator in a currency.
pub async fn put(
    tx: &Tx,
    operator: Id<Operator>,
    currency: Currency,
    rates: &[Rate],
) -> Result<(), Failure> {
    shipping_rate::Entity::delete_many()
        .filter(shipping_rate::Column::OperatorId.eq(operator.uuid()))
        .filter(shipping_rate::Column::Currency.eq(currency.code()))
        .exec(tx.conn())
        .await?;
    if rates.is_empty() {
        return Ok(());
    }
    let rows = rates.iter().map(|rate| shipping_rate::ActiveModel {
        operator_id: Set(operator.uuid()),
        region: Set(rate.region.clone()),
        currency: Set(currency.code().to_owned()),
        first_minor: Set(rate.first.minor()),
        next_minor: Set(rate.next.minor()),
        free_from_minor: Set(rate.free_from.map(Money::minor)),
    });
    shipping_rate::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}
