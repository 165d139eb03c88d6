//! Whether a product can be sold, as a product page asks it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, Result, SimpleObject};
use platform::Failure;
use platform::graphql::{ContextExt, ErrorCode, RequestError};
use platform::kernel::Country;
use uuid::Uuid;

use super::loaders::{HitsLoader, load_category};
use super::rules::GoodsRule;
use crate::catalog::rule::Channel;
use crate::catalog::{self, Goods, Hit, NotForSale, sale_check};
use crate::operators::graphql::load_operator;
use crate::operators::graphql_permits::{PermitKind, permits};

/// The way goods come to their buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[graphql(remote = "Channel")]
pub enum SalesChannel {
    /// Sold and delivered within mainland China.
    #[default]
    Domestic,
    /// Sold from mainland China to another country or region.
    Export,
    /// Sold from another country or region into mainland China.
    Import,
}

/// Why a product cannot be sold, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum NotSaleableReason {
    /// A rule of a list of goods forbids it there.
    Banned,
    /// A rule of a list lets it be sold there once staff have looked at it.
    Restricted,
    /// It is not on the shelves.
    NotLive,
    /// Its shop is stopped by the platform, or has left.
    SellerStopped,
    /// Its shop is a natural person's, who sells nothing that takes a permit.
    TrackForbids,
    /// Its shop has no permit on file that is good now, which goods of this kind need.
    PermitMissing,
}

/// Whether a product can be sold now, by a channel to a country.
#[derive(SimpleObject)]
pub struct Saleability {
    /// Whether it can.
    pub is_saleable: bool,
    /// Why it cannot; null if it can.
    pub reason: Option<NotSaleableReason>,
    /// The rule that says so; null unless the reason is a rule.
    pub rule: Option<GoodsRule>,
    /// The permit that is missing; null unless the reason is a permit.
    pub permit: Option<PermitKind>,
}

/// Reads a country.
pub fn country(code: &str) -> Result<Country, RequestError> {
    code.parse().map_err(|_| {
        let message = "A country is named by the two capital letters of ISO 3166-1.";
        RequestError::new(ErrorCode::BadRequest, message)
    })
}

/// The rules that speak of a product, through the loader.
pub async fn load_hits(ctx: &Context<'_>, product: Uuid) -> Result<Vec<Hit>> {
    let loader = ctx.data_unchecked::<DataLoader<HitsLoader>>();
    Ok(loader.load_one(product).await?.unwrap_or_default())
}

/// Asks the question.
pub async fn saleability(
    ctx: &Context<'_>,
    product: &catalog::Product,
    channel: Channel,
    ship_to: Country,
) -> Result<Saleability> {
    let category = load_category(ctx, product.category_id.uuid()).await?;
    let category = category.ok_or_else(|| Failure::broken("a product's category is gone"))?;
    let hits = load_hits(ctx, product.id.uuid()).await?;
    let permits = permits(ctx, product.operator_id.uuid()).await?;
    let operator = load_operator(ctx, product.operator_id.uuid()).await?;
    let operator = operator.ok_or_else(|| Failure::broken("a product's operator is gone"))?;
    let goods = Goods {
        state: product.state,
        kind: category.0.goods_kind,
        hits: &hits,
        permits: &permits,
        seller: operator.0.standing(),
    };
    let not = |reason, rule: Option<&catalog::GoodsRule>, permit| Saleability {
        is_saleable: false,
        reason: Some(reason),
        rule: rule.cloned().map(GoodsRule),
        permit,
    };
    Ok(match sale_check(&goods, channel, ship_to, ctx.app().now()) {
        Ok(()) => Saleability { is_saleable: true, reason: None, rule: None, permit: None },
        Err(NotForSale::Banned(rule)) => not(NotSaleableReason::Banned, Some(rule), None),
        Err(NotForSale::Restricted(rule)) => not(NotSaleableReason::Restricted, Some(rule), None),
        Err(NotForSale::NotLive) => not(NotSaleableReason::NotLive, None, None),
        Err(NotForSale::SellerStopped) => not(NotSaleableReason::SellerStopped, None, None),
        Err(NotForSale::TrackForbids) => not(NotSaleableReason::TrackForbids, None, None),
        Err(NotForSale::PermitMissing(kind)) => {
            not(NotSaleableReason::PermitMissing, None, Some(kind.into()))
        }
    })
}
