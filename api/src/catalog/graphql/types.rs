//! Types of the catalogue and the loaders behind their fields.

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use futures_util::FutureExt;
use platform::graphql::ContextExt;
use platform::graphql::connection::Slice;
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::transitions::{ActorKind, States};
use platform::{Failure, connection};

use super::labels::{
    GoodsKind, GoodsMeasure, ProductExtra, ProductLabel, extras, labels, measures,
};
use super::loaders::{ProductPicturesLoader, SkusOfLoader, load_category, load_product};
use super::rules::ProductRuleHit;
use super::sale::{Saleability, SalesChannel, country, load_hits, saleability};
use crate::catalog::{self, category, product};
use crate::deals::graphql::{
    GroupBuyCampaign, GroupBuyConnection, PriceCutCampaign, campaign_of, campaigns_of_product,
    near_completion_of,
};
use crate::identity::graphql::ViewerExt;
use crate::identity::{Compliance, Staff};
use crate::media::graphql::{Image, load_images};
use crate::operators;
use crate::operators::graphql::{Operator, load_operator};
use crate::operators::graphql_licence::OperatorBadge;

/// A kind of goods.
#[derive(Clone)]
pub struct Category(pub catalog::Category);

/// A kind of goods.
#[Object]
impl Category {
    /// The id, beginning with `category_`.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Lower-case words joined by hyphens; part of the address of its page.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name in a language.
    async fn name(&self, #[graphql(desc = "The language.", default)] language: Language) -> &str {
        match language {
            Language::Zh => &self.0.name_zh,
            Language::En => &self.0.name_en,
        }
    }

    /// The kind above it; null at the top.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Category>> {
        match self.0.parent_id {
            Some(id) => load_category(ctx, id.uuid()).await,
            None => Ok(None),
        }
    }

    /// Whether a shop that lists goods of this kind has a deposit account.
    async fn is_deposit_required(&self) -> bool {
        catalog::is_deposit_required(self.0.goods_kind)
    }

    /// What the law asks to be told of goods of this kind, and of whoever sells them.
    async fn goods_kind(&self) -> GoodsKind {
        self.0.goods_kind.into()
    }

    /// How the right to change one's mind applies to goods of this kind.
    async fn cooling_off(&self) -> CoolingOffClass {
        self.0.cooling_off.into()
    }
}

/// A language of names that the platform itself gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// How the right to change one's mind within seven days applies to a kind of goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "category::CoolingOffClass")]
pub enum CoolingOffClass {
    /// It applies.
    Standard,
    /// Excluded by law: made to the buyer's order.
    Custom,
    /// Excluded by law: fresh and perishable.
    Perishable,
    /// Excluded by law: digital goods, downloaded or unsealed.
    Digital,
    /// Excluded by law: delivered newspapers and periodicals.
    Press,
    /// Excluded only if confirmed at the purchase: unsealing affects safety, health or quality.
    Sealed,
    /// Excluded only if confirmed at the purchase: the value falls once activated or tried.
    Activated,
    /// Excluded only if confirmed at the purchase: sold as flawed or near its expiry.
    Marked,
}

/// Where a product stands. Everybody sees live products; the other states are seen by members of
/// its shop and by staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "product::ProductState")]
pub enum ProductState {
    /// Being prepared; not submitted yet.
    Draft,
    /// Before the platform's screen.
    Screening,
    /// For sale.
    Live,
    /// Forbidden by the platform, with a reason; submitting again is the appeal.
    Blocked,
    /// Taken off the shelves by its shop.
    Delisted,
}

/// Something a shop sells, in one or more variants.
#[derive(Clone)]
pub struct Product(pub Arc<catalog::Product>);

impl From<catalog::Product> for Product {
    fn from(product: catalog::Product) -> Self {
        Self(Arc::new(product))
    }
}

/// Something a shop sells, in one or more variants.
#[Object]
impl Product {
    /// The id, beginning with `product_`.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The title, 1 to 120 characters.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The description, up to 5,000 characters; plain text with line breaks.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// Where it was made, by the two letters of the country or region.
    async fn origin_country(&self) -> &str {
        self.0.origin.code()
    }

