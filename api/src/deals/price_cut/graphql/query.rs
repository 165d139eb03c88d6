//! Root fields that read price cuts.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::Money;
use platform::graphql::{ContextExt, parse_id};
use platform::{Refusal as _, Refused};

use super::campaign::{PriceCutCampaign, PriceCutCampaignConnection};
use super::cut::{PriceCut, PriceCutConnection};
use super::help::{PriceCutHelp, PriceCutHelpConnection};
use super::loaders::{PriceCutCampaignLoader, load_cut};
use crate::deals::price_cut::actions::buying::{self, BuyInput};
use crate::deals::price_cut::store::campaigns::{self, CampaignPlace, Which};
use crate::deals::price_cut::store::cuts::{self, CutPlace};
use crate::deals::price_cut::store::helps::{self, HeldPlace};
use crate::deals::price_cut::{self as room, Campaign, Help, HelpState};
use crate::identity::graphql::ViewerExt;
use crate::identity::{Compliance, Risk, Staff};
use crate::operators::{self, graphql::load_role};
use crate::orders::SubmitRefusal;
use crate::orders::graphql::CheckoutSubmitUserError;

/// How a price cut would be ordered.
#[derive(InputObject)]
pub struct PriceCutPreviewInput {
    /// The price cut, beginning with `price_cut_`.
    pub id: ID,
    /// Where to send it, beginning with `address_`.
    pub address_id: ID,
}

/// What ordering now would cost, and what stands against it.
#[derive(SimpleObject)]
pub struct PriceCutPreview {
    /// What all of it would cost, freight included; null where nothing could be reckoned.
    pub total: Option<Money>,
    /// What stands against ordering it, in order of precedence; at most 20, and empty if nothing
    /// does.
    pub problems: Vec<CheckoutSubmitUserError>,
}

#[derive(Default)]
pub struct PriceCutQuery;

#[Object]
impl PriceCutQuery {
    /// A price cut by its id; null if there is none.
    async fn price_cut(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `price_cut_`.")] id: ID,
    ) -> Result<Option<PriceCut>> {
        load_cut(ctx, parse_id::<room::PriceCut>(&id)?.uuid()).await
    }

    /// What ordering one of your price cuts would cost now; null unless it is yours and runs.
    async fn price_cut_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How it would be ordered.")] input: PriceCutPreviewInput,
    ) -> Result<Option<PriceCutPreview>> {
        let wanted = BuyInput {
            cut_id: parse_id(&input.id)?,
            address_id: parse_id(&input.address_id)?,
            no_cooling_off_confirmed: false,
            seen_total_minor: None,
        };
        let found = buying::preview(ctx.app(), ctx.person()?, &wanted).await?;
        let told = |code| SubmitRefusal::user_error(Refused { code, retry_at: None });
        Ok(found.map(|(quote, bars)| PriceCutPreview {
            total: quote.map(|quote| quote.total.into()),
            problems: bars.into_iter().take(20).map(told).collect(),
        }))
    }

    /// Your price cuts, the newest first.
    async fn my_price_cuts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PriceCutConnection> {
        const LIST: &str = "price_cut.mine";
        let (app, owner) = (ctx.app(), ctx.person()?.account_id().uuid());
        let page = asked::<CutPlace>(app.cursors(), LIST, first, after.as_deref())?;
        let rows = cuts::page(app.reader(), owner, &page).await?;
        let place = |cut: &room::PriceCut| CutPlace(cut.id.uuid());
        Ok(Slice::cut(app.cursors(), LIST, page.first, rows, place).map(PriceCut::from).into())
    }

    /// A campaign of price cuts by its id; null if there is none, or it is not public yet and you
    /// are neither a member of its shop nor staff.
    async fn price_cut_campaign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `cut_campaign_`.")] id: ID,
    ) -> Result<Option<PriceCutCampaign>> {
        let id = parse_id::<Campaign>(&id)?.uuid();
        let loader = ctx.data_unchecked::<DataLoader<PriceCutCampaignLoader>>();
        let Some(found) = loader.load_one(id).await? else { return Ok(None) };
        let person = ctx.viewer().as_person();
        let seen = found.0.is_public()
            || person.is_some_and(|person| Staff::<Compliance>::of(person).is_ok())
            || load_role(ctx, found.0.operator_id.uuid()).await?.is_some();
        Ok(seen.then_some(found))
    }

    /// The campaigns of a shop, the newest first; empty unless you are a member of it.
    async fn operator_price_cut_campaigns(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PriceCutCampaignConnection> {
        let id = parse_id::<operators::Operator>(&operator_id)?.uuid();
        ctx.person()?;
        if load_role(ctx, id).await?.is_none() {
            return Ok(Slice { items: Vec::new(), has_next_page: false }.into());
        }
        campaigns_of(ctx, Which::Operator(id), first, after).await
    }

    /// The campaigns that wait for a decision, the newest first. Compliance staff only.
    async fn price_cut_campaign_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PriceCutCampaignConnection> {
        ctx.staff::<Compliance>()?;
        campaigns_of(ctx, Which::Waiting, first, after).await
    }

    /// The helps whose helpers have appealed, the newest first. Risk staff only.
    async fn price_cut_appeals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PriceCutHelpConnection> {
        const LIST: &str = "price_cut.appeals";
        ctx.staff::<Risk>()?;
        let app = ctx.app();
        let page = asked::<HeldPlace>(app.cursors(), LIST, first, after.as_deref())?;
        let rows = helps::in_state(app.reader(), HelpState::Appealed, &page).await?;
        let place = |help: &Help| HeldPlace(help.id.uuid());
        Ok(Slice::cut(app.cursors(), LIST, page.first, rows, place).map(PriceCutHelp).into())
    }
}

async fn campaigns_of(
    ctx: &Context<'_>,
    which: Which,
    first: Option<i32>,
    after: Option<String>,
) -> Result<PriceCutCampaignConnection> {
    let list = match which {
        Which::Operator(id) => format!("price_cut.campaigns.{id}"),
        Which::Waiting => "price_cut.campaigns.waiting".to_owned(),
    };
    let app = ctx.app();
    let page = asked::<CampaignPlace>(app.cursors(), &list, first, after.as_deref())?;
    let rows = campaigns::page(app.reader(), which, &page).await?;
    let place = |row: &Campaign| CampaignPlace(row.id.uuid());
    let slice = Slice::cut(app.cursors(), &list, page.first, rows, place);
    Ok(slice.map(PriceCutCampaign::from).into())
}
