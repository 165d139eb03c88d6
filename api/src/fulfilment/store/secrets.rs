//! Rows of the generations of carriers' secrets.

use entity::fulfilment::carrier_secret;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use time::OffsetDateTime;

/// The most generations that are good at once.
const MANY: u64 = 8;

/// The generations that are good at an instant, the newest first.
pub async fn good(
    db: &impl ConnectionTrait,
    carrier: &str,
    now: OffsetDateTime,
) -> Result<Vec<i32>, Failure> {
    let until = carrier_secret::Column::ValidUntil;
    let good = Condition::any().add(until.is_null()).add(until.gt(to_millis(now)));
    Ok(carrier_secret::Entity::find()
        .select_only()
        .column(carrier_secret::Column::Generation)
        .filter(carrier_secret::Column::Carrier.eq(carrier))
        .filter(good)
        .order_by_desc(carrier_secret::Column::Generation)
        .limit(MANY)
        .into_tuple()
        .all(db)
        .await?)
}

/// The newest generation of a carrier.
pub async fn newest(db: &impl ConnectionTrait, carrier: &str) -> Result<Option<i32>, Failure> {
    let row = carrier_secret::Entity::find()
        .filter(carrier_secret::Column::Carrier.eq(carrier))
        .order_by_desc(carrier_secret::Column::Generation)
        .one(db)
        .await?;
    Ok(row.map(|row| row.generation))
}

/// Ends those that have no end, or a later one, at an instant.
pub async fn end(tx: &Tx, carrier: &str, at: OffsetDateTime) -> Result<(), Failure> {
    let until = carrier_secret::Column::ValidUntil;
    carrier_secret::Entity::update_many()
        .col_expr(until, Expr::value(to_millis(at)))
        .filter(carrier_secret::Column::Carrier.eq(carrier))
        .filter(Condition::any().add(until.is_null()).add(until.gt(to_millis(at))))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// A new generation.
pub async fn insert(tx: &Tx, carrier: &str, generation: i32) -> Result<(), Failure> {
    let row = carrier_secret::ActiveModel {
        carrier: Set(carrier.to_owned()),
        generation: Set(generation),
        made_at: Set(tx.now().into()),
        valid_until: Set(None),
    };
    carrier_secret::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}
