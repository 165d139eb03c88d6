//! Rows of what was moved for claims.

use entity::compensation::entry::{self, EntryKind};
use platform::Failure;
use platform::database::Tx;
use platform::kernel::{Asked, Id, Money};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::currency;
use crate::compensation::claim::{Compensation, Entry};

/// Writes down what the ledger has moved.
pub async fn insert(tx: &Tx, claim: &Compensation, entries: &[Entry]) -> Result<(), Failure> {
    if entries.is_empty() {
        return Ok(());
    }
    let rows = entries.iter().map(|moved| entry::ActiveModel {
        id: Set(moved.id),
        compensation_id: Set(claim.id.uuid()),
        ground: Set(claim.reckoned.ground),
        kind: Set(moved.kind),
        funder: Set(moved.funder),
        currency: Set(moved.amount.currency().code().to_owned()),
        amount_minor: Set(moved.amount.minor()),
        key: Set(moved.key.clone()),
        at: Set(moved.at.into()),
    });
    entry::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A page of what was moved for a claim, the oldest first; one row more than was asked for.
pub async fn page(
    db: &impl ConnectionTrait,
    claim: Id<Compensation>,
    page: &Asked<Uuid>,
) -> Result<Vec<Entry>, Failure> {
    let mut ask = entry::Entity::find()
        .filter(entry::Column::CompensationId.eq(claim.uuid()))
        .order_by_asc(entry::Column::Id)
        .limit(page.rows());
    if let Some(after) = page.after {
        ask = ask.filter(entry::Column::Id.gt(after));
    }
    ask.all(db).await?.into_iter().map(from_row).collect()
}

/// What was paid to the buyer of a claim: one for each funder.
pub async fn payments(tx: &Tx, claim: Id<Compensation>) -> Result<Vec<Entry>, Failure> {
    let rows = entry::Entity::find()
        .filter(entry::Column::CompensationId.eq(claim.uuid()))
        .filter(entry::Column::Kind.eq(EntryKind::Payment))
        .order_by_asc(entry::Column::Id)
        .all(tx.conn())
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: entry::Model) -> Result<Entry, Failure> {
    Ok(Entry {
        id: row.id,
        kind: row.kind,
        funder: row.funder,
        amount: Money::new(row.amount_minor, currency(&row.currency)?),
        key: row.key,
        at: row.at.0,
    })
}
