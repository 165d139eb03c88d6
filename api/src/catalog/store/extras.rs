//! Rows of what may be bought along with a product.

use std::collections::HashMap;

use entity::catalog::{product_extra, sku};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::catalog::Product;
use crate::catalog::extra::Extra;

/// Extras by product, each list in order.
///
/// # Errors
/// The database's own.
pub async fn extras_of(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Extra>>, Failure> {
    let rows = product_extra::Entity::find()
        .filter(product_extra::Column::ProductId.is_in(padded(products)))
        .order_by_asc(product_extra::Column::Position)
        .all(db)
        .await?;
    let mut extras: HashMap<Uuid, Vec<Extra>> = HashMap::new();
    for row in rows {
        let extra = Extra { sku_id: Id::from_uuid(row.sku_id), note: row.note };
        extras.entry(row.product_id).or_default().push(extra);
    }
    Ok(extras)
}

/// Replaces the extras of a product.
pub async fn put_extras(tx: &Tx, product: Id<Product>, extras: &[Extra]) -> Result<(), Failure> {
    product_extra::Entity::delete_many()
        .filter(product_extra::Column::ProductId.eq(product.uuid()))
        .exec(tx.conn())
        .await?;
    if extras.is_empty() {
        return Ok(());
    }
    let rows = (1..).zip(extras).map(|(position, extra)| product_extra::ActiveModel {
        product_id: Set(product.uuid()),
        position: Set(position),
        sku_id: Set(extra.sku_id.uuid()),
        note: Set(extra.note.clone()),
    });
    product_extra::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The products of variants, without the variants that are missing.
pub async fn products_of_skus(
    tx: &Tx,
    skus: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Uuid>, Failure> {
    let rows =
        sku::Entity::find().filter(sku::Column::Id.is_in(padded(skus))).all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.product_id)).collect())
}
