//! The cart.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::address::PostalAddress;
use crate::catalog::graphql::{Sku, SkuLoader};
use crate::identity::graphql::ViewerExt;
use crate::orders::actions::cart;
use crate::orders::cart::CartItem as Item;
use crate::orders::store;

/// What you may order, until you do. A cart holds nothing of the stock and keeps no price.
#[derive(SimpleObject)]
pub struct Cart {
    /// What is in it, what was put in last first; at most 100.
    pub items: Vec<CartItem>,
}

/// So many pieces of a variant.
pub struct CartItem(Item);

/// So many pieces of a variant.
#[Object]
impl CartItem {
    /// The variant, with its price as it is now; null once it is gone.
    async fn sku(&self, ctx: &Context<'_>) -> Result<Option<Sku>> {
        ctx.data_unchecked::<DataLoader<SkuLoader>>().load_one(self.0.sku_id.uuid()).await
    }

    /// The id of the variant, beginning with `sku_`.
    async fn sku_id(&self) -> ID {
        self.0.sku_id.to_string().into()
    }

    /// How many pieces, 1 to 999.
    async fn quantity(&self) -> i32 {
        self.0.quantity
    }

    /// When it was put in first.
    async fn added_at(&self) -> DateTime {
        DateTime(self.0.added_at)
    }
}

/// How many pieces of what.
#[derive(InputObject)]
pub struct CartItemSetInput {
    /// The variant, beginning with `sku_`.
    pub sku_id: ID,
    /// How many pieces of it shall be in the cart: 0 to 999, and 0 takes it out.
    pub quantity: i32,
}

payload! {
    /// The answer of `cartItemSet`.
    pub struct CartItemSetPayload refused by cart::CartRefusal {
        /// The whole cart as it is now; null when refused.
        cart: Cart,
    }
}

#[derive(Default)]
pub struct CartQuery;

#[Object]
impl CartQuery {
    /// Your cart.
    async fn cart(&self, ctx: &Context<'_>) -> Result<Cart> {
        read(ctx).await
    }

    /// Your book of addresses, the oldest first; at most 20.
    async fn my_addresses(&self, ctx: &Context<'_>) -> Result<Vec<PostalAddress>> {
        let owner = ctx.person()?.account_id();
        let book = store::addresses::book(ctx.app().reader(), owner).await?;
        Ok(book.into_iter().map(PostalAddress).collect())
    }
}

#[derive(Default)]
pub struct CartMutation;

#[Object]
impl CartMutation {
    /// Set how many pieces of a variant are in your cart.
    async fn cart_item_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many pieces of what.")] input: CartItemSetInput,
    ) -> Result<CartItemSetPayload> {
        let sku = parse_id(&input.sku_id)?;
        match cart::set(ctx.app(), ctx.person()?, sku, input.quantity).await {
            Ok(()) => reply(Ok(read(ctx).await?)),
            Err(why) => reply::<_, Cart>(Err(why)),
        }
    }
}

async fn read(ctx: &Context<'_>) -> Result<Cart> {
    let items = store::cart::items(ctx.app().reader(), ctx.person()?.account_id()).await?;
    Ok(Cart { items: items.into_iter().map(CartItem).collect() })
}
