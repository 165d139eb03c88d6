//! What buyers and helpers do.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::scalars::Int64;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::cut::PriceCut;
use super::help::PriceCutHelp;
use crate::deals::price_cut::actions::buying::{self, BuyInput, BuyRefusal};
use crate::deals::price_cut::actions::deciding::{self, AppealRefusal};
use crate::deals::price_cut::actions::ending::{self, AbandonRefusal};
use crate::deals::price_cut::actions::helping::{self, HelpRefusal};
use crate::deals::price_cut::actions::starting::{self, StartRefusal};
use crate::identity::graphql::ViewerExt;

/// Which campaign to begin a price cut of.
#[derive(InputObject)]
pub struct PriceCutStartInput {
    /// Yours, 8 to 128 visible ASCII characters: the same key and input give the first answer.
    pub idempotency_key: String,
    /// The campaign, beginning with `cut_campaign_`.
    pub campaign_id: ID,
}

/// By which invitation to help.
#[derive(InputObject)]
pub struct PriceCutHelpInput {
    /// Yours, 8 to 128 visible ASCII characters: the same key and input give the first answer.
    pub idempotency_key: String,
    /// What the link of the invitation carries after `/i/`, or `Post.dealToken`.
    pub token: String,
}

/// How to order the piece of a price cut.
#[derive(InputObject)]
pub struct PriceCutBuyInput {
    /// Yours, 8 to 128 visible ASCII characters: the same key and input give the first answer.
    pub idempotency_key: String,
    /// The price cut, beginning with `price_cut_`.
    pub id: ID,
    /// Where to send it, beginning with `address_`.
    pub address_id: ID,
    /// What the preview said that all of it costs, in minor units.
    pub seen_total_minor: Int64,
    /// That you know you cannot give it back, where the law lets you say so; never preset it.
    #[graphql(default)]
    pub confirms_no_cooling_off: bool,
}

/// Which price cut to give up.
#[derive(InputObject)]
pub struct PriceCutAbandonInput {
    /// The price cut, beginning with `price_cut_`.
    pub id: ID,
}

/// Which held help to have looked at.
#[derive(InputObject)]
pub struct PriceCutHelpAppealInput {
    /// The help, beginning with `cut_help_`.
    pub id: ID,
}

payload! {
    /// The answer of `priceCutStart`.
    pub struct PriceCutStartPayload refused by StartRefusal {
        /// The price cut with its commitment; null when refused.
        price_cut: PriceCut,
    }
}

payload! {
    /// The answer of `priceCutHelp`.
    pub struct PriceCutHelpPayload refused by HelpRefusal {
        /// The help: counted, or held with a reason; null when refused.
        help: PriceCutHelp,
    }
}

payload! {
    /// The answer of `priceCutBuy`.
    pub struct PriceCutBuyPayload refused by BuyRefusal {
        /// The price cut with its order, to be paid within half an hour; null when refused.
        price_cut: PriceCut,
    }
}

payload! {
    /// The answer of `priceCutAbandon`.
    pub struct PriceCutAbandonPayload refused by AbandonRefusal {
        /// The price cut, given up, with its seed; null when refused.
        price_cut: PriceCut,
    }
}

payload! {
    /// The answer of `priceCutHelpAppeal`.
    pub struct PriceCutHelpAppealPayload refused by AppealRefusal {
        /// The help, which staff look at now; null when refused.
        help: PriceCutHelp,
    }
}

#[derive(Default)]
pub struct PriceCutMutation;

#[Object]
impl PriceCutMutation {
    /// Begin a price cut for one piece. All amounts to come are fixed now: show the commitment, and
    /// the terms in `campaign` before. The piece is held for you until it ends.
    async fn price_cut_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which campaign.")] input: PriceCutStartInput,
    ) -> Result<PriceCutStartPayload> {
        let (id, key) = (parse_id(&input.campaign_id)?, input.idempotency_key);
        let begun = starting::start(ctx.app(), ctx.person()?, &key, id).await;
        reply(begun.map(PriceCut::from))
    }

    /// Help somebody by opening their invitation, once, and five times a day in all. Your helping
    /// is used to count helps rightly, and for nothing else.
    async fn price_cut_help(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By which invitation.")] input: PriceCutHelpInput,
    ) -> Result<PriceCutHelpPayload> {
        let (key, token) = (input.idempotency_key, input.token);
        reply(helping::open(ctx.app(), ctx.person()?, &key, &token).await.map(PriceCutHelp))
    }

    /// Order the piece at the price of this moment; that ends the price cut. Pay within half an
    /// hour, as any order; one that is not paid is given up, and its price with it.
    async fn price_cut_buy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How to order.")] input: PriceCutBuyInput,
    ) -> Result<PriceCutBuyPayload> {
        let read = BuyInput {
            cut_id: parse_id(&input.id)?,
            address_id: parse_id(&input.address_id)?,
            no_cooling_off_confirmed: input.confirms_no_cooling_off,
            seen_total_minor: Some(input.seen_total_minor.0),
        };
        let person = ctx.person()?;
        let bought = buying::buy(ctx.app(), person, &input.idempotency_key, &read).await;
        reply(bought.map(PriceCut::from))
    }

    /// Give a price cut of yours up; its piece is free again.
    async fn price_cut_abandon(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which price cut.")] input: PriceCutAbandonInput,
    ) -> Result<PriceCutAbandonPayload> {
        let id = parse_id(&input.id)?;
        reply(ending::abandon(ctx.app(), ctx.person()?, id).await.map(PriceCut::from))
    }

    /// Have staff look at a help of yours that is held, while its price cut still takes helps.
    async fn price_cut_help_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which help.")] input: PriceCutHelpAppealInput,
    ) -> Result<PriceCutHelpAppealPayload> {
        let id = parse_id(&input.id)?;
        reply(deciding::appeal(ctx.app(), ctx.person()?, id).await.map(PriceCutHelp))
    }
}
