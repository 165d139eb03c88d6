//! What may be given back, and what shops promise.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Result, SimpleObject};
use platform::graphql::scalars::DateTime;
use uuid::Uuid;

use super::loaders::{PromiseLoader, TakenLoader};
use crate::orders::Line;
use crate::orders::graphql::load_order;
use crate::returns::goods_return::Kind;
use crate::returns::terms::{self, Promise};

/// What a shop promises beyond the law, for orders from now on.
#[derive(Clone, SimpleObject)]
pub struct ReturnPromise {
    /// Days from the day after receipt in which a buyer may change their mind.
    pub days: i32,
    /// Whether the shop bears what it costs to send goods back.
    pub bears_carriage: bool,
    /// Whether it takes back what a buyer has no right to give back.
    pub takes_excluded: bool,
}

impl From<Promise> for ReturnPromise {
    fn from(promise: Promise) -> Self {
        Self {
            days: i32::try_from(promise.days).unwrap_or(i32::MAX),
            bears_carriage: promise.bears_carriage,
            takes_excluded: promise.takes_excluded,
        }
    }
}

/// What a shop promises now; nothing where it promises nothing beyond the law.
pub async fn promise_of(ctx: &Context<'_>, operator: Uuid) -> Result<Option<ReturnPromise>> {
    let loader = ctx.data_unchecked::<DataLoader<PromiseLoader>>();
    Ok(loader.load_one(operator).await?.map(Into::into))
}

/// What may be given back of a line of an order.
#[derive(Clone, SimpleObject)]
pub struct ReturnTerms {
    /// How many pieces were not asked to be given back yet.
    pub left: i32,
    /// Whether the right to change one's mind is out for it; what is defective goes back all the
    /// same.
    pub is_excluded: bool,
    /// The first instant at which it is too late to change one's mind, by the law; the shop may
    /// promise longer. Null before it was delivered.
    pub cooling_off_until: Option<DateTime>,
    /// The first instant at which it is too late to give back what is defective for its price. Null
    /// before it was delivered.
    pub defect_until: Option<DateTime>,
    /// The first instant at which it is too late to have it exchanged or repaired here. Null before
    /// it was delivered.
    pub repair_until: Option<DateTime>,
}

/// What may be given back of a line.
pub async fn terms_of(ctx: &Context<'_>, line: &Line) -> Result<ReturnTerms> {
    let loader = ctx.data_unchecked::<DataLoader<TakenLoader>>();
    let taken = loader.load_one(line.order_id.uuid()).await?.unwrap_or_default();
    let gone = taken.iter().find(|(position, _)| *position == line.position);
    let left = line.quantity - gone.map_or(0, |(_, taken)| *taken);
    let nothing = Promise::default();
    let mut found = ReturnTerms {
        left,
        is_excluded: line.is_excluded(),
        cooling_off_until: None,
        defect_until: None,
        repair_until: None,
    };
    let Some(order) = load_order(ctx, line.order_id.uuid()).await? else { return Ok(found) };
    let own = terms::of(order.0.profile, order.0.submitted_at)?;
    found.is_excluded = terms::is_excluded(own, nothing, line);
    if let Some(received) = order.0.signed_at {
        let until = |kind| terms::window(own, nothing, kind, received).map(DateTime).map(Some);
        found.cooling_off_until = until(Kind::CoolingOff)?;
        found.defect_until = until(Kind::DefectRefund)?;
        found.repair_until = until(Kind::Repair)?;
    }
    Ok(found)
}
