//! Rows of what is open about orders.

use entity::orders::order_matter;
use platform::Failure;
use platform::database::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

/// Opens a matter; the same one once.
pub async fn open(tx: &Tx, order: Uuid, matter: Uuid) -> Result<(), Failure> {
    let row = order_matter::ActiveModel {
        order_id: Set(order),
        matter_id: Set(matter),
        opened_at: Set(tx.now().into()),
    };
    order_matter::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Closes a matter; `false` if it was not open.
pub async fn close(tx: &Tx, order: Uuid, matter: Uuid) -> Result<bool, Failure> {
    let gone = order_matter::Entity::delete_by_id((order, matter)).exec(tx.conn()).await?;
    Ok(gone.rows_affected == 1)
}

/// How many are open.
pub async fn count(tx: &Tx, order: Uuid) -> Result<u64, Failure> {
    let open = order_matter::Entity::find().filter(order_matter::Column::OrderId.eq(order));
    Ok(open.count(tx.conn()).await?)
}
