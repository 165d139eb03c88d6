//! What shops and staff do with campaigns.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::scalars::{DateTime, Int64};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::campaign::{PriceCutCampaign, PriceCutRejection};
use super::help::{PriceCutHelp, PriceCutHelpDecision};
use crate::deals::price_cut::actions::campaigns::{
    self, CampaignInput, CreateRefusal, HandInRefusal, StopRefusal,
};
use crate::deals::price_cut::actions::deciding::{self, JudgeRefusal};
use crate::deals::price_cut::actions::reviewing::{self, DecideRefusal};
use crate::identity::graphql::ViewerExt;

/// What a shop offers to have cut.
#[derive(InputObject)]
pub struct PriceCutCampaignCreateInput {
    /// Yours, 8 to 128 visible ASCII characters: the same key and input give the first answer.
    pub idempotency_key: String,
    /// The variant, beginning with `sku_`; its list price of now is the start of every cut.
    pub sku_id: ID,
    /// The price after the last help, in minor units; one or more, and below the list price.
    pub floor_minor: Int64,
    /// The most helps of a session, 2 to 100.
    pub most_helps: i32,
    /// How many parts a help by buying takes at once, 1 to 10.
    pub parts_bought: i32,
    /// How many hours a session takes helps, 1 to 72.
    pub hours: i32,
    /// How many pieces are for sessions, 1 to 100,000.
    pub stock: i32,
    /// The first instant at which sessions begin.
    pub starts_at: DateTime,
    /// From this instant on no session begins; within 90 days.
    pub ends_at: DateTime,
}

/// Which campaign to hand in.
#[derive(InputObject)]
pub struct PriceCutCampaignSubmitInput {
    /// The draft, beginning with `cut_campaign_`.
    pub id: ID,
}

/// Which campaign to stop.
#[derive(InputObject)]
pub struct PriceCutCampaignStopInput {
    /// The campaign, beginning with `cut_campaign_`.
    pub id: ID,
}

/// What staff decide about a campaign.
#[derive(InputObject)]
pub struct PriceCutCampaignDecideInput {
    /// The campaign, beginning with `cut_campaign_`.
    pub id: ID,
    /// Why it is turned down; left out, it is approved.
    pub rejection: Option<PriceCutRejection>,
}

/// What staff decide about a held help.
#[derive(InputObject)]
pub struct PriceCutHelpDecideInput {
    /// The help, beginning with `cut_help_`.
    pub id: ID,
    /// `GENUINE` lets it count as the next one; anything else refuses it, after an appeal.
    pub decision: PriceCutHelpDecision,
}

payload! {
    /// The answer of `priceCutCampaignCreate`.
    pub struct PriceCutCampaignCreatePayload refused by CreateRefusal {
        /// The draft; null when refused.
        campaign: PriceCutCampaign,
    }
}

payload! {
    /// The answer of `priceCutCampaignSubmit`.
    pub struct PriceCutCampaignSubmitPayload refused by HandInRefusal {
        /// The campaign, which staff look at now; null when refused.
        campaign: PriceCutCampaign,
    }
}

payload! {
    /// The answer of `priceCutCampaignStop`.
    pub struct PriceCutCampaignStopPayload refused by StopRefusal {
        /// The stopped campaign; null when refused.
        campaign: PriceCutCampaign,
    }
}

payload! {
    /// The answer of `priceCutCampaignDecide`.
    pub struct PriceCutCampaignDecidePayload refused by DecideRefusal {
        /// The decided campaign; null when refused.
        campaign: PriceCutCampaign,
    }
}

payload! {
    /// The answer of `priceCutHelpDecide`.
    pub struct PriceCutHelpDecidePayload refused by JudgeRefusal {
        /// The decided help; null when refused.
        help: PriceCutHelp,
    }
}

#[derive(Default)]
pub struct PriceCutSellingMutation;

#[Object]
impl PriceCutSellingMutation {
    /// Draft a campaign of price cuts for a variant of your shop. Managers and owners, with a
    /// second factor.
    async fn price_cut_campaign_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to offer.")] input: PriceCutCampaignCreateInput,
    ) -> Result<PriceCutCampaignCreatePayload> {
        let read = CampaignInput {
            sku_id: parse_id(&input.sku_id)?,
            floor_minor: input.floor_minor.0,
            most_helps: input.most_helps,
            parts_bought: input.parts_bought,
            hours: input.hours,
            stock: input.stock,
            starts_at: input.starts_at.0,
            ends_at: input.ends_at.0,
        };
        let person = ctx.person()?;
        let made = campaigns::create(ctx.app(), person, &input.idempotency_key, &read).await;
        reply(made.map(PriceCutCampaign::from))
    }

    /// Hand a draft in; staff look at it before it is public. Managers and owners, with a second
    /// factor.
    async fn price_cut_campaign_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: PriceCutCampaignSubmitInput,
    ) -> Result<PriceCutCampaignSubmitPayload> {
        let id = parse_id(&input.id)?;
        let done = campaigns::hand_in(ctx.app(), ctx.person()?, id).await;
        reply(done.map(PriceCutCampaign::from))
    }

    /// Stop a campaign: no session begins any more, those that run keep their terms to their end.
    /// Managers and owners, with a second factor.
    async fn price_cut_campaign_stop(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which campaign.")] input: PriceCutCampaignStopInput,
    ) -> Result<PriceCutCampaignStopPayload> {
        let id = parse_id(&input.id)?;
        let done = campaigns::stop(ctx.app(), ctx.person()?, id).await;
        reply(done.map(PriceCutCampaign::from))
    }

    /// Approve a campaign, or turn it down with a reason. Compliance staff, with a second factor.
    async fn price_cut_campaign_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: PriceCutCampaignDecideInput,
    ) -> Result<PriceCutCampaignDecidePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.id)?);
        let rejected = input.rejection.map(Into::into);
        let done = reviewing::decide(ctx.app(), &staff, id, rejected).await;
        reply(done.map(PriceCutCampaign::from))
    }

    /// Let a held help count, or refuse it after an appeal. Risk staff, with a second factor.
    async fn price_cut_help_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: PriceCutHelpDecideInput,
    ) -> Result<PriceCutHelpDecidePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.id)?);
        let done = deciding::judge(ctx.app(), &staff, id, input.decision.into()).await;
        reply(done.map(PriceCutHelp))
    }
}
