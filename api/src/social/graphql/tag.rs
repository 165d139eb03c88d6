//! A tag as clients see it: what was offered when the post was published, and what is offered now.

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result};
use futures_util::FutureExt;
use platform::graphql::scalars::Money;
use tokio::sync::OnceCell;

use crate::catalog::ProductState;
use crate::catalog::graphql::{Product, Sku, SkuLoader, load_product};
use crate::social::{self, tag};

/// A place in a picture of a post that leads to a product.
#[derive(Clone)]
pub struct PostTag {
    tag: social::Tag,
    /// Read once, however many fields ask for it.
    live: Arc<OnceCell<Option<Product>>>,
}

impl From<social::Tag> for PostTag {
    fn from(tag: social::Tag) -> Self {
        Self { tag, live: Arc::default() }
    }
}

impl PostTag {
    /// A tag with the product it leads to, read beside it whatever its state.
    pub(super) fn beside(tag: social::Tag, product: Option<Product>) -> Self {
        let active = tag.state == tag::TagState::Active;
        let live = product.filter(|product| active && product.0.state == ProductState::Live);
        Self { tag, live: Arc::new(OnceCell::new_with(Some(live))) }
    }

    /// The product, while it is for sale. A tag that is about to be broken leads nowhere already.
    async fn live(&self, ctx: &Context<'_>) -> Result<Option<&Product>> {
        if let Some(known) = self.live.get() {
            return Ok(known.as_ref());
        }
        let read = async {
            if self.tag.state == tag::TagState::Broken {
                return Ok(None);
            }
            let product = load_product(ctx, self.tag.product_id).await?;
            let live = |product: &Product| product.0.state == ProductState::Live;
            Ok::<_, async_graphql::Error>(product.filter(live))
        };
        Ok(self.live.get_or_try_init(|| read).boxed().await?.as_ref())
    }
}

/// A place in a picture of a post that leads to a product.
#[Object]
impl PostTag {
    /// The id, beginning with `post_tag_`.
    async fn id(&self) -> ID {
        self.tag.id.to_string().into()
    }

    /// Which picture of the post, counted from 1.
    async fn picture(&self) -> i32 {
        self.tag.picture
    }

    /// Thousandths of the picture's width from its left edge, 0 to 1000.
    async fn x(&self) -> i32 {
        self.tag.x
    }

    /// Thousandths of the picture's height from its top edge, 0 to 1000.
    async fn y(&self) -> i32 {
        self.tag.y
    }

    /// Whether its author has bought the product: an order of theirs was delivered, and nothing of
    /// it was refunded. Never by their word, and only where they let it be seen.
    async fn is_bought(&self) -> bool {
        self.tag.asks_bought && self.tag.bought_at.is_some()
    }

    /// Whether it leads anywhere.
    async fn state(&self, ctx: &Context<'_>) -> Result<TagState> {
        let live = self.live(ctx).await?;
        Ok(if live.is_some() { TagState::Active } else { TagState::Broken })
    }

    /// The product's title when the post was published; today's while the post is a draft, and
    /// null on a draft whose product is gone.
    async fn title(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        match &self.tag.seen {
            Some(seen) => Ok(Some(seen.title.clone())),
            None => Ok(self.live(ctx).await?.map(|product| product.0.title.clone())),
        }
    }

    /// The price when the post was published; null while it is a draft. Today's is the product's.
    async fn price_at_publication(&self) -> Option<Money> {
        self.tag.seen.as_ref().map(|seen| seen.price.into())
    }

    /// The name of the shop when the post was published; null while it is a draft.
    async fn operator_name(&self) -> Option<&str> {
        self.tag.seen.as_ref().map(|seen| seen.operator_name.as_str())
    }

    /// The product with its price and stock of today; null once it is not for sale any more.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<Product>> {
        Ok(self.live(ctx).await?.cloned())
    }

    /// The variant, where the tag names one; null once its product is not for sale any more.
    async fn sku(&self, ctx: &Context<'_>) -> Result<Option<Sku>> {
        let Some(sku) = self.tag.sku_id else { return Ok(None) };
        if self.live(ctx).await?.is_none() {
            return Ok(None);
        }
        ctx.data_unchecked::<DataLoader<SkuLoader>>().load_one(sku).boxed().await
    }
}

/// Whether a tag leads anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "PostTagState", remote = "tag::TagState")]
pub enum TagState {
    /// It leads to its product.
    Active,
    /// Its product was withdrawn or blocked; for good.
    Broken,
}
