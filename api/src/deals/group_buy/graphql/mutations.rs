//! Root fields that change campaigns, groups and seats.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::campaign::GroupBuyCampaign;
use super::group::{GroupBuy, GroupBuySeat};
use super::inputs::{GroupBuyCampaignCreateInput, GroupBuyJoinInput, GroupBuyOpenInput};
use crate::deals::group_buy::actions::campaigns::{self, CreateRefusal, SubmitCampaignRefusal};
use crate::deals::group_buy::actions::leaving::{self, LeaveRefusal};
use crate::deals::group_buy::actions::review::{self, FundRefusal, ReviewRefusal};
use crate::deals::group_buy::actions::seats::{self, Seat, SeatRefusal};
use crate::deals::group_buy::actions::stopping::{self, StopRefusal};
use crate::deals::group_buy::actions::waiving::{self, WaiveRefusal};
use crate::identity::graphql::ViewerExt;
use crate::identity::{Admin, Compliance};

/// Which campaign to hand in.
#[derive(InputObject)]
pub struct GroupBuyCampaignSubmitInput {
    /// The draft, beginning with `group_campaign_`.
    pub id: ID,
}

/// Which campaign to stop.
#[derive(InputObject)]
pub struct GroupBuyCampaignStopInput {
    /// The campaign, beginning with `group_campaign_`.
    pub id: ID,
}

/// What to decide about a campaign.
#[derive(InputObject)]
pub struct GroupBuyCampaignReviewInput {
    /// The campaign, beginning with `group_campaign_`.
    pub id: ID,
    /// Why not, for its shop; 1 to 300 characters on one line, without personal data. Left out to
    /// let it through.
    pub rejection: Option<String>,
}

/// Which campaign the platform pays for.
#[derive(InputObject)]
pub struct GroupBuyCampaignFundInput {
    /// The campaign, beginning with `group_campaign_`.
    pub id: ID,
}

/// Which group to leave.
#[derive(InputObject)]
pub struct GroupBuyLeaveInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The group, beginning with `group_buy_`.
    pub id: ID,
}

/// Which group to declare complete.
#[derive(InputObject)]
pub struct GroupBuyWaiveInput {
    /// The group, beginning with `group_buy_`.
    pub id: ID,
}

payload! {
    /// The answer of `groupBuyCampaignCreate`.
    pub struct GroupBuyCampaignCreatePayload refused by CreateRefusal {
        /// The draft; null when refused.
        campaign: GroupBuyCampaign,
    }
}

payload! {
    /// The answer of `groupBuyCampaignSubmit`.
    pub struct GroupBuyCampaignSubmitPayload refused by SubmitCampaignRefusal {
        /// The campaign after it; null when refused.
        campaign: GroupBuyCampaign,
    }
}

payload! {
    /// The answer of `groupBuyCampaignReview`.
    pub struct GroupBuyCampaignReviewPayload refused by ReviewRefusal {
        /// The campaign after it; null when refused.
        campaign: GroupBuyCampaign,
    }
}

payload! {
    /// The answer of `groupBuyCampaignFund`.
    pub struct GroupBuyCampaignFundPayload refused by FundRefusal {
        /// The campaign after it; null when refused.
        campaign: GroupBuyCampaign,
    }
}

payload! {
    /// The answer of `groupBuyCampaignStop`.
    pub struct GroupBuyCampaignStopPayload refused by StopRefusal {
        /// The campaign after it; null when refused.
        campaign: GroupBuyCampaign,
    }
}

/// A group, and your seat in it.
#[derive(async_graphql::SimpleObject)]
pub struct GroupBuySeating {
    /// The group.
    pub group: GroupBuy,
    /// Your seat: pay its order by `payBy`.
    pub seat: GroupBuySeat,
}

impl From<Seat> for GroupBuySeating {
    fn from(seat: Seat) -> Self {
        Self { group: GroupBuy(seat.group), seat: GroupBuySeat(seat.member) }
    }
}

payload! {
    /// The answer of `groupBuyOpen`.
    pub struct GroupBuyOpenPayload refused by SeatRefusal {
        /// The group with your seat; null when refused.
        seating: GroupBuySeating,
    }
}

payload! {
    /// The answer of `groupBuyJoin`.
    pub struct GroupBuyJoinPayload refused by SeatRefusal {
        /// The group with your seat; null when refused.
        seating: GroupBuySeating,
    }
}

payload! {
    /// The answer of `groupBuyLeave`.
    pub struct GroupBuyLeavePayload refused by LeaveRefusal {
        /// The group with the seat that was yours; null when refused.
        seating: GroupBuySeating,
    }
}

