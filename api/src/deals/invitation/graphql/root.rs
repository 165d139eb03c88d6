//! Root fields of invitations.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::{ContextExt, ErrorCode, RequestError, parse_id, reply};
use platform::kernel::split_id;
use platform::payload;

use super::object::{Invitation, InvitationConnection};
use crate::deals::carried::graphql::come_from;
use crate::deals::invitation::actions::attributing::{self, AttributeInput, AttributeRefusal};
use crate::deals::invitation::actions::inviting::{
    self, InviteInput, InviteRefusal, RevokeRefusal,
};
use crate::deals::invitation::store::{self, InvitationPlace};
use crate::deals::invitation::{self as room, Deal, named};
use crate::identity::graphql::ViewerExt;
use crate::orders::graphql::Order;

/// What to ask others to, and for how long.
#[derive(InputObject)]
pub struct InvitationCreateInput {
    /// Yours, 8 to 128 visible ASCII characters: the same key and input give the first answer.
    pub idempotency_key: String,
    /// Your price cut that still takes helps, beginning with `price_cut_`; or a group that forms
    /// and in which you have a seat, beginning with `group_buy_`.
    pub deal_id: ID,
    /// How many may come by it, 1 to 2,000.
    pub most_uses: i32,
    /// How many hours it opens anything, 1 to 720.
    pub hours: i32,
}

/// Which invitation to take back.
#[derive(InputObject)]
pub struct InvitationRevokeInput {
    /// The invitation, beginning with `invitation_`.
    pub id: ID,
}

/// By whose invitation an order came.
#[derive(InputObject)]
pub struct OrderAttributeInput {
    /// Yours, 8 to 128 visible ASCII characters: the same key and input give the first answer.
    pub idempotency_key: String,
    /// Your order that is not paid yet, beginning with `order_`.
    pub order_id: ID,
    /// What the link of the invitation carries after `/i/`, or `Post.dealToken`.
    pub token: String,
    /// The post that you came from, beginning with `post_`; left out if it was none.
    pub post_id: Option<ID>,
}

payload! {
    /// The answer of `invitationCreate`.
    pub struct InvitationCreatePayload refused by InviteRefusal {
        /// The invitation with its token and card; null when refused.
        invitation: Invitation,
    }
}

payload! {
    /// The answer of `invitationRevoke`.
    pub struct InvitationRevokePayload refused by RevokeRefusal {
        /// The invitation, taken back; null when refused.
        invitation: Invitation,
    }
}

payload! {
    /// The answer of `orderAttribute`.
    pub struct OrderAttributePayload refused by AttributeRefusal {
        /// The order, with what it is due to; null when refused.
        order: Order,
    }
}

#[derive(Default)]
pub struct InvitationQuery;

#[Object]
impl InvitationQuery {
    /// What a link opens: the invitation of a token, for its landing page; null if it was made by
    /// hand. It may be over: see `isOpen`.
    async fn invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the link carries after `/i/`.")] token: String,
    ) -> Result<Option<Invitation>> {
        let Some(id) = named(ctx.app(), &token) else { return Ok(None) };
        Ok(store::by_id(ctx.app().reader(), id).await?.map(Invitation))
    }

    /// Your invitations, the newest first.
    async fn my_invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<InvitationConnection> {
        const LIST: &str = "invitation.mine";
        let (app, inviter) = (ctx.app(), ctx.person()?.account_id().uuid());
        let page = asked::<InvitationPlace>(app.cursors(), LIST, first, after.as_deref())?;
        let rows = store::page(app.reader(), inviter, &page).await?;
        let place = |row: &room::Invitation| InvitationPlace(row.id.uuid());
        Ok(Slice::cut(app.cursors(), LIST, page.first, rows, place).map(Invitation).into())
    }
}

#[derive(Default)]
pub struct InvitationMutation;

#[Object]
impl InvitationMutation {
    /// Ask others to a deal of yours by a link: to help at your price cut, or to join a group that
    /// you are in. Share it as you like; you may take it back.
    async fn invitation_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To what, for how many and for how long.")] input: InvitationCreateInput,
    ) -> Result<InvitationCreatePayload> {
        let wanted = InviteInput {
            deal: deal_of(&input.deal_id)?,
            most_uses: input.most_uses,
            hours: input.hours,
        };
        let person = ctx.person()?;
        let made = inviting::create(ctx.app(), person, &input.idempotency_key, wanted).await;
        reply(made.map(Invitation))
    }

    /// Take an invitation of yours back: it opens nothing any more, and what came of it stays.
    async fn invitation_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitation.")] input: InvitationRevokeInput,
    ) -> Result<InvitationRevokePayload> {
        let id = parse_id(&input.id)?;
        reply(inviting::revoke(ctx.app(), ctx.person()?, id).await.map(Invitation))
    }

    /// Say by whose invitation an order of yours came, before you pay it. To a price cut of the
    /// same item it helps when the order is handed on to be sent, ten minutes after it was paid: up
    /// to then you may take it back.
    async fn order_attribute(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order, and by what.")] input: OrderAttributeInput,
    ) -> Result<OrderAttributePayload> {
        let read = AttributeInput {
            order_id: parse_id(&input.order_id)?,
            token: input.token,
            post: come_from(ctx, input.post_id.as_ref()).await?,
        };
        let person = ctx.person()?;
        let key = &input.idempotency_key;
        reply(attributing::attribute(ctx.app(), person, key, &read).await.map(Order::from))
    }
}

fn deal_of(id: &str) -> Result<Deal> {
    match split_id(id) {
        Ok(("price_cut", uuid)) => Ok(Deal::PriceCut(uuid)),
        Ok(("group_buy", uuid)) => Ok(Deal::GroupBuy(uuid)),
        _ => {
            let message = "An id here begins with `price_cut_` or `group_buy_`.";
            Err(RequestError::new(ErrorCode::InvalidId, message).into())
        }
    }
}
