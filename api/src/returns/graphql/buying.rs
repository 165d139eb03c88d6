//! What buyers do about returns.

use async_graphql::{Context, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::Id;
use platform::payload;

use super::goods_return::Return;
use super::inputs::{
    ReturnAnswerInput, ReturnConfirmInput, ReturnRequestInput, ReturnShipInput, ReturnWithdrawInput,
};
use crate::identity::graphql::ViewerExt;
use crate::orders::Order;
use crate::returns::actions::buying::{
    self, AnswerRefusal, ConfirmRefusal, ShipInput, ShipRefusal, WithdrawRefusal,
};
use crate::returns::actions::looking::Wanted;
use crate::returns::actions::requesting::{self, RequestInput, RequestRefusal};

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
    "returnRequest" ReturnRequestPayload by RequestRefusal;
    "returnWithdraw" ReturnWithdrawPayload by WithdrawRefusal;
    "returnShip" ReturnShipPayload by ShipRefusal;
    "returnAnswer" ReturnAnswerPayload by AnswerRefusal;
    "returnConfirm" ReturnConfirmPayload by ConfirmRefusal;
}

/// Root fields of buyers who give something back.
#[derive(Default)]
pub struct ReturnBuyingMutation;

/// Root fields of buyers who give something back.
#[Object]
impl ReturnBuyingMutation {
    /// Give something of an order back, or ask for your money. A changed mind within the window
    /// needs no reason and nobody's leave; for orders under the Union's law it confirms what
    /// `returnPreview` states ("confirm withdrawal"), and its receipt is kept.
    async fn return_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you give back, and why.")] input: ReturnRequestInput,
    ) -> Result<ReturnRequestPayload> {
        let order: Id<Order> = parse_id(&input.order_id)?;
        let lines = input.lines.into_iter().map(Into::into).collect();
        let asked = RequestInput {
            wanted: Wanted { order: order.uuid(), kind: input.kind.into(), lines },
            text: input.text,
            confirmation: input.confirmation,
        };
        let key = &input.idempotency_key;
        let taken = requesting::request(ctx.app(), ctx.person()?, key, &asked).await;
        reply(taken.map(Return::from))
    }

    /// Take a return back, before anything was sent. Its buyer.
    async fn return_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which return.")] input: ReturnWithdrawInput,
    ) -> Result<ReturnWithdrawPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.return_id)?;
        reply(buying::withdraw(app, person, key, id).await.map(Return::from))
    }

    /// Tell how the goods go back. Its buyer.
    async fn return_ship(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How they go.")] input: ReturnShipInput,
    ) -> Result<ReturnShipPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.return_id)?;
        let carriage_minor = input.carriage_minor.as_deref().map_or(0, minor);
        let (carrier, waybill) = (input.carrier, input.waybill);
        let sent = ShipInput { carrier, waybill, carriage_minor };
        reply(buying::ship(app, person, key, (id, &sent)).await.map(Return::from))
    }

    /// Agree to what the shop refuses or keeps, or have staff decide. Its buyer, within five days.
    async fn return_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you say.")] input: ReturnAnswerInput,
    ) -> Result<ReturnAnswerPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let said = (parse_id(&input.return_id)?, input.agrees, input.text.as_deref());
        reply(buying::answer(app, person, key, said).await.map(Return::from))
    }

    /// Say that what came in exchange, or repaired, is right; or what is wrong, and staff decide.
    /// Its buyer.
    async fn return_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you say of it.")] input: ReturnConfirmInput,
    ) -> Result<ReturnConfirmPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let said = (parse_id(&input.return_id)?, input.wrong.as_deref());
        reply(buying::confirm(app, person, key, said).await.map(Return::from))
    }
}

/// An amount; one that is none is below zero, and refused by its rule.
fn minor(text: &str) -> i64 {
    text.parse().unwrap_or(-1)
}
