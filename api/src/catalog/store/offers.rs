//! What decides whether variants are sold, for a whole cart in a few statements.

use std::collections::HashMap;
use std::sync::LazyLock;

use entity::by_place::{ByPlace, Columns, columns};
use entity::catalog::{category, product, sku};
use platform::Failure;
use platform::database::Sql;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::{categories, hits_of, product_of, skus};
use crate::catalog::{Category, Offer, Product, Sku};
use crate::operators;

/// A variant with what the catalogue itself has about it.
struct Goods {
    sku: Sku,
    product: Product,
    category: Category,
    image_id: Option<Uuid>,
}

/// Variants by id, each with what decides whether it is sold; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn offers(
    db: &impl ConnectionTrait,
    skus: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Offer>, Failure> {
    let goods = goods(db, skus).await?;
    if goods.is_empty() {
        return Ok(HashMap::new());
    }
    let shops = || goods.iter().map(|one| one.product.operator_id.uuid());
    let hits = hits_of(db, goods.iter().map(|one| one.product.id.uuid())).await?;
    let operators = operators::many(db, shops()).await?;
    let permits = operators::permits_of(db, shops()).await?;
    let offer = |one: Goods| {
        let shop = one.product.operator_id;
        let operator = operators.iter().find(|operator| operator.id == shop)?.clone();
        let offer = Offer {
            hits: hits.get(&one.product.id.uuid()).cloned().unwrap_or_default(),
            permits: permits.get(&shop.uuid()).cloned().unwrap_or_default(),
            operator,
            sku: one.sku,
            product: one.product,
            category: one.category,
            image_id: one.image_id,
        };
        Some((offer.sku.id.uuid(), offer))
    };
    Ok(goods.into_iter().filter_map(offer).collect())
}

async fn goods(
    db: &impl ConnectionTrait,
    skus: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Goods>, Failure> {
    static COLUMNS: LazyLock<String> = LazyLock::new(|| {
        let (sku, category) = (columns::<sku::Model>("s"), columns::<category::Model>("c"));
        format!("{}, {sku}, {category}", columns::<product::Model>("p"))
    });
    let mut sql = Sql::new("SELECT ");
    sql.push(&COLUMNS).push(", (SELECT i.image_id FROM product_image i");
    sql.push(" WHERE i.product_id = p.id ORDER BY i.position LIMIT 1) AS image_id FROM sku s");
    sql.push(" JOIN product p ON p.id = s.product_id JOIN category c ON c.id = p.category_id");
    sql.push(" WHERE s.id IN ").list(skus);
    let rows = db.query_all_raw(sql.statement(db.get_database_backend())).await?;
    let one = |row: &QueryResult| {
        let mut columns = Columns::of(row);
        let product = product_of(&mut columns)?;
        Ok(Goods {
            product: product.ok_or_else(|| Failure::broken("a variant without a product"))?,
            sku: skus::from_row(sku::Model::take(&mut columns)?)?,
            category: categories::from_row(category::Model::take(&mut columns)?),
            image_id: columns.value()?,
        })
    };
    rows.iter().map(one).collect()
}
