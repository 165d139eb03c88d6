//! The loaders behind the fields of fulfilment: one question for a whole page.

use std::collections::HashMap;

use async_graphql::Result;
use async_graphql::dataloader::Loader;
use platform::App;
use uuid::Uuid;

use super::claim::ShippingClaim;
use super::parcel::Parcel;
use crate::fulfilment::store::claims;
use crate::fulfilment::store::parcels::{self, Pieces};

type Found<T> = Result<HashMap<Uuid, T>>;

/// Reads the parcels of orders.
pub struct OrderParcelsLoader(pub App);

impl Loader<Uuid> for OrderParcelsLoader {
    type Value = Vec<Parcel>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<Parcel>> {
        let rows = parcels::of_orders(self.0.reader(), keys.iter().copied()).await?;
        let parcels = |rows: Vec<_>| rows.into_iter().map(Parcel).collect();
        Ok(rows.into_iter().map(|(order, rows)| (order, parcels(rows))).collect())
    }
}

/// Reads what is in parcels.
pub struct ParcelLinesLoader(pub App);

impl Loader<Uuid> for ParcelLinesLoader {
    type Value = Vec<Pieces>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<Pieces>> {
        Ok(parcels::pieces_of(self.0.reader(), keys.iter().copied()).await?)
    }
}

/// Reads what was found against shops about sending orders.
pub struct OrderClaimsLoader(pub App);

impl Loader<Uuid> for OrderClaimsLoader {
    type Value = Vec<ShippingClaim>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<ShippingClaim>> {
        let rows = claims::of_orders(self.0.reader(), keys.iter().copied()).await?;
        let claims = |rows: Vec<_>| rows.into_iter().map(ShippingClaim).collect();
        Ok(rows.into_iter().map(|(order, rows)| (order, claims(rows))).collect())
    }
}