payload! {
    /// The answer of `groupBuyWaive`.
    pub struct GroupBuyWaivePayload refused by WaiveRefusal {
        /// The group after it; null when refused.
        group: GroupBuy,
    }
}

/// Root fields that change campaigns, groups and seats.
#[derive(Default)]
pub struct GroupBuyMutation;

/// Root fields that change campaigns, groups and seats.
#[Object]
impl GroupBuyMutation {
    /// Plan a campaign for a variant of a shop. It is a draft that nobody else sees. Managers and
    /// owners, with a second factor.
    async fn group_buy_campaign_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to plan.")] input: GroupBuyCampaignCreateInput,
    ) -> Result<GroupBuyCampaignCreatePayload> {
        let read = input.read()?;
        let made = campaigns::create(ctx.app(), ctx.person()?, &input.idempotency_key, &read);
        reply(made.await.map(GroupBuyCampaign))
    }

    /// Hand a draft in: the platform looks at it, and then it is on its own clock. Its terms do not
    /// change any more. Managers and owners, with a second factor.
    async fn group_buy_campaign_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: GroupBuyCampaignSubmitInput,
    ) -> Result<GroupBuyCampaignSubmitPayload> {
        let id = parse_id(&input.id)?;
        reply(campaigns::submit(ctx.app(), ctx.person()?, id).await.map(GroupBuyCampaign))
    }

    /// Let a campaign through, or turn it down with a reason. Compliance staff only, and nobody who
    /// belongs to the shop.
    async fn group_buy_campaign_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to decide.")] input: GroupBuyCampaignReviewInput,
    ) -> Result<GroupBuyCampaignReviewPayload> {
        let (staff, id) = (ctx.staff::<Compliance>()?, parse_id(&input.id)?);
        let decided = review::review(ctx.app(), &staff, id, input.rejection.as_deref());
        reply(decided.await.map(GroupBuyCampaign))
    }

    /// Let the platform's fund pay the leaders of a campaign, up to its cap, before somebody else
    /// lets it through. Administrators only, and nobody who belongs to the shop.
    async fn group_buy_campaign_fund(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which campaign.")] input: GroupBuyCampaignFundInput,
    ) -> Result<GroupBuyCampaignFundPayload> {
        let (staff, id) = (ctx.staff::<Admin>()?, parse_id(&input.id)?);
        reply(review::fund(ctx.app(), &staff, id).await.map(GroupBuyCampaign))
    }

    /// Stop a campaign. By its shop: no more groups are opened, and those that form go on. By
    /// compliance staff: those that form are cancelled, and everybody is refunded.
    async fn group_buy_campaign_stop(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which campaign.")] input: GroupBuyCampaignStopInput,
    ) -> Result<GroupBuyCampaignStopPayload> {
        let id = parse_id(&input.id)?;
        reply(stopping::stop(ctx.app(), ctx.person()?, id).await.map(GroupBuyCampaign))
    }

    /// Open a group: you are its leader once you have paid your own order, and its time begins with
    /// your payment. Show `disclosure` before. If the group is not full in time, everybody is
    /// refunded in full.
    async fn group_buy_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which campaign, and what you buy.")] input: GroupBuyOpenInput,
    ) -> Result<GroupBuyOpenPayload> {
        let (key, read) = input.read(ctx).await?;
        let seat = seats::take(ctx.app(), ctx.person()?, &key, &read).await;
        reply(seat.map(GroupBuySeating::from))
    }

    /// Take a seat in a group that forms. It is yours for 15 minutes, and never beyond the
    /// deadline: pay its order by then. Show `disclosure` before.
    async fn group_buy_join(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which group, and what you buy.")] input: GroupBuyJoinInput,
    ) -> Result<GroupBuyJoinPayload> {
        let (key, read) = input.read(ctx).await?;
        let seat = seats::take(ctx.app(), ctx.person()?, &key, &read).await;
        reply(seat.map(GroupBuySeating::from))
    }

    /// Give your seat up while the group forms. What you paid goes back by the way it came.
    async fn group_buy_leave(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which group.")] input: GroupBuyLeaveInput,
    ) -> Result<GroupBuyLeavePayload> {
        let key = &input.idempotency_key;
        let id = parse_id(&input.id)?;
        let left = leaving::leave(ctx.app(), ctx.person()?, key, id).await;
        reply(left.map(GroupBuySeating::from))
    }

    /// Declare a forming group complete with those who have paid; everybody sees that you did, and
    /// with how many. Managers and owners of the shop, with a second factor.
    async fn group_buy_waive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which group.")] input: GroupBuyWaiveInput,
    ) -> Result<GroupBuyWaivePayload> {
        let id = parse_id(&input.id)?;
        reply(waiving::waive(ctx.app(), ctx.person()?, id).await.map(GroupBuy))
    }
}
