//! The object `PriceCut`: exact numbers and nothing but them (PC-1, PC-6).

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result};
use platform::graphql::ContextExt;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::transitions::{ActorKind, States as _};
use platform::{Failure, connection};

use super::campaign::PriceCutCampaign;
use super::help::{PriceCutHelp, PriceCutHelpConnection};
use super::loaders::PriceCutCampaignLoader;
use crate::deals::price_cut::Help;
use crate::deals::price_cut::actions::reading;
use crate::deals::price_cut::cut as noun;
use crate::deals::price_cut::store::helps::{self, HelpPlace};
use crate::identity::graphql::{User, ViewerExt, load_user};
use crate::orders::graphql::{Order, load_order};

/// Where a price cut stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::CutState")]
pub enum PriceCutState {
    /// Begun; nobody has helped yet.
    Started,
    /// Somebody has helped.
    InProgress,
    /// All of it is cut. Order by `buyBy`.
    Won,
    /// Its owner has ordered.
    Ordered,
    /// Its time was over before it was ordered.
    Expired,
    /// Its owner gave it up.
    Abandoned,
}

/// One buyer's price cut: everybody who has its id sees the numbers. Its owner may order at the
/// price of the moment until `buyBy`, by `priceCutBuy`.
#[derive(Clone)]
pub struct PriceCut(pub Arc<noun::PriceCut>, Option<PriceCutCampaign>);

impl From<noun::PriceCut> for PriceCut {
    fn from(cut: noun::PriceCut) -> Self {
        Self(Arc::new(cut), None)
    }
}

impl PriceCut {
    /// A price cut with what it is a session of, read beside it.
    pub fn of_campaign(cut: noun::PriceCut, campaign: PriceCutCampaign) -> Self {
        Self(Arc::new(cut), Some(campaign))
    }

    async fn of(&self, ctx: &Context<'_>) -> Result<PriceCutCampaign> {
        if let Some(campaign) = &self.1 {
            return Ok(campaign.clone());
        }
        let loader = ctx.data_unchecked::<DataLoader<PriceCutCampaignLoader>>();
        let found = loader.load_one(self.0.campaign_id.uuid()).await?;
        found.ok_or_else(|| Failure::broken("a session without a campaign").into())
    }
}

/// One buyer's price cut: everybody who has its id sees the numbers. Its owner may order at the
/// price of the moment until `buyBy`, by `priceCutBuy`.
#[Object]
impl PriceCut {
    /// The id, beginning with `price_cut_`.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is a session of; its terms are those of the start.
    async fn campaign(&self, ctx: &Context<'_>) -> Result<PriceCutCampaign> {
        self.of(ctx).await
    }

    /// Whose it is, as they show themselves to everybody; null if their account is gone.
    async fn owner(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.owner_id.uuid()).await
    }

    /// Where it stands.
    async fn state(&self) -> PriceCutState {
        self.0.state.into()
    }

    /// What the piece costs its owner now, exactly.
    async fn price(&self, ctx: &Context<'_>) -> Result<Money> {
        Ok(self.of(ctx).await?.0.money(self.0.price_minor).into())
    }

    /// What is still to be cut until the floor, exactly.
    async fn remaining(&self, ctx: &Context<'_>) -> Result<Money> {
        Ok(self.of(ctx).await?.0.money(self.0.remaining_minor()).into())
    }

    /// How much of the difference is cut, rounded down: 100 only when nothing remains.
    async fn percent(&self) -> i32 {
        self.0.percent()
    }

    /// No more helps than this are needed until the floor, whoever helps and how.
    async fn at_most_more_helps(&self) -> i32 {
        self.0.at_most_more()
    }

    /// How many helps have counted.
    async fn help_count(&self) -> i32 {
        self.0.helps
    }

    /// When it began.
    async fn started_at(&self) -> DateTime {
        DateTime(self.0.started_at)
    }

    /// From this instant on no help counts.
    async fn deadline(&self) -> DateTime {
        DateTime(self.0.deadline)
    }

    /// From this instant on it cannot be ordered: the deadline, or a day after it was won if that
    /// is later.
    async fn buy_by(&self) -> DateTime {
        DateTime(self.0.buy_by)
    }

    /// When it ended; null while it runs.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// The SHA-256 of its terms and its seed, in hexadecimal, shown from the start: keep it, and
    /// nothing can be changed unseen.
    async fn commitment(&self) -> &str {
        &self.0.commitment
    }

    /// The seed that every amount follows from, in hexadecimal; null before the end.
    async fn seed(&self) -> Option<&str> {
        self.0.seed.as_deref()
    }

    /// The JSON that `fairstall price-cut verify` checks, offline and by anyone; null before the
    /// end.
    async fn file(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(reading::file(ctx.app(), &self.0).await?)
    }

    /// The public ledger: every help that counted, in its order.
    async fn helps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PriceCutHelpConnection> {
        let app = ctx.app();
        let list = format!("price_cut.helps.{}", self.0.id);
        let page = asked::<HelpPlace>(app.cursors(), &list, first, after.as_deref())?;
        let rows = helps::page(app.reader(), self.0.id.uuid(), &page).await?;
        let place = |help: &Help| HelpPlace(help.ordinal.unwrap_or(0));
        Ok(Slice::cut(app.cursors(), &list, page.first, rows, place).map(PriceCutHelp).into())
    }

    /// What was ordered by it, to whoever may see the order; null unless it was.
    async fn order(&self, ctx: &Context<'_>) -> Result<Option<Order>> {
        match self.0.order_id {
            Some(id) => load_order(ctx, id).await,
            None => Ok(None),
        }
    }

    /// Where the viewer may move it from here by themselves.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Result<Vec<PriceCutState>> {
        let Some(person) = ctx.viewer().as_person() else { return Ok(Vec::new()) };
        if person.account_id() != self.0.owner_id {
            return Ok(Vec::new());
        }
        Ok(self.0.state.next_for(ActorKind::Buyer).into_iter().map(Into::into).collect())
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

connection!(PriceCutConnection, PriceCutEdge, PriceCut, "price cuts, newest first");
