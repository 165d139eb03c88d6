//! Root fields that read orders.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::{ContextExt, parse_id};

use super::loaders::{RatesLoader, load_order};
use super::order::{Order, OrderConnection, OrderState};
use super::shipping::ShippingRate;
use crate::identity::graphql::ViewerExt;
use crate::operators;
use crate::orders::actions::reading;
use crate::orders::store::lists::{OrderPlace, Whose};
use crate::orders::{self, contract, terms};

/// The terms that contracts point to.
#[derive(SimpleObject)]
pub struct OrderTerms {
    /// The version, as contracts name it.
    pub version: &'static str,
    /// The whole text, in Chinese and in English; contracts carry its SHA-256.
    pub text: &'static str,
}

#[derive(Default)]
pub struct OrderQuery;

#[Object]
impl OrderQuery {
    /// An order; null if there is none, or you may not see it.
    async fn order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `order_`.")] id: ID,
    ) -> Result<Option<Order>> {
        load_order(ctx, parse_id::<orders::Order>(&id)?.uuid()).await
    }

    /// Your orders, the newest first.
    async fn my_orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that stand there; all if left out.")] state: Option<
            OrderState,
        >,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<OrderConnection> {
        let whose = Whose::Buyer(ctx.person()?.account_id().uuid());
        page(ctx, whose, state, first, after).await
    }

    /// The orders of a shop, the newest first; empty unless you are a member of it.
    async fn operator_orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "Only those that stand there; all if left out.")] state: Option<
            OrderState,
        >,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<OrderConnection> {
        let whose = Whose::Operator(parse_id::<operators::Operator>(&operator_id)?.uuid());
        page(ctx, whose, state, first, after).await
    }

    /// All orders, the newest first. Support staff only.
    async fn orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that stand there; all if left out.")] state: Option<
            OrderState,
        >,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<OrderConnection> {
        page(ctx, Whose::All, state, first, after).await
    }

    /// What a shop charges for carriage in yuan, by region; at most 100. None at all means: within
    /// the mainland, free, and nowhere else.
    async fn shipping_rates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
    ) -> Result<Vec<ShippingRate>> {
        let id = parse_id::<operators::Operator>(&operator_id)?.uuid();
        let rates = ctx.data_unchecked::<DataLoader<RatesLoader>>().load_one(id).await?;
        Ok(rates.unwrap_or_default().into_iter().map(Into::into).collect())
    }

    /// The terms of orders as they are in force: show them before `checkoutSubmit`.
    async fn order_terms(&self) -> OrderTerms {
        OrderTerms { version: terms::VERSION, text: contract::TERMS }
    }
}

async fn page(
    ctx: &Context<'_>,
    whose: Whose,
    state: Option<OrderState>,
    first: Option<i32>,
    after: Option<String>,
) -> Result<OrderConnection> {
    const LIST: &str = "order.newest";
    let app = ctx.app();
    let asked = asked::<OrderPlace>(app.cursors(), LIST, first, after.as_deref())?;
    let person = ctx.person()?;
    let rows = reading::list(app, person, whose, state.map(Into::into), &asked).await?;
    let place = |order: &orders::Order| OrderPlace(order.id.uuid());
    Ok(Slice::cut(app.cursors(), LIST, asked.first, rows, place).map(Order::from).into())
}
