//! What a shop sets for its orders.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::scalars::{CurrencyCode, Int64};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::shipping::ShippingRate;
use crate::identity::graphql::ViewerExt;
use crate::orders::actions::rates;

/// What carriage costs from now on.
#[derive(InputObject)]
pub struct ShippingRatesSetInput {
    /// The shop; you are a manager or owner of it.
    pub operator_id: ID,
    /// The currency of these rates; those of other currencies stay.
    #[graphql(default_with = "CurrencyCode::Cny")]
    pub currency: CurrencyCode,
    /// At most 100. None at all means: within the mainland, free, and nowhere else.
    pub rates: Vec<ShippingRateInput>,
}

/// What carriage to a place costs.
#[derive(InputObject)]
pub struct ShippingRateInput {
    /// A region such as `CN-33`, a country such as `CN`, or `*` for everywhere else.
    pub region: String,
    /// For the first piece of an order, in minor units.
    pub first_minor: Int64,
    /// For each further piece, in minor units.
    #[graphql(default_with = "Int64(0)")]
    pub next_minor: Int64,
    /// Goods of this much or more travel free, in minor units; left out where they never do.
    pub free_from_minor: Option<Int64>,
}

/// All rates of a shop in one currency.
#[derive(async_graphql::SimpleObject)]
pub struct ShippingRates {
    /// By region; at most 100.
    pub rates: Vec<ShippingRate>,
}

payload! {
    /// The answer of `shippingRatesSet`.
    pub struct ShippingRatesSetPayload refused by rates::RatesRefusal {
        /// The rates as they are now; null when refused.
        shipping_rates: ShippingRates,
    }
}

#[derive(Default)]
pub struct SellingMutation;

#[Object]
impl SellingMutation {
    /// Set what a shop charges for carriage. Orders that are placed keep what they cost. Managers
    /// and owners, with a second factor.
    async fn shipping_rates_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What carriage costs.")] input: ShippingRatesSetInput,
    ) -> Result<ShippingRatesSetPayload> {
        let rate = |rate: ShippingRateInput| rates::RateInput {
            region: rate.region,
            first_minor: rate.first_minor.0,
            next_minor: rate.next_minor.0,
            free_from_minor: rate.free_from_minor.map(|minor| minor.0),
        };
        let given: Vec<_> = input.rates.into_iter().map(rate).collect();
        let operator = parse_id(&input.operator_id)?;
        let currency = input.currency.into();
        let set = rates::set(ctx.app(), ctx.person()?, operator, currency, &given).await;
        let shown = |rates: Vec<_>| ShippingRates {
            rates: rates.into_iter().map(ShippingRate::from).collect(),
        };
        reply(set.map(shown))
    }
}
