//! What buyers, shops and staff do about orders on their way.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::claim::{ShippingClaim, ShippingExcuse};
use crate::fulfilment::actions::claims::{self, AgreeRefusal, ClaimRefusal};
use crate::fulfilment::actions::contest::{self, AppealRefusal, DecideRefusal, ExcuseRefusal};
use crate::fulfilment::actions::decline::{self, DeclineRefusal};
use crate::fulfilment::actions::receipt::{self, ReceiptRefusal};
use crate::identity::graphql::ViewerExt;
use crate::orders::graphql::Order;

/// Which order has arrived.
#[derive(InputObject)]
pub struct OrderConfirmReceiptInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The order, beginning with `order_`.
    pub order_id: ID,
}

/// Which order cannot be delivered.
#[derive(InputObject)]
pub struct OrderDeclineInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The order, beginning with `order_`.
    pub order_id: ID,
}

/// Which compensation to claim.
#[derive(InputObject)]
pub struct ShippingClaimFileInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The breach, beginning with `shipclaim_`.
    pub id: ID,
}

/// Which excuse to agree to.
#[derive(InputObject)]
pub struct ShippingExcuseAgreeInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The breach, beginning with `shipclaim_`.
    pub id: ID,
}

/// A shop's excuse.
#[derive(InputObject)]
pub struct ShippingExcuseFileInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The breach, beginning with `shipclaim_`.
    pub id: ID,
    /// Why nothing is owed.
    pub excuse: ShippingExcuse,
}

/// What to appeal against.
#[derive(InputObject)]
pub struct ShippingClaimAppealInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The breach, beginning with `shipclaim_`.
    pub id: ID,
}

/// A decision of staff.
#[derive(InputObject)]
pub struct ShippingClaimDecideInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The breach, beginning with `shipclaim_`.
    pub id: ID,
    /// Whether the shop is right: its excuse holds, or its appeal does.
    pub is_excused: bool,
}

payload! {
    /// The answer of `orderConfirmReceipt`.
    pub struct OrderConfirmReceiptPayload refused by ReceiptRefusal {
        /// The delivered order; null when refused.
        order: Order,
    }
}

payload! {
    /// The answer of `orderDecline`.
    pub struct OrderDeclinePayload refused by DeclineRefusal {
        /// The cancelled order; null when refused.
        order: Order,
    }
}

macro_rules! payloads {
    ($($mutation:literal $name:ident by $refusal:ident;)+) => {$(
        payload! {
            #[doc = concat!("The answer of `", $mutation, "`.")]
            pub struct $name refused by $refusal {
                /// The breach as it stands now; null when refused.
                claim: ShippingClaim,
            }
        }
    )+};
}

payloads! {
    "shippingClaimFile" ShippingClaimFilePayload by ClaimRefusal;
    "shippingExcuseAgree" ShippingExcuseAgreePayload by AgreeRefusal;
    "shippingExcuseFile" ShippingExcuseFilePayload by ExcuseRefusal;
    "shippingClaimAppeal" ShippingClaimAppealPayload by AppealRefusal;
    "shippingClaimDecide" ShippingClaimDecidePayload by DecideRefusal;
}

/// What buyers, shops and staff do about orders on their way.
#[derive(Default)]
pub struct FulfilmentMutation;

/// What buyers, shops and staff do about orders on their way.
#[Object]
impl FulfilmentMutation {
    /// Confirm that all of an order of yours has arrived: it is delivered from now on, and
    /// completes after ten days. Your rights to give goods back and to complain stay.
    async fn order_confirm_receipt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order.")] input: OrderConfirmReceiptInput,
    ) -> Result<OrderConfirmReceiptPayload> {
        let id = parse_id(&input.order_id)?;
        let key = &input.idempotency_key;
        reply(receipt::confirm(ctx.app(), ctx.person()?, key, id).await.map(Order::from))
    }

    /// Say that an order cannot be delivered: it is cancelled, all of it goes back to its buyer,
    /// and the shop compensates by the rules of shipping. Managers and owners, with a second
    /// factor.
    async fn order_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order.")] input: OrderDeclineInput,
    ) -> Result<OrderDeclinePayload> {
        let id = parse_id(&input.order_id)?;
        let key = &input.idempotency_key;
        reply(decline::decline(ctx.app(), ctx.person()?, key, id).await.map(Order::from))
    }

    /// Claim the compensation of a breach at an order of yours, within fifteen days: it is paid
    /// into your balance at once, or once the shop's excuse is turned down. Claiming again changes
    /// nothing.
    async fn shipping_claim_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: ShippingClaimFileInput,
    ) -> Result<ShippingClaimFilePayload> {
        let id = parse_id(&input.id)?;
        let key = &input.idempotency_key;
        reply(claims::file(ctx.app(), ctx.person()?, key, id).await.map(ShippingClaim))
    }

    /// Agree that the shop is excused: nothing is paid then. The buyer.
    async fn shipping_excuse_agree(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: ShippingExcuseAgreeInput,
    ) -> Result<ShippingExcuseAgreePayload> {
        let id = parse_id(&input.id)?;
        let key = &input.idempotency_key;
        reply(claims::agree(ctx.app(), ctx.person()?, key, id).await.map(ShippingClaim))
    }

    /// Give your shop's excuse, once: the buyer may agree, or staff decide. Managers and owners,
    /// with a second factor.
    async fn shipping_excuse_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The excuse.")] input: ShippingExcuseFileInput,
    ) -> Result<ShippingExcuseFilePayload> {
        let (id, excuse) = (parse_id(&input.id)?, input.excuse.into());
        let key = &input.idempotency_key;
        let given = contest::excuse(ctx.app(), ctx.person()?, key, (id, excuse)).await;
        reply(given.map(ShippingClaim))
    }

    /// Appeal against a compensation that your shop paid, within seven days. Managers and owners,
    /// with a second factor.
    async fn shipping_claim_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Against which one.")] input: ShippingClaimAppealInput,
    ) -> Result<ShippingClaimAppealPayload> {
        let id = parse_id(&input.id)?;
        let key = &input.idempotency_key;
        reply(contest::appeal(ctx.app(), ctx.person()?, key, id).await.map(ShippingClaim))
    }

    /// Decide an excuse or an appeal. In the shop's favour, what was paid goes back. Support staff
    /// who have no part in it, with a second factor.
    async fn shipping_claim_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: ShippingClaimDecideInput,
    ) -> Result<ShippingClaimDecidePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.id)?);
        let key = &input.idempotency_key;
        let decided = contest::decide(ctx.app(), &staff, key, (id, input.is_excused)).await;
        reply(decided.map(ShippingClaim))
    }
}
