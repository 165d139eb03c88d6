//! Root fields that change the catalogue.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use platform::graphql::scalars::{CurrencyCode, Int64};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::Currency;
use platform::payload;

use super::types::{Product, Sku};
use crate::catalog::{self, actions};
use crate::identity::Compliance;
use crate::identity::graphql::ViewerExt;

/// What to draft a product with.
#[derive(InputObject)]
pub struct ProductCreateInput {
    /// 8 to 128 visible ASCII characters of your choice; the same key and input give the first
    /// draft again, for 72 hours.
    pub idempotency_key: String,
    /// The shop that will sell it; you are a manager or owner of it.
    pub operator_id: ID,
    /// Its kind.
    pub category_id: ID,
    /// 1 to 120 characters on one line.
    pub title: String,
    /// Up to 5,000 characters.
    #[graphql(default)]
    pub description: String,
    /// Where it is made, by the two letters of the country or region.
    #[graphql(default_with = "String::from(\"CN\")")]
    pub origin_country: String,
    /// The currency of all its prices.
    #[graphql(default_with = "CurrencyCode::Cny")]
    pub currency: CurrencyCode,
    /// Up to nine of your own uploads that are ready, the first one for lists.
    #[graphql(default)]
    pub image_ids: Vec<ID>,
    /// 1 to 50 variants.
    pub skus: Vec<SkuCreateInput>,
}

/// A variant of a new product.
#[derive(InputObject)]
pub struct SkuCreateInput {
    /// Your own code, 1 to 40 characters, unique within the product.
    pub code: String,
    /// Up to five things that set it apart.
    #[graphql(default)]
    pub options: Vec<SkuOptionInput>,
    /// The price of one piece in minor units: 1290 is 12.90.
    pub price_minor: Int64,
    /// Pieces in store, 0 to 1,000,000.
    #[graphql(default)]
    pub on_hand: i32,
}

/// One thing that sets a variant apart.
#[derive(InputObject)]
pub struct SkuOptionInput {
    /// Such as `Colour`; 1 to 40 characters.
    pub name: String,
    /// Such as `Moss green`; 1 to 40 characters.
    pub value: String,
}

/// Which product.
#[derive(InputObject)]
pub struct ProductSubmitInput {
    /// The product.
    pub id: ID,
}

/// Which product.
#[derive(InputObject)]
pub struct ProductDelistInput {
    /// The product.
    pub id: ID,
}

/// What the screen found.
#[derive(InputObject)]
pub struct ProductScreenInput {
    /// The product.
    pub id: ID,
    /// Left out to let it through; the reason, 1 to 300 characters, to block it.
    pub block_reason: Option<String>,
}

/// What to change of a variant; what is left out stays.
#[derive(InputObject)]
pub struct SkuUpdateInput {
    /// The variant.
    pub id: ID,
    /// The price of one piece in minor units.
    pub price_minor: Option<Int64>,
    /// A higher price to compare it with, in minor units: at most the lowest price at which the
    /// variant was offered in the seven days before, or else the last one before. Null to compare
    /// it no longer.
    pub compared_minor: MaybeUndefined<Int64>,
    /// Pieces in store, 0 to 1,000,000; not below what orders hold.
    pub on_hand: Option<i32>,
}

payload! {
    /// The answer of `productCreate`.
    pub struct ProductCreatePayload refused by catalog::DraftRefusal {
        /// The draft; null when refused.
        product: Product,
    }
}

payload! {
    /// The answer of `productSubmit`.
    pub struct ProductSubmitPayload refused by catalog::SubmitRefusal {
        /// The product before the screen; null when refused.
        product: Product,
    }
}

payload! {
    /// The answer of `productScreen`.
    pub struct ProductScreenPayload refused by catalog::ScreenRefusal {
        /// The product after the screen; null when refused.
        product: Product,
    }
}

payload! {
    /// The answer of `productDelist`.
    pub struct ProductDelistPayload refused by catalog::DelistRefusal {
        /// The product off the shelves; null when refused.
        product: Product,
    }
}

payload! {
    /// The answer of `skuUpdate`.
    pub struct SkuUpdatePayload refused by catalog::StockRefusal {
        /// The variant as it is now; null when refused.
        sku: Sku,
    }
}

#[derive(Default)]
pub struct CatalogMutation;

#[Object]
impl CatalogMutation {
    /// Draft a product for one of your shops; nobody else sees it yet. Managers and owners, with
    /// a second factor.
    async fn product_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to draft.")] input: ProductCreateInput,
    ) -> Result<ProductCreatePayload> {
        let key = input.idempotency_key.clone();
        let draft = input.read()?;
        reply(catalog::create_draft(ctx.app(), ctx.person()?, &key, draft).await.map(Product::from))
    }

    /// Hand a draft, delisted or blocked product to the platform's screen; for a blocked one this
    /// is the appeal. The screen puts it on the shelves within seconds, blocks it, or leaves it for
    /// staff to look at.
    async fn product_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which product.")] input: ProductSubmitInput,
    ) -> Result<ProductSubmitPayload> {
        let id = parse_id(&input.id)?;
        reply(catalog::submit(ctx.app(), ctx.person()?, id).await.map(Product::from))
    }

    /// Let a product through the screen, or block it with a reason. Letting it through clears the
    /// restrictions that speak of it, also of one that is live; a live one can be blocked too.
    /// Compliance staff only, with a second factor.
    async fn product_screen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen found.")] input: ProductScreenInput,
    ) -> Result<ProductScreenPayload> {
        let verdict = match input.block_reason {
            None => actions::ScreenVerdict::Approve,
            Some(reason) => actions::ScreenVerdict::Block { reason },
        };
        let (staff, id) = (ctx.staff::<Compliance>()?, parse_id(&input.id)?);
        reply(catalog::screen(ctx.app(), &staff, id, verdict).await.map(Product::from))
    }

    /// Take a live product off the shelves. Orders that are placed go on.
    async fn product_delist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which product.")] input: ProductDelistInput,
    ) -> Result<ProductDelistPayload> {
        let id = parse_id(&input.id)?;
        reply(catalog::delist(ctx.app(), ctx.person()?, id).await.map(Product::from))
    }

    /// Set price, compared price and stock of a variant. Orders that are placed keep their price.
    async fn sku_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: SkuUpdateInput,
    ) -> Result<SkuUpdatePayload> {
        let input = catalog::StockInput {
            sku_id: parse_id(&input.id)?,
            price_minor: input.price_minor.map(|minor| minor.0),
            compared_minor: match input.compared_minor {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(minor) => Some(Some(minor.0)),
            },
            on_hand: input.on_hand,
        };
        reply(catalog::set_stock(ctx.app(), ctx.person()?, input).await.map(Sku))
    }
}

impl ProductCreateInput {
    fn read(self) -> Result<catalog::DraftInput> {
        let image_ids = self.image_ids.iter().map(|id| parse_id(id)).collect::<Result<_, _>>()?;
        Ok(catalog::DraftInput {
            operator_id: parse_id(&self.operator_id)?,
            category_id: parse_id(&self.category_id)?,
            title: self.title,
            description: self.description,
            origin: self.origin_country,
            currency: Currency::from(self.currency).code(),
            image_ids,
            skus: self.skus.into_iter().map(Into::into).collect(),
        })
    }
}

impl From<SkuCreateInput> for catalog::SkuInput {
    fn from(input: SkuCreateInput) -> Self {
        Self {
            code: input.code,
            options: input.options.into_iter().map(|o| (o.name, o.value)).collect(),
            price_minor: input.price_minor.0,
            on_hand: input.on_hand,
        }
    }
}
