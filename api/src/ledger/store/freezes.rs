//! Rows of freezes: of orders' escrows and of payouts to operators.

use std::collections::HashMap;

use entity::ledger::ledger_freeze;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::operators::Operator;

/// Freezes an owner for a matter, once.
pub async fn put(tx: &Tx, owner: Uuid, matter: Uuid) -> Result<(), Failure> {
    let row = ledger_freeze::ActiveModel {
        owner_id: Set(owner),
        matter_id: Set(matter),
        at: Set(tx.now().into()),
    };
    ledger_freeze::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Ends what a matter froze.
pub async fn take(tx: &Tx, owner: Uuid, matter: Uuid) -> Result<(), Failure> {
    ledger_freeze::Entity::delete_by_id((owner, matter)).exec(tx.conn()).await?;
    Ok(())
}

/// Since when owners are frozen; those that are not are left out.
pub async fn since(
    db: &impl ConnectionTrait,
    owners: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, OffsetDateTime>, Failure> {
    let owners: Vec<Uuid> = owners.into_iter().collect();
    if owners.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = ledger_freeze::Entity::find()
        .filter(ledger_freeze::Column::OwnerId.is_in(padded(owners)))
        .all(db)
        .await?;
    let mut first: HashMap<Uuid, OffsetDateTime> = HashMap::new();
    for row in rows {
        let since = first.entry(row.owner_id).or_insert(row.at.0);
        *since = (*since).min(row.at.0);
    }
    Ok(first)
}

/// Whether payouts to an operator are stopped by a difference or a matter that is looked at.
///
/// # Errors
/// The database's own.
pub async fn is_frozen(db: &impl ConnectionTrait, operator: Id<Operator>) -> Result<bool, Failure> {
    let frozen = since(db, [operator.uuid()]).await?;
    Ok(!frozen.is_empty())
}
