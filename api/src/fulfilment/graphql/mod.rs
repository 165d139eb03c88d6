//! Parcels and breaches of the rules of shipping as clients see them.

mod claim;
mod loaders;
mod mutations;
mod parcel;
mod selling;

pub use claim::{ClaimQuery, ShippingClaim};
pub use loaders::{OrderClaimsLoader, OrderParcelsLoader, ParcelLinesLoader};
pub use mutations::FulfilmentMutation;
pub use parcel::{Carrier, CarrierQuery, Parcel};
pub use selling::SendingMutation;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Result};
use uuid::Uuid;

/// The parcels of an order, for whoever may see the order (SH-5).
pub async fn parcels_of(ctx: &Context<'_>, order: Uuid) -> Result<Vec<Parcel>> {
    let loader = ctx.data_unchecked::<DataLoader<OrderParcelsLoader>>();
    Ok(loader.load_one(order).await?.unwrap_or_default())
}

/// What was found against the shop about sending an order, for whoever may see the order.
pub async fn claims_of(ctx: &Context<'_>, order: Uuid) -> Result<Vec<ShippingClaim>> {
    let loader = ctx.data_unchecked::<DataLoader<OrderClaimsLoader>>();
    Ok(loader.load_one(order).await?.unwrap_or_default())
}
