//! The loaders behind the fields of orders: one question for a whole page.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Result};
use platform::App;
use platform::kernel::Currency;
use uuid::Uuid;

use super::order::Order;
use crate::identity::graphql::ViewerExt;
use crate::operators::graphql::load_role;
use crate::orders::actions::invoices::InvoiceRequest;
use crate::orders::actions::reading;
use crate::orders::freight::Rate;
use crate::orders::store::{self, contracts::Kept};
use crate::orders::{self, PostalAddress};

type Found<T> = Result<HashMap<Uuid, T>>;

/// Reads orders by id, whoever may see them.
pub struct OrderLoader(pub App);

impl Loader<Uuid> for OrderLoader {
    type Value = Order;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Order> {
        let rows = store::orders::many(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().map(|row| (row.id.uuid(), Order::from(row))).collect())
    }
}

/// One order by id, if this viewer may see it.
pub async fn load_order(ctx: &Context<'_>, id: Uuid) -> Result<Option<Order>> {
    let found = ctx.data_unchecked::<DataLoader<OrderLoader>>().load_one(id).await?;
    let Some(order) = found else { return Ok(None) };
    let seen = reading::is_close(ctx.viewer(), &order.0)
        || load_role(ctx, order.0.operator_id.uuid()).await?.is_some();
    Ok(seen.then_some(order))
}

/// Reads the orders of checkouts.
pub struct CheckoutOrdersLoader(pub App);

impl Loader<Uuid> for CheckoutOrdersLoader {
    type Value = Vec<Order>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<Order>> {
        let rows = store::orders::of_checkouts(self.0.reader(), keys.iter().copied()).await?;
        let orders = |orders: Vec<orders::Order>| orders.into_iter().map(Order::from).collect();
        Ok(rows.into_iter().map(|(checkout, rows)| (checkout, orders(rows))).collect())
    }
}

/// Reads the lines of orders.
pub struct OrderLinesLoader(pub App);

impl Loader<Uuid> for OrderLinesLoader {
    type Value = Vec<orders::Line>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<orders::Line>> {
        let rows = store::orders::many(self.0.reader(), keys.iter().copied()).await?;
        Ok(store::orders::lines_of(self.0.reader(), &rows).await?)
    }
}

/// Reads the contracts of orders.
pub struct ContractLoader(pub App);

impl Loader<Uuid> for ContractLoader {
    type Value = Kept;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Kept> {
        Ok(store::contracts::of_orders(self.0.reader(), keys.iter().copied()).await?)
    }
}

/// Reads the wishes for invoices of orders.
pub struct InvoiceLoader(pub App);

impl Loader<Uuid> for InvoiceLoader {
    type Value = InvoiceRequest;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<InvoiceRequest> {
        Ok(store::invoices::of_orders(self.0.reader(), keys.iter().copied()).await?)
    }
}

/// Reads addresses by id, as far as they are shown.
pub struct OrderAddressLoader(pub App);

impl Loader<Uuid> for OrderAddressLoader {
    type Value = PostalAddress;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<PostalAddress> {
        Ok(store::addresses::many(self.0.reader(), keys.iter().copied()).await?)
    }
}

/// Reads what carriage costs in yuan, by operator.
pub struct RatesLoader(pub App);

impl Loader<Uuid> for RatesLoader {
    type Value = Vec<Rate>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<Rate>> {
        let reader = self.0.reader();
        Ok(store::rates::of_operators(reader, keys.iter().copied(), Currency::Cny).await?)
    }
}

/// The lines of an order, by position; at most 50.
pub async fn load_lines(ctx: &Context<'_>, order: Uuid) -> Result<Vec<orders::Line>> {
    let loader = ctx.data_unchecked::<DataLoader<OrderLinesLoader>>();
    Ok(loader.load_one(order).await?.unwrap_or_default())
}
