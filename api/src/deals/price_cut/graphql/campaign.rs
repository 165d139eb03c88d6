//! The object `PriceCutCampaign`: everything that somebody should know before they begin (PC-4).

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result};
use platform::connection;
use platform::graphql::ContextExt;
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::transitions::{ActorKind, States as _};

use crate::catalog::graphql::{Sku, SkuLoader};
use crate::deals::price_cut::campaign as noun;
use crate::identity::graphql::ViewerExt;
use crate::identity::{Compliance, Staff};
use crate::operators;

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::CampaignState")]
pub enum PriceCutCampaignState {
    /// Being prepared by its shop.
    Draft,
    /// Handed in; staff look at it.
    Review,
    /// Approved; it begins at `startsAt`.
    Scheduled,
    /// Sessions begin by `priceCutStart`.
    Running,
    /// Its time is over; sessions that run go on to their own ends.
    Ended,
    /// Turned down by staff, with a reason.
    Rejected,
    /// Stopped before its time; sessions that run go on to their own ends.
    Stopped,
}

/// Why staff turned a campaign down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::Rejected")]
pub enum PriceCutRejection {
    /// The price that is cut is not one that was asked in earnest.
    PriceMisleading,
    /// There are too few pieces for what is announced.
    StockTooSmall,
    /// Goods that are not sold this way.
    GoodsUnfit,
    /// Something else, which support explains.
    Other,
}

/// What a shop offers to have cut, on terms that every session of it begins with. No help can be
/// bought, and nothing is drawn by lot.
#[derive(Clone)]
pub struct PriceCutCampaign(pub Arc<noun::Campaign>);

impl From<noun::Campaign> for PriceCutCampaign {
    fn from(campaign: noun::Campaign) -> Self {
        Self(Arc::new(campaign))
    }
}

/// What a shop offers to have cut, on terms that every session of it begins with. No help can be
/// bought, and nothing is drawn by lot.
#[Object]
impl PriceCutCampaign {
    /// The id, beginning with `cut_campaign_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The shop, beginning with `operator_`.
    async fn operator_id(&self) -> ID {
        self.0.operator_id.to_string().into()
    }

    /// The product, beginning with `product_`.
    async fn product_id(&self) -> ID {
        self.0.product_id.to_string().into()
    }

    /// The variant whose price is cut; each session is for one piece of it.
    async fn sku(&self, ctx: &Context<'_>) -> Result<Option<Sku>> {
        ctx.data_unchecked::<DataLoader<SkuLoader>>().load_one(self.0.sku_id.uuid()).await
    }

    /// Where it stands.
    async fn state(&self) -> PriceCutCampaignState {
        self.0.state.into()
    }

    /// The price that a session begins with: the list price when the campaign was drafted.
    async fn start_price(&self) -> Money {
        self.0.money(self.0.start_minor).into()
    }

    /// The price after the last help; it never falls below.
    async fn floor_price(&self) -> Money {
        self.0.money(self.0.floor_minor).into()
    }

    /// The most helps that a session takes, 2 to 100: the difference is cut into as many parts.
    async fn most_helps(&self) -> i32 {
        self.0.parts
    }

    /// How many parts a help by buying the same item takes at once, 1 to 10; one by opening the
    /// invitation takes one.
    async fn parts_bought(&self) -> i32 {
        self.0.parts_bought
    }

    /// The least that one part can be, whatever is drawn; never less than one minor unit.
    async fn least_part(&self) -> Result<Money> {
        Ok(self.0.money(self.0.bounds()?.least_minor).into())
    }

    /// The most that one part can be, whatever is drawn.
    async fn most_part(&self) -> Result<Money> {
        Ok(self.0.money(self.0.bounds()?.most_minor).into())
    }

    /// How many hours a session takes helps, 1 to 72.
    async fn hours(&self) -> i32 {
        self.0.hours
    }

    /// The pieces set apart for sessions; each holds one from its start to its end.
    async fn stock(&self) -> i32 {
        self.0.stock
    }

    /// How many of those pieces no session holds now.
    async fn stock_left(&self) -> i32 {
        self.0.stock.saturating_sub(self.0.taken)
    }

    /// How many pieces a person can have of a campaign: one.
    async fn pieces_per_person(&self) -> i32 {
        1
    }

    /// The version of the terms; a session keeps the one that it began with.
    async fn terms_version(&self) -> &str {
        &self.0.terms
    }

    /// The first instant at which sessions begin.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// From this instant on no session begins.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.ends_at)
    }

    /// Why staff turned it down; null unless they did.
    async fn rejection(&self) -> Option<PriceCutRejection> {
        self.0.rejected.map(Into::into)
    }

    /// Where the viewer may move it from here by themselves.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Result<Vec<PriceCutCampaignState>> {
        let Some(person) = ctx.viewer().as_person() else { return Ok(Vec::new()) };
        let operator = self.0.operator_id.uuid();
        let mut next = Vec::new();
        if operators::is_member(ctx.app().reader(), operator, person.account_id()).await? {
            next.extend(self.0.state.next_for(ActorKind::Operator));
        } else if Staff::<Compliance>::of(person).is_ok() {
            next.extend(self.0.state.next_for(ActorKind::Staff));
        }
        Ok(next.into_iter().map(Into::into).collect())
    }

    /// How it came to stand where it stands, newest first.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

connection!(
    PriceCutCampaignConnection,
    PriceCutCampaignEdge,
    PriceCutCampaign,
    "campaigns of price cuts, newest first"
);
