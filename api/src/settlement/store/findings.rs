//! Rows of findings, and of what was excluded by them.

use entity::settlement::{cover_exclusion, fraud_finding};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::appeals;
use crate::operators::Operator;
use crate::orders::Order;
use crate::settlement::fraud::Finding;

/// The finding of an order: `uq_fraud_finding__order_id`.
pub async fn of_order(
    db: &impl ConnectionTrait,
    order: Id<Order>,
) -> Result<Option<Finding>, Failure> {
    let found = fraud_finding::Entity::find()
        .filter(fraud_finding::Column::OrderId.eq(order.uuid()))
        .all(db)
        .await?;
    Ok(whole(db, found).await?.pop())
}

/// A finding.
pub async fn by_id(db: &impl ConnectionTrait, id: Id<Finding>) -> Result<Option<Finding>, Failure> {
    Ok(many(db, [id.uuid()]).await?.pop())
}

/// Findings by their ids, in no order.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Finding>, Failure> {
    let found = fraud_finding::Entity::find()
        .filter(fraud_finding::Column::Id.is_in(padded(ids)))
        .all(db)
        .await?;
    whole(db, found).await
}

/// A page of what was found about the orders of a shop, newest first; one row more than was asked
/// for.
pub async fn of_operator(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
    page: &Asked<Uuid>,
) -> Result<Vec<Finding>, Failure> {
    let mut ask = fraud_finding::Entity::find()
        .filter(fraud_finding::Column::OperatorId.eq(operator.uuid()))
        .order_by_desc(fraud_finding::Column::Id)
        .limit(page.rows());
    if let Some(after) = page.after {
        ask = ask.filter(fraud_finding::Column::Id.lt(after));
    }
    let found = ask.all(db).await?;
    whole(db, found).await
}

/// Findings with what came of them: two statements more, however many they are.
async fn whole(
    db: &impl ConnectionTrait,
    found: Vec<fraud_finding::Model>,
) -> Result<Vec<Finding>, Failure> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let orders = found.iter().map(|row| row.order_id);
    let excluded = cover_exclusion::Entity::find()
        .filter(cover_exclusion::Column::OrderId.is_in(padded(orders)))
        .all(db)
        .await?;
    let appeals = appeals::of_findings(db, found.iter().map(|row| row.id)).await?;
    let one = |row: fraud_finding::Model| {
        let exclusion = excluded.iter().find(|exclusion| exclusion.order_id == row.order_id);
        Finding {
            id: Id::from_uuid(row.id),
            order: Id::from_uuid(row.order_id),
            operator: Id::from_uuid(row.operator_id),
            kind: row.kind,
            found_at: row.found_at.0,
            found_by: Id::from_uuid(row.found_by),
            excluded: exclusion.map(|by| (by.excluded_at.0, Id::from_uuid(by.excluded_by))),
            appeal: appeals.iter().find(|appeal| appeal.finding.uuid() == row.id).cloned(),
        }
    };
    Ok(found.into_iter().map(one).collect())
}

/// Writes down what was found, and who found it.
pub async fn insert(tx: &Tx, finding: &Finding) -> Result<(), Failure> {
    let row = fraud_finding::ActiveModel {
        id: Set(finding.id.uuid()),
        order_id: Set(finding.order.uuid()),
        operator_id: Set(finding.operator.uuid()),
        kind: Set(finding.kind),
        found_by: Set(finding.found_by.uuid()),
        found_at: Set(finding.found_at.into()),
    };
    fraud_finding::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Excludes the order of a finding. The table refuses an exclusion without one.
pub async fn exclude(tx: &Tx, finding: &Finding) -> Result<(), Failure> {
    let Some((at, by)) = finding.excluded else {
        return Err(Failure::broken("an exclusion by nobody"));
    };
    let row = cover_exclusion::ActiveModel {
        order_id: Set(finding.order.uuid()),
        finding_id: Set(finding.id.uuid()),
        excluded_by: Set(by.uuid()),
        excluded_at: Set(at.into()),
    };
    cover_exclusion::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}
