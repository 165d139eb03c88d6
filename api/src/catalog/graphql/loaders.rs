//! The loaders behind the fields of the catalogue: one question for a whole page.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Result};
use platform::App;
use platform::graphql::ContextExt;
use uuid::Uuid;

use super::types::{Category, Product, Sku};
use crate::catalog::{self, Extra, Hit, LabelLanguage, LabelLine, store};
use crate::identity::graphql::ViewerExt;

/// Reads categories by id.
pub struct CategoryLoader(pub App);

impl Loader<Uuid> for CategoryLoader {
    type Value = Category;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Category>> {
        let rows = store::many_categories(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().map(|row| (row.id.uuid(), Category(row))).collect())
    }
}

/// One category by id, through the loader.
pub async fn load_category(ctx: &Context<'_>, id: Uuid) -> Result<Option<Category>> {
    ctx.data_unchecked::<DataLoader<CategoryLoader>>().load_one(id).await
}

/// Reads products by id, whatever their state.
pub struct ProductLoader(pub App);

impl Loader<Uuid> for ProductLoader {
    type Value = Product;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Product>> {
        let rows = store::many(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().map(|row| (row.id.uuid(), Product::from(row))).collect())
    }
}

/// One product by id, if this viewer may see it.
pub async fn load_product(ctx: &Context<'_>, id: Uuid) -> Result<Option<Product>> {
    let loader = ctx.data_unchecked::<DataLoader<ProductLoader>>();
    let Some(found) = loader.load_one(id).await? else { return Ok(None) };
    let viewer = ctx.viewer();
    let seen = catalog::may_see(ctx.app(), viewer, &found.0).await?;
    Ok(seen.then_some(found))
}

/// Reads variants by product.
pub struct SkusOfLoader(pub App);

impl Loader<Uuid> for SkusOfLoader {
    type Value = Vec<Sku>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Vec<Sku>>> {
        let skus = store::skus_of(self.0.reader(), keys.iter().copied()).await?;
        Ok(skus
            .into_iter()
            .map(|(product, skus)| (product, skus.into_iter().map(Sku).collect()))
            .collect())
    }
}

/// Reads variants by id.
pub struct SkuLoader(pub App);

impl Loader<Uuid> for SkuLoader {
    type Value = Sku;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Sku>> {
        let skus = store::many_skus(self.0.reader(), keys.iter().copied()).await?;
        Ok(skus.into_iter().map(|sku| (sku.id.uuid(), Sku(sku))).collect())
    }
}

/// Reads the ids of pictures by product.
pub struct ProductPicturesLoader(pub App);

impl Loader<Uuid> for ProductPicturesLoader {
    type Value = Vec<Uuid>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Vec<Uuid>>> {
        Ok(store::images_of(self.0.reader(), keys.iter().copied()).await?)
    }
}

/// Reads by product which rules speak of it.
pub struct HitsLoader(pub App);

impl Loader<Uuid> for HitsLoader {
    type Value = Vec<Hit>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Vec<Hit>>> {
        Ok(store::hits_of(self.0.reader(), keys.iter().copied()).await?)
    }
}

/// Reads labels by product.
pub struct LabelsLoader(pub App);

impl Loader<Uuid> for LabelsLoader {
    type Value = Vec<(LabelLanguage, LabelLine)>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Self::Value>> {
        Ok(store::labels_of(self.0.reader(), keys.iter().copied()).await?)
    }
}

/// Reads extras by product.
pub struct ExtrasLoader(pub App);

impl Loader<Uuid> for ExtrasLoader {
    type Value = Vec<Extra>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Vec<Extra>>> {
        Ok(store::extras_of(self.0.reader(), keys.iter().copied()).await?)
    }
}
