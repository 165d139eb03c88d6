//! What shops do about returns.

use async_graphql::{Context, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::goods_return::Return;
use super::inputs::{
    ReturnAddressGiveInput, ReturnAssessInput, ReturnPromiseSetInput, ReturnReceiveInput,
    ReturnRefundInput, ReturnRefuseInput, ReturnReplaceInput,
};
use super::promise::ReturnPromise;
use crate::identity::graphql::ViewerExt;
use crate::returns::actions::answering::{
    self, AddressRefusal, AssessInput, AssessRefusal, ReceiveRefusal, RefundRefusal, RefuseRefusal,
    ReplaceRefusal,
};
use crate::returns::actions::promising::{self, PromiseRefusal};

macro_rules! payloads {
    ($($mutation:literal $name:ident by $refusal:ty;)+) => {$(
        payload! {
            #[doc = concat!("The answer of `", $mutation, "`.")]
            pub struct $name refused by $refusal {
                /// The return as it stands now; null when refused.
                r#return: Return,
            }
        }
    )+};
}

payloads! {
    "returnAddressGive" ReturnAddressGivePayload by AddressRefusal;
    "returnRefuse" ReturnRefusePayload by RefuseRefusal;
    "returnReceive" ReturnReceivePayload by ReceiveRefusal;
    "returnAssess" ReturnAssessPayload by AssessRefusal;
    "returnRefund" ReturnRefundPayload by RefundRefusal;
    "returnReplace" ReturnReplacePayload by ReplaceRefusal;
}

payload! {
    /// The answer of `returnPromiseSet`.
    pub struct ReturnPromiseSetPayload refused by PromiseRefusal {
        /// What the shop promises now; null when refused.
        promise: ReturnPromise,
    }
}

/// Root fields of shops to which something comes back.
#[derive(Default)]
pub struct ReturnSellingMutation;

/// Root fields of shops to which something comes back.
#[Object]
impl ReturnSellingMutation {
    /// Say where the goods go, within 24 hours; then the platform says it. Members who answer
    /// buyers, with a second factor.
    async fn return_address_give(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to.")] input: ReturnAddressGiveInput,
    ) -> Result<ReturnAddressGivePayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let given = (parse_id(&input.return_id)?, input.address.as_str());
        reply(answering::give_address(app, person, key, given).await.map(Return::from))
    }

    /// Refuse what was asked for, except a changed mind in time; the buyer has five days to have
    /// staff decide. Members who answer buyers, with a second factor.
    async fn return_refuse(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, and why.")] input: ReturnRefuseInput,
    ) -> Result<ReturnRefusePayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let refused = (parse_id(&input.return_id)?, input.text.as_str());
        reply(answering::refuse(app, person, key, refused).await.map(Return::from))
    }

    /// Say that the goods have come; the days for the refund begin. Members who answer buyers, with
    /// a second factor.
    async fn return_receive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which return.")] input: ReturnReceiveInput,
    ) -> Result<ReturnReceivePayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.return_id)?;
        reply(answering::receive(app, person, key, id).await.map(Return::from))
    }

    /// Keep a part for what is wrong with the goods, and show it; that they were opened is nothing
    /// wrong. The buyer has five days to have staff decide. Members who answer buyers, with a
    /// second factor.
    async fn return_assess(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you found.")] input: ReturnAssessInput,
    ) -> Result<ReturnAssessPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let found = AssessInput {
            flaw: input.flaw.into(),
            deduction_minor: minor(&input.deduction_minor),
            text: input.text,
        };
        let id = parse_id(&input.return_id)?;
        reply(answering::assess(app, person, key, (id, &found)).await.map(Return::from))
    }

    /// Give the money back: after the goods have come, or before, if you do not want them. Members
    /// who answer buyers, with a second factor.
    async fn return_refund(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which return.")] input: ReturnRefundInput,
    ) -> Result<ReturnRefundPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.return_id)?;
        reply(answering::refund(app, person, key, id).await.map(Return::from))
    }

    /// Tell how another piece, or the repaired one, comes. Members who answer buyers, with a second
    /// factor.
    async fn return_replace(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How it comes.")] input: ReturnReplaceInput,
    ) -> Result<ReturnReplacePayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let sent = (parse_id(&input.return_id)?, &*input.carrier, &*input.waybill);
        reply(answering::replace(app, person, key, sent).await.map(Return::from))
    }

    /// Promise more than the law, for the orders from now on; those before keep what held for them.
    /// Owners of the shop, with a second factor.
    async fn return_promise_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you promise.")] input: ReturnPromiseSetInput,
    ) -> Result<ReturnPromiseSetPayload> {
        let id = parse_id(&input.operator_id)?;
        let terms = (input.days, input.bears_carriage, input.takes_excluded);
        let promised = promising::promise(ctx.app(), ctx.person()?, id, terms).await;
        reply(promised.map(ReturnPromise::from))
    }
}

/// An amount; one that is none is below zero, and refused by its rule.
fn minor(text: &str) -> i64 {
    text.parse().unwrap_or(-1)
}