    /// Whether it can be sold now, by a channel to a country, and why not. Exact to the second:
    /// checkout asks the same again.
    async fn saleable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The way it comes to its buyer.", default)] channel: SalesChannel,
        #[graphql(
            desc = "Where to, by the two letters of the country or region.",
            default_with = "String::from(\"CN\")"
        )]
        ship_to: String,
    ) -> Result<Saleability> {
        saleability(ctx, &self.0, channel.into(), country(&ship_to)?).boxed().await
    }

    /// The rules of the lists of goods that speak of it, in force or announced, the latest first;
    /// at most 100. Members of its shop and staff only, and empty for everybody else.
    async fn rule_hits(&self, ctx: &Context<'_>) -> Result<Vec<ProductRuleHit>> {
        if !catalog::is_insider(ctx.app(), ctx.viewer(), &self.0).boxed().await? {
            return Ok(Vec::new());
        }
        let hits = load_hits(ctx, self.0.id.uuid()).boxed().await?.into_iter().take(100);
        Ok(hits.map(|hit| ProductRuleHit { product: self.clone(), hit }).collect())
    }

    /// What its label says, one for each language in which it has one.
    async fn labels(&self, ctx: &Context<'_>) -> Result<Vec<ProductLabel>> {
        labels(ctx, self.0.id.uuid()).await
    }

    /// What may be bought along with it, at most ten. Nothing of it is chosen until the buyer
    /// chooses it, each time anew.
    async fn extras(&self, ctx: &Context<'_>) -> Result<Vec<ProductExtra>> {
        extras(ctx, self.0.id.uuid()).await
    }

    /// What was done about it by which rule, the latest first; at most 50. Members of its shop and
    /// staff only, and empty for everybody else.
    async fn measures(&self, ctx: &Context<'_>) -> Result<Vec<GoodsMeasure>> {
        measures(ctx, &self.0).boxed().await
    }

    /// The campaign in which price cuts of a variant of it begin now; null if there is none.
    async fn price_cut(&self, ctx: &Context<'_>) -> Result<Option<PriceCutCampaign>> {
        campaign_of(ctx, self.0.id.uuid()).boxed().await
    }

    /// Where it stands.
    async fn state(&self) -> ProductState {
        self.0.state.into()
    }

    /// Why it is blocked; null unless it is.
    async fn block_reason(&self) -> Option<&str> {
        self.0.block_reason.as_deref()
    }

    /// The states into which you may move it: none unless you act for its shop or are staff.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Result<Vec<ProductState>> {
        let Some(person) = ctx.viewer().as_person() else { return Ok(Vec::new()) };
        let mut next = Vec::new();
        let operator = self.0.operator_id.uuid();
        let (db, account) = (ctx.app().reader(), person.account_id());
        if operators::is_member(db, operator, account).boxed().await? {
            next.extend(self.0.state.next_for(ActorKind::Operator));
        }
        if Staff::<Compliance>::of(person).is_ok() {
            next.extend(self.0.state.next_for(ActorKind::Staff));
        }
        next.sort_by_key(|state| state.name());
        next.dedup();
        Ok(next.into_iter().map(Into::into).collect())
    }

    /// The lowest price of its variants.
    async fn price_from(&self) -> Money {
        self.0.price_from.into()
    }

    /// Its kind.
    async fn category(&self, ctx: &Context<'_>) -> Result<Category> {
        let found = load_category(ctx, self.0.category_id.uuid()).await?;
        found.ok_or_else(|| Failure::broken("a product's category is gone").into())
    }

    /// The shop that sells it.
    async fn operator(&self, ctx: &Context<'_>) -> Result<Operator> {
        let found = load_operator(ctx, self.0.operator_id.uuid()).await?;
        found.ok_or_else(|| Failure::broken("a product's operator is gone").into())
    }

    /// What its shop is, for a label beside the product; null before the shop is registered.
    async fn seller_badge(&self, ctx: &Context<'_>) -> Result<Option<OperatorBadge>> {
        let operator = load_operator(ctx, self.0.operator_id.uuid()).await?;
        Ok(operator.and_then(|operator| operator.0.kind).map(|kind| operators::badge(kind).into()))
    }

    /// Its variants, in the order in which they are shown; at least one, at most 50.
    async fn skus(&self, ctx: &Context<'_>) -> Result<Vec<Sku>> {
        let loader = ctx.data_unchecked::<DataLoader<SkusOfLoader>>();
        Ok(loader.load_one(self.0.id.uuid()).await?.unwrap_or_default())
    }

    /// Its pictures, the first one for lists; at most nine.
    async fn images(&self, ctx: &Context<'_>) -> Result<Vec<Image>> {
        let loader = ctx.data_unchecked::<DataLoader<ProductPicturesLoader>>();
        let ids = loader.load_one(self.0.id.uuid()).await?.unwrap_or_default();
        load_images(ctx, ids).await
    }

    /// The campaigns of group buys that run for it, the oldest first; at most 20.
    async fn group_buy_campaigns(&self, ctx: &Context<'_>) -> Result<Vec<GroupBuyCampaign>> {
        campaigns_of_product(ctx, self.0.id.uuid()).boxed().await
    }

    /// The groups that form for it and have a seat left: those that miss the fewest members first,
    /// then those that end soonest.
    async fn group_buys(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<GroupBuyConnection> {
        near_completion_of(ctx, self.0.id.uuid(), first, after).boxed().await
    }

    /// How it came to stand where it stands, newest first; members of its shop and staff only, and
    /// empty for everybody else.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        if !catalog::is_insider(ctx.app(), ctx.viewer(), &self.0).boxed().await? {
            return Ok(TimelineConnection::from(Slice { items: Vec::new(), has_next_page: false }));
        }
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }

    /// When it last went on sale.
    async fn listed_at(&self) -> DateTime {
        DateTime(self.0.listed_at)
    }
}

connection!(ProductConnection, ProductEdge, Product, "products");

/// A variant of a product: what is put into a cart.
#[derive(Clone)]
pub struct Sku(pub catalog::Sku);

/// A variant of a product: what is put into a cart.
#[Object]
impl Sku {
    /// The id, beginning with `sku_`.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The shop's own code, unique within the product.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What sets it apart, in the order in which it is shown; at most five.
    async fn options(&self) -> Vec<SkuOption> {
        let option = |(name, value): &(String, String)| SkuOption {
            name: name.clone(),
            value: value.clone(),
        };
        self.0.options.iter().map(option).collect()
    }

    /// The price of one piece.
    async fn price(&self) -> Money {
        self.0.price.into()
    }

    /// A higher price it is compared with; null where there is none. It is at most the lowest price
    /// of the seven days before it was set, or else the last one before. While nothing is ordered
    /// here, that is the price at which the variant was offered.
    async fn compared_price(&self) -> Option<Money> {
        self.0.compared.map(Into::into)
    }

    /// Pieces that can be bought now.
    async fn available(&self) -> i32 {
        self.0.available()
    }

    /// The product it is a variant of; null if you may not see that one.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<Product>> {
        load_product(ctx, self.0.product_id.uuid()).boxed().await
    }
}

/// One thing that sets a variant apart.
#[derive(SimpleObject)]
pub struct SkuOption {
    /// Such as `Colour`.
    pub name: String,
    /// Such as `Moss green`.
    pub value: String,
}
