//! Receipts of withdrawals and breaches of duties; both are added and never changed.

pub use entity::returns::return_breach::{Breach, Model as Breached};
pub use entity::returns::return_receipt::Model as Receipt;
use entity::returns::{return_breach, return_receipt};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::returns::goods_return::Return;

pub async fn insert(tx: &Tx, new: &Receipt) -> Result<(), Failure> {
    let row = return_receipt::ActiveModel {
        return_id: Set(new.return_id),
        text: Set(new.text.clone()),
        sha256: Set(new.sha256.clone()),
        at: Set(new.at),
    };
    return_receipt::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The receipt of a return; none where the law asks for none.
pub async fn of_return(
    db: &impl ConnectionTrait,
    id: Id<Return>,
) -> Result<Option<Receipt>, Failure> {
    Ok(return_receipt::Entity::find_by_id(id.uuid()).one(db).await?)
}

/// Writes a breach down; whether it is new.
pub async fn breach(tx: &Tx, id: Id<Return>, kind: Breach) -> Result<bool, Failure> {
    let row = return_breach::ActiveModel {
        return_id: Set(id.uuid()),
        kind: Set(kind),
        at: Set(tx.now().into()),
    };
    let own = [return_breach::Column::ReturnId, return_breach::Column::Kind];
    let added = return_breach::Entity::insert(row)
        .on_conflict(OnConflict::columns(own).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(added == 1)
}

/// How a breach is called in the database and in the schema.
pub fn name_of(kind: Breach) -> String {
    kind.to_value()
}

/// What shops did not do in time about returns.
pub async fn breaches(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Breached>, Failure> {
    let rows = return_breach::Entity::find()
        .filter(return_breach::Column::ReturnId.is_in(padded(ids)))
        .order_by_asc(return_breach::Column::ReturnId)
        .order_by_asc(return_breach::Column::At)
        .limit(500)
        .all(db)
        .await?;
    Ok(rows)
}
