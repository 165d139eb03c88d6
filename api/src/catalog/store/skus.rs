//! Rows of variants: price and stock.

use std::collections::HashMap;

use entity::catalog::{product, sku};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Currency, Id, Money};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::catalog::{Product, Sku};

/// Variants by product, each list in the order in which it is shown.
///
/// # Errors
/// The database's own.
pub async fn skus_of(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Sku>>, Failure> {
    let rows = sku::Entity::find()
        .filter(sku::Column::ProductId.is_in(padded(products)))
        .order_by_asc(sku::Column::Position)
        .all(db)
        .await?;
    let mut skus: HashMap<Uuid, Vec<Sku>> = HashMap::new();
    for row in rows {
        let sku = from_row(row)?;
        skus.entry(sku.product_id.uuid()).or_default().push(sku);
    }
    Ok(skus)
}

/// Variants by id, in no order; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn many_skus(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Sku>, Failure> {
    let rows = sku::Entity::find().filter(sku::Column::Id.is_in(padded(ids))).all(db).await?;
    rows.into_iter().map(from_row).collect()
}

/// The cheapest variant of each product.
///
/// # Errors
/// The database's own.
pub async fn cheapest(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Sku>, Failure> {
    let skus = skus_of(db, products).await?;
    Ok(skus
        .into_iter()
        .filter_map(|(product, skus)| {
            skus.into_iter().min_by_key(|sku| sku.price.minor()).map(|sku| (product, sku))
        })
        .collect())
}

pub async fn add_skus(tx: &Tx, skus: &[Sku]) -> Result<(), Failure> {
    let rows = skus.iter().map(|sku| sku::ActiveModel {
        id: Set(sku.id.uuid()),
        product_id: Set(sku.product_id.uuid()),
        position: Set(sku.position),
        code: Set(sku.code.clone()),
        options: Set(sku::Options(sku.options.clone())),
        currency: Set(sku.price.currency().code().to_owned()),
        price_minor: Set(sku.price.minor()),
        compared_minor: Set(sku.compared.map(Money::minor)),
        on_hand: Set(sku.on_hand),
        reserved: Set(sku.reserved),
    });
    sku::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The product of a variant: its row is locked first, so that prices of one product change one
/// after the other.
pub async fn product_of_sku(tx: &Tx, id: Id<Sku>) -> Result<Option<Id<Product>>, Failure> {
    let row = sku::Entity::find_by_id(id.uuid()).one(tx.conn()).await?;
    Ok(row.map(|row| Id::from_uuid(row.product_id)))
}

/// Reads a variant and keeps its row locked until the transaction ends.
pub async fn lock_sku(tx: &Tx, id: Id<Sku>) -> Result<Option<Sku>, Failure> {
    let row = sku::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    row.map(from_row).transpose()
}

/// Keeps price, compared price and pieces on hand of a variant; what orders hold stays theirs.
pub async fn put_stock(tx: &Tx, sku: &Sku) -> Result<(), Failure> {
    sku::Entity::update_many()
        .col_expr(sku::Column::PriceMinor, Expr::value(sku.price.minor()))
        .col_expr(sku::Column::ComparedMinor, Expr::value(sku.compared.map(Money::minor)))
        .col_expr(sku::Column::OnHand, Expr::value(sku.on_hand))
        .filter(sku::Column::Id.eq(sku.id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Keeps the product's lowest price true after a variant's price changed.
pub async fn put_price_from(tx: &Tx, product: Id<Product>) -> Result<(), Failure> {
    let lowest: Option<Option<i64>> = sku::Entity::find()
        .select_only()
        .column_as(sku::Column::PriceMinor.min(), "lowest")
        .filter(sku::Column::ProductId.eq(product.uuid()))
        .into_tuple()
        .one(tx.conn())
        .await?;
    let Some(lowest) = lowest.flatten() else { return Ok(()) };
    product::Entity::update_many()
        .col_expr(product::Column::PriceFromMinor, Expr::value(lowest))
        .filter(product::Column::Id.eq(product.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(super) fn from_row(row: sku::Model) -> Result<Sku, Failure> {
    let currency: Currency =
        row.currency.parse().map_err(|_| Failure::broken("a variant's currency is not known"))?;
    Ok(Sku {
        id: Id::from_uuid(row.id),
        product_id: Id::from_uuid(row.product_id),
        position: row.position,
        code: row.code,
        options: row.options.0,
        price: Money::new(row.price_minor, currency),
        compared: row.compared_minor.map(|minor| Money::new(minor, currency)),
        on_hand: row.on_hand,
        reserved: row.reserved,
    })
}
