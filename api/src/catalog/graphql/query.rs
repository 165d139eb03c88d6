//! Root fields that read the catalogue.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::{ContextExt, RequestError, parse_id};

use super::loaders::load_product;
use super::types::{Category, Product, ProductConnection, ProductState};
use crate::catalog::{self, Filter, Listing, Order, Place, store};
use crate::identity::graphql::ViewerExt;
use crate::identity::{Compliance, Staff};
use crate::operators;

#[derive(Default)]
pub struct CatalogQuery;

#[Object]
impl CatalogQuery {
    /// Every kind of goods, in the order in which they are shown; at most 500.
    async fn categories(&self, ctx: &Context<'_>) -> Result<Vec<Category>> {
        let rows = store::categories(ctx.app().reader()).await?;
        Ok(rows.into_iter().map(Category).collect())
    }

    /// A product; null if there is none, or you may not see it.
    async fn product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `product_`.")] id: ID,
    ) -> Result<Option<Product>> {
        load_product(ctx, parse_id::<catalog::Product>(&id)?.uuid()).await
    }

    /// Products, a page at a time. Without `state` the live ones; another state only for one of
    /// your shops, or for staff.
    async fn products(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which products.", name = "where", default)] filter: ProductWhere,
        #[graphql(desc = "In which order.", default)] sort: ProductSort,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<ProductConnection> {
        let app = ctx.app();
        let order = Order::from(sort);
        let filter = filter.read()?;
        if !may_list(ctx, &filter).await? {
            return Ok(Slice { items: Vec::new(), has_next_page: false }.into());
        }
        let page = asked::<Place>(app.cursors(), order.name(), first, after.as_deref())?;
        let first = page.first;
        let rows = store::list(app.reader(), &Listing { filter, order, page }).await?;
        let place = |product: &catalog::Product| order.place(product);
        Ok(Slice::cut(app.cursors(), order.name(), first, rows, place).map(Product::from).into())
    }
}

async fn may_list(ctx: &Context<'_>, filter: &Filter) -> Result<bool> {
    let open = matches!(filter.state, None | Some(catalog::ProductState::Live));
    if open {
        return Ok(true);
    }
    let Some(person) = ctx.viewer().as_person() else { return Ok(false) };
    if Staff::<Compliance>::of(person).is_ok() {
        return Ok(true);
    }
    let Some(operator) = filter.operator else { return Ok(false) };
    Ok(operators::is_member(ctx.app().reader(), operator, person.account_id()).await?)
}

/// Which products.
#[derive(Default, InputObject)]
pub struct ProductWhere {
    /// Of this kind.
    pub category_id: Option<ID>,
    /// Of this shop.
    pub operator_id: Option<ID>,
    /// In this state; live ones if left out.
    pub state: Option<ProductState>,
}

impl ProductWhere {
    fn read(self) -> Result<Filter, RequestError> {
        let category = self.category_id.map(|id| parse_id::<catalog::Category>(&id)).transpose()?;
        let operator =
            self.operator_id.map(|id| parse_id::<operators::Operator>(&id)).transpose()?;
        Ok(Filter {
            category: category.map(platform::kernel::Id::uuid),
            operator: operator.map(platform::kernel::Id::uuid),
            state: self.state.map(Into::into),
        })
    }
}

/// In which order products are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[graphql(remote = "Order")]
pub enum ProductSort {
    /// Those that went on sale last first.
    #[default]
    Newest,
    /// By their lowest price, the cheapest first.
    PriceLowFirst,
    /// By their lowest price, the dearest first.
    PriceHighFirst,
}
