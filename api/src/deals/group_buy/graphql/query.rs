//! Root fields that read campaigns and groups.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::Money;
use platform::graphql::{ContextExt, parse_id};
use platform::{Refusal as _, Refused};

use super::campaign::{GroupBuyCampaign, GroupBuyCampaignConnection, load_campaign};
use super::group::{GroupBuy, GroupBuyConnection};
use super::inputs::GroupBuyPreviewInput;
use super::loaders::{GroupLoader, load_group};
use crate::deals::group_buy::actions::reading;
use crate::deals::group_buy::campaign as plan;
use crate::deals::group_buy::member::Member;
use crate::deals::group_buy::store::campaigns::CampaignPlace;
use crate::deals::group_buy::store::members::MemberPlace;
use crate::deals::group_buy::{self, store};
use crate::identity::Compliance;
use crate::identity::graphql::ViewerExt;
use crate::operators;
use crate::orders::graphql::CheckoutSubmitUserError;
use crate::orders::{Price, SubmitRefusal};

/// What a seat would cost.
#[derive(SimpleObject)]
pub struct GroupBuyPreview {
    /// What it would cost with freight: send it back as `seenTotalMinor`. Null where nothing could
    /// be reckoned, such as for a place that the shop does not send to.
    pub total: Option<Money>,
    /// Of it, what carriage costs; null where nothing could be reckoned.
    pub freight: Option<Money>,
    /// What is saved compared with buying alone now; null where nothing could be reckoned.
    pub saved: Option<Money>,
    /// What stands against buying it, in order of precedence; at most 20, and empty if nothing
    /// does. Whether there is a seat is only known when one is taken.
    pub problems: Vec<CheckoutSubmitUserError>,
}

/// Root fields that read campaigns and groups.
#[derive(Default)]
pub struct GroupBuyQuery;

/// Root fields that read campaigns and groups.
#[Object]
impl GroupBuyQuery {
    /// A group; null if there is none, or its leader has not paid yet and is not you.
    async fn group_buy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `group_buy_`.")] id: ID,
    ) -> Result<Option<GroupBuy>> {
        load_group(ctx, parse_id::<group_buy::GroupBuy>(&id)?.uuid()).await
    }

    /// A campaign; null if there is none, or it is not public and not of a shop of yours.
    async fn group_buy_campaign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `group_campaign_`.")] id: ID,
    ) -> Result<Option<GroupBuyCampaign>> {
        load_campaign(ctx, parse_id::<plan::Campaign>(&id)?.uuid()).await
    }

    /// The campaigns of a shop, drafts too, the newest first; empty unless you are a member of it.
    async fn group_buy_campaigns(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<GroupBuyCampaignConnection> {
        let operator = parse_id::<operators::Operator>(&operator_id)?;
        let (app, list) = (ctx.app(), format!("group_campaign.of.{operator}"));
        let page = asked::<CampaignPlace>(app.cursors(), &list, first, after.as_deref())?;
        let account = ctx.person()?.account_id();
        let rows = if operators::is_member(app.reader(), operator.uuid(), account).await? {
            store::campaigns::of_operator(app.reader(), operator.uuid(), &page).await?
        } else {
            Vec::new()
        };
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, place);
        Ok(slice.map(GroupBuyCampaign).into())
    }

    /// The campaigns that wait to be looked at, the oldest first. Compliance staff only.
    async fn group_buy_campaign_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<GroupBuyCampaignConnection> {
        const LIST: &str = "group_campaign.queue";
        ctx.staff::<Compliance>()?;
        let app = ctx.app();
        let page = asked::<CampaignPlace>(app.cursors(), LIST, first, after.as_deref())?;
        let rows = store::campaigns::queue(app.reader(), &page).await?;
        let slice = Slice::cut(app.cursors(), LIST, page.first, rows, place);
        Ok(slice.map(GroupBuyCampaign).into())
    }

    /// The groups that you have or had a seat in, the newest seat first.
    async fn my_group_buys(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<GroupBuyConnection> {
        const LIST: &str = "group_buy.mine";
        let (app, account) = (ctx.app(), ctx.person()?.account_id().uuid());
        let page = asked::<MemberPlace>(app.cursors(), LIST, first, after.as_deref())?;
        let rows = store::members::page_of_account(app.reader(), account, &page).await?;
        let place = |row: &Member| MemberPlace(row.id.uuid());
        let slice = Slice::cut(app.cursors(), LIST, page.first, rows, place);
        let ids: Vec<_> = slice.items.iter().map(|(_, row)| row.group_id.uuid()).collect();
        let found = ctx.data_unchecked::<DataLoader<GroupLoader>>().load_many(ids).await?;
        let with = |(cursor, row): (String, Member)| {
            found.get(&row.group_id.uuid()).map(|group| (cursor, group.clone()))
        };
        let items = slice.items.into_iter().filter_map(with).collect();
        Ok(Slice { items, has_next_page: slice.has_next_page }.into())
    }

    /// What a seat would cost, and what stands against buying it; null if there is no such group or
    /// campaign. Holds nothing and promises nothing.
    async fn group_buy_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where, and what you would buy.")] input: GroupBuyPreviewInput,
    ) -> Result<Option<GroupBuyPreview>> {
        let read = input.read()?;
        let told = reading::preview(ctx.app(), ctx.person()?, &read).await?;
        let Some((quote, bars)) = told else { return Ok(None) };
        let price: Option<Price> =
            quote.and_then(|quote| quote.orders.into_iter().next()).and_then(|one| one.price);
        let problem = |code| SubmitRefusal::user_error(Refused { code, retry_at: None });
        Ok(Some(GroupBuyPreview {
            total: price.map(|price| price.total.into()),
            freight: price.map(|price| price.freight.into()),
            saved: price.map(|price| price.discount.into()),
            problems: bars.into_iter().take(20).map(problem).collect(),
        }))
    }
}

fn place(row: &plan::Campaign) -> CampaignPlace {
    CampaignPlace(row.id.uuid())
}
