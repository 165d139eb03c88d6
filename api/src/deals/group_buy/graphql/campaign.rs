//! A campaign as clients see it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use platform::graphql::ContextExt;
use platform::graphql::connection::Slice;
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::{Failure, connection};
use uuid::Uuid;

use super::loaders::{CampaignLoader, ProductCampaignsLoader};
use crate::catalog::graphql::{Product, Sku, SkuLoader, load_product};
use crate::deals::group_buy::{benefit, campaign as noun, terms};
use crate::identity::graphql::ViewerExt;
use crate::operators::graphql::{Operator, load_operator, load_role};

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::CampaignState")]
pub enum GroupBuyCampaignState {
    /// Its shop is planning it; nobody else sees it.
    Draft,
    /// Handed in; the platform looks at it.
    Review,
    /// Turned down, with a reason.
    Rejected,
    /// Let through; it begins at `startsAt`.
    Scheduled,
    /// Groups can be opened.
    Running,
    /// Its time is over; groups that form go on.
    Ended,
    /// Stopped by its shop or by the platform.
    Stopped,
}

/// Who pays the benefit of a leader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "benefit::Funder")]
pub enum GroupBuyBenefitFunder {
    /// The shop, from what it has coming.
    Operator,
    /// The platform's fund.
    Platform,
}

/// What leaders get in a campaign, once their group is a success.
#[derive(SimpleObject)]
pub struct GroupBuyCampaignBenefit {
    /// What each leader gets, into their balance.
    pub amount: Money,
    /// Who pays it.
    pub funder: GroupBuyBenefitFunder,
    /// Whether whoever pays is bound to: a shop always is, the platform once an administrator has
    /// let it.
    pub is_approved: bool,
    /// The most that all leaders of the campaign get together.
    pub cap: Money,
    /// What is promised or paid by now; at the cap, new leaders get nothing.
    pub promised: Money,
}

/// What buyers are told before they order in a group: show it with the price.
#[derive(SimpleObject)]
pub struct GroupBuyDisclosure {
    /// The version of the rules that hold for the group.
    pub version: String,
    /// The condition under which the contract ends by itself, and the full refund, in Chinese.
    pub text_zh: String,
    /// The same in English.
    pub text_en: String,
}

/// The disclosure of terms.
pub fn disclosure(version: &str, size: i32, hours: i32) -> GroupBuyDisclosure {
    GroupBuyDisclosure {
        version: version.to_owned(),
        text_zh: terms::disclosure_zh(size, hours),
        text_en: terms::disclosure_en(size, hours),
    }
}

/// What a shop offers to groups. Everybody sees it once the platform has let it through.
#[derive(Clone)]
pub struct GroupBuyCampaign(pub noun::Campaign);

/// What a shop offers to groups. Everybody sees it once the platform has let it through.
#[Object]
impl GroupBuyCampaign {
    /// The id, beginning with `group_campaign_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> GroupBuyCampaignState {
        self.0.state.into()
    }

    /// The shop that offers it.
    async fn operator(&self, ctx: &Context<'_>) -> Result<Operator> {
        let found = load_operator(ctx, self.0.operator_id.uuid()).await?;
        found.ok_or_else(|| Failure::broken("a campaign's shop is gone").into())
    }

    /// The product; null once it is not on sale any more, for everybody but its shop and staff.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<Product>> {
        load_product(ctx, self.0.product_id.uuid()).await
    }

    /// The id of the variant that is bought, beginning with `sku_`.
    async fn sku_id(&self) -> ID {
        self.0.sku_id.to_string().into()
    }

    /// What one piece costs in a group.
    async fn group_price(&self) -> Money {
        self.0.unit.into()
    }

    /// What one piece costs alone now; null if the variant is gone.
    async fn solo_price(&self, ctx: &Context<'_>) -> Result<Option<Money>> {
        let loader = ctx.data_unchecked::<DataLoader<SkuLoader>>();
        let sku: Option<Sku> = loader.load_one(self.0.sku_id.uuid()).await?;
        Ok(sku.map(|sku| sku.0.price.into()))
    }

    /// How many members fill a group, 2 to 50.
    async fn size(&self) -> i32 {
        self.0.size
    }

    /// For how many hours a group forms, from its leader's payment; 1 to 72.
    async fn hours(&self) -> i32 {
        self.0.hours
    }

    /// From when on groups are opened.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// The first instant at which no group is opened any more.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.ends_at)
    }

    /// How many pieces there are for all groups together.
    async fn stock(&self) -> i32 {
        self.0.stock
    }

    /// How many of them are left.
    async fn stock_left(&self) -> i32 {
        self.0.stock.saturating_sub(self.0.taken)
    }

    /// How many pieces one person may have in all groups of the campaign.
    async fn most_per_person(&self) -> i32 {
        self.0.most_per_person
    }

    /// What leaders get; null where there is nothing.
    async fn leader_benefit(&self) -> Option<GroupBuyCampaignBenefit> {
        self.0.benefit.map(|benefit| GroupBuyCampaignBenefit {
            amount: benefit.amount.into(),
            funder: benefit.funder.into(),
            is_approved: benefit.funder == benefit::Funder::Operator || self.0.funded_by.is_some(),
            cap: benefit.cap.into(),
            promised: benefit.promised.into(),
        })
    }

    /// What buyers are told before they order.
    async fn disclosure(&self) -> GroupBuyDisclosure {
        disclosure(&self.0.terms_version, self.0.size, self.0.hours)
    }

    /// Why it was turned down; null unless it was. Only its shop and staff see it.
    async fn rejection(&self) -> Option<&str> {
        self.0.rejection.as_deref()
    }

    /// When it was stopped; null unless it was.
    async fn stopped_at(&self) -> Option<DateTime> {
        self.0.stopped_at.map(DateTime)
    }

    /// How it came to stand where it stands, newest first; empty for everybody but its shop.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        if load_role(ctx, self.0.operator_id.uuid()).await?.is_none() {
            return Ok(TimelineConnection::from(Slice { items: Vec::new(), has_next_page: false }));
        }
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

connection!(
    GroupBuyCampaignConnection,
    GroupBuyCampaignEdge,
    GroupBuyCampaign,
    "campaigns of group buys"
);

/// The running campaigns of a product.
pub async fn campaigns_of_product(
    ctx: &Context<'_>,
    product: Uuid,
) -> Result<Vec<GroupBuyCampaign>> {
    let loader = ctx.data_unchecked::<DataLoader<ProductCampaignsLoader>>();
    let mut found = loader.load_one(product).await?.unwrap_or_default();
    found.truncate(20);
    Ok(found)
}

/// One campaign, if this viewer may see it.
pub async fn load_campaign(ctx: &Context<'_>, id: Uuid) -> Result<Option<GroupBuyCampaign>> {
    use crate::deals::group_buy::actions::reading;
    let loader = ctx.data_unchecked::<DataLoader<CampaignLoader>>();
    let Some(found) = loader.load_one(id).await? else { return Ok(None) };
    let sees = reading::sees_campaign(ctx.app(), ctx.viewer(), &found.0).await?;
    Ok(sees.then_some(found))
}
