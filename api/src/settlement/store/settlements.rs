//! Rows of settlements, and the fees in force.

use entity::settlement::order_settlement;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Id, Money};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, Statement};
use uuid::Uuid;

use crate::operators::Operator;
use crate::settlement::fee::FeeRate;

/// How the money of an order was shared out.
#[derive(Debug, Clone)]
pub struct Settlement {
    pub order: Uuid,
    pub operator: Id<Operator>,
    pub gross: Money,
    pub fee: Money,
    pub repaid: Money,
    pub fee_version: String,
}

/// Whether an order is settled.
pub async fn exists(tx: &Tx, order: Uuid) -> Result<bool, Failure> {
    Ok(order_settlement::Entity::find_by_id(order).one(tx.conn()).await?.is_some())
}

/// One for each order: its primary key.
pub async fn insert(tx: &Tx, settled: &Settlement) -> Result<(), Failure> {
    let row = order_settlement::ActiveModel {
        order_id: Set(settled.order),
        operator_id: Set(settled.operator.uuid()),
        currency: Set(settled.gross.currency().code().to_owned()),
        gross_minor: Set(settled.gross.minor()),
        fee_minor: Set(settled.fee.minor()),
        repaid_minor: Set(settled.repaid.minor()),
        fee_version: Set(settled.fee_version.clone()),
        settled_at: Set(tx.now().into()),
    };
    order_settlement::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The rates in force for a shop: its own, those of categories, and everybody's; of each the
/// newest.
pub async fn rates(tx: &Tx, operator: Id<Operator>) -> Result<Vec<FeeRate>, Failure> {
    let sql = "SELECT r.version, r.category_id, r.points, \
               CASE WHEN r.operator_id IS NULL THEN 0 ELSE 1 END AS own FROM fee_rate AS r \
               WHERE r.effective_from <= $1 AND (r.operator_id IS NULL OR r.operator_id = $2) \
               AND NOT EXISTS (SELECT 1 FROM fee_rate AS newer \
               WHERE newer.effective_from <= $1 AND newer.id > r.id \
               AND coalesce(newer.operator_id, newer.category_id) IS NOT DISTINCT FROM \
               coalesce(r.operator_id, r.category_id)) ORDER BY r.id";
    let values = [to_millis(tx.now()).into(), operator.uuid().into()];
    let backend = tx.conn().get_database_backend();
    let rows =
        tx.conn().query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    rows.iter()
        .map(|row| {
            let points: i32 = row.try_get("", "points")?;
            let own: i32 = row.try_get("", "own")?;
            Ok(FeeRate {
                version: row.try_get("", "version")?,
                category: row.try_get("", "category_id")?,
                is_own: own == 1,
                points: u32::try_from(points)
                    .map_err(|error| Failure::because("a fee below nothing", error))?,
            })
        })
        .collect()
}
