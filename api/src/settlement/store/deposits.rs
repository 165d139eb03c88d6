//! Required deposits: of each category the newest level that has begun.

use platform::Failure;
use platform::clock::to_millis;
use platform::kernel::Id;
use sea_orm::{ConnectionTrait, Statement};
use time::OffsetDateTime;

use crate::operators::Operator;

/// The most that any category asks for in which the shop has something live, and what is asked of
/// everybody, in fen.
pub async fn required(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
    now: OffsetDateTime,
) -> Result<i64, Failure> {
    let sql = "SELECT CAST(coalesce(max(l.amount_minor), 0) AS bigint) AS minor \
               FROM deposit_level AS l WHERE l.effective_from <= $1 AND NOT EXISTS ( \
               SELECT 1 FROM deposit_level AS newer WHERE newer.effective_from <= $1 \
               AND newer.id > l.id AND newer.category_id IS NOT DISTINCT FROM l.category_id) \
               AND (l.category_id IS NULL OR EXISTS (SELECT 1 FROM product AS p \
               WHERE p.operator_id = $2 AND p.category_id = l.category_id AND p.state = 'LIVE'))";
    let values = [to_millis(now).into(), operator.uuid().into()];
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let row = db.query_one_raw(ask).await?;
    let row = row.ok_or_else(|| Failure::broken("a maximum without a row"))?;
    Ok(row.try_get("", "minor")?)
}
