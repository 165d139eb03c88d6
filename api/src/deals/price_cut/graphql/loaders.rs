//! The loaders behind the fields of price cuts: one question for a whole page.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Result};
use platform::App;
use platform::graphql::ContextExt;
use uuid::Uuid;

use super::campaign::PriceCutCampaign;
use super::cut::PriceCut;
use crate::deals::price_cut::Campaign;
use crate::deals::price_cut::store::{campaigns, cuts};

type Found<T> = Result<HashMap<Uuid, T>>;

/// Reads campaigns by id.
pub struct PriceCutCampaignLoader(pub App);

impl Loader<Uuid> for PriceCutCampaignLoader {
    type Value = PriceCutCampaign;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<PriceCutCampaign> {
        let rows = campaigns::many(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().map(|row| (row.id.uuid(), PriceCutCampaign::from(row))).collect())
    }
}

/// Reads sessions by id.
pub struct PriceCutLoader(pub App);

impl Loader<Uuid> for PriceCutLoader {
    type Value = PriceCut;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<PriceCut> {
        let rows = cuts::many(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().map(|row| (row.id.uuid(), PriceCut::from(row))).collect())
    }
}

/// One session by id.
pub async fn load_cut(ctx: &Context<'_>, id: Uuid) -> Result<Option<PriceCut>> {
    ctx.data_unchecked::<DataLoader<PriceCutLoader>>().load_one(id).await
}

/// Reads the campaigns of products that are announced or run.
pub struct ProductCampaignLoader(pub App);

impl Loader<Uuid> for ProductCampaignLoader {
    type Value = Vec<Campaign>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<Campaign>> {
        Ok(campaigns::of_products(self.0.reader(), keys.iter().copied()).await?)
    }
}

/// The campaign of a product in which sessions begin now, the oldest if there are several.
pub async fn campaign_of(ctx: &Context<'_>, product: Uuid) -> Result<Option<PriceCutCampaign>> {
    let loader = ctx.data_unchecked::<DataLoader<ProductCampaignLoader>>();
    let found = loader.load_one(product).await?.unwrap_or_default();
    let now = ctx.app().now();
    Ok(found.into_iter().find(|known| known.is_open(now)).map(Into::into))
}
