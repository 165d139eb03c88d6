//! What decides whether variants are sold, for a whole cart in a few statements.

use std::collections::HashMap;

use platform::Failure;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{hits_of, images_of, many, many_categories, many_skus};
use crate::catalog::{Offer, Sku};
use crate::operators;

/// Variants by id, each with what decides whether it is sold; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn offers(
    db: &impl ConnectionTrait,
    skus: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Offer>, Failure> {
    let skus = many_skus(db, skus).await?;
    if skus.is_empty() {
        return Ok(HashMap::new());
    }
    let products = many(db, skus.iter().map(|sku| sku.product_id.uuid())).await?;
    let ids = || products.iter().map(|product| product.id.uuid());
    let shops = || products.iter().map(|product| product.operator_id.uuid());
    let categories = products.iter().map(|product| product.category_id.uuid());
    let categories = many_categories(db, categories).await?;
    let hits = hits_of(db, ids()).await?;
    let images = images_of(db, ids()).await?;
    let operators = operators::many(db, shops()).await?;
    let permits = operators::permits_of(db, shops()).await?;
    let offer = |sku: Sku| {
        let product = products.iter().find(|product| product.id == sku.product_id)?;
        let category = categories.iter().find(|category| category.id == product.category_id)?;
        let operator = operators.iter().find(|operator| operator.id == product.operator_id)?;
        let id = product.id.uuid();
        let offer = Offer {
            product: product.clone(),
            category: category.clone(),
            operator: operator.clone(),
            image_id: images.get(&id).and_then(|images| images.first().copied()),
            hits: hits.get(&id).cloned().unwrap_or_default(),
            permits: permits.get(&operator.id.uuid()).cloned().unwrap_or_default(),
            sku,
        };
        Some((offer.sku.id.uuid(), offer))
    };
    Ok(skus.into_iter().filter_map(offer).collect())
}
