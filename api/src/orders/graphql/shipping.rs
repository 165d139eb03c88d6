//! What carriage costs, as buyers see it.

use async_graphql::SimpleObject;
use platform::graphql::scalars::Money;

use crate::orders::freight::Rate;

/// What a shop charges for carriage to a place. The rate of the region counts, else that of the
/// country, else that of `*`.
#[derive(Clone, SimpleObject)]
pub struct ShippingRate {
    /// A region such as `CN-33`, a country such as `CN`, or `*` for everywhere else.
    pub region: String,
    /// For the first piece of an order.
    pub first: Money,
    /// For each further piece.
    pub next: Money,
    /// Goods of this much or more travel free; null where they never do.
    pub free_from: Option<Money>,
}

impl From<Rate> for ShippingRate {
    fn from(rate: Rate) -> Self {
        Self {
            region: rate.region,
            first: rate.first.into(),
            next: rate.next.into(),
            free_from: rate.free_from.map(Into::into),
        }
    }
}
