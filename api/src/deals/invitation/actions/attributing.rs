//! What an order is due to is said once, by its buyer, before it is paid.

use platform::database::Tx;
use platform::idempotency::{Replay, Request};
use platform::kernel::Id;
use platform::{App, Error, Failure, refusals, transaction};
use serde::Serialize;
use uuid::Uuid;

use super::redeeming::{NotRedeemed, find, redeem};
use crate::deals::carried::{self, Carried, FromPost};
use crate::deals::invitation::{Attribution, Deal, store};
use crate::deals::{group_buy, price_cut};
use crate::identity::Person;
use crate::orders::{self, Order, OrderState};

refusals! {
    /// Why an order was not attributed, in order of precedence.
    pub enum AttributeRefusal: "OrderAttributeErrorCode", OrderAttributeUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"]
            says "This key was used with another input.",
        /// There is no such order of yours.
        OrderNotFound at ["orderId"] says "There is no such order of yours.",
        /// It is said already what it is due to.
        AlreadyAttributed at ["orderId"] says "It is said already what this order is due to.",
        /// It is paid or cancelled: only before that it can be said.
        TooLate at ["orderId"] says "This can be said only before the order is paid.",
        /// The invitation is forged, or to nothing that there is, or to a group that the order is
        /// not in, or to a price cut of something else or that is over.
        InvitationInvalid at ["token"] says "This is no invitation.",
        /// You cannot come by your own invitation.
        OwnInvitation at ["token"] says "This is your own invitation.",
        /// Its inviter took it back.
        InvitationRevoked at ["token"] says "This invitation was taken back.",
        /// Its time is over.
        InvitationExpired at ["token"] says "This invitation has expired.",
        /// As many as it was for have come.
        InvitationUsedUp at ["token"] says "This invitation is used up.",
        /// You see no such post, or it leads to something else.
        PostNotFound at ["postId"] says "There is no such post that leads here.",
    }
}

impl From<NotRedeemed> for AttributeRefusal {
    fn from(why: NotRedeemed) -> Self {
        match why {
            NotRedeemed::Unknown => Self::InvitationInvalid,
            NotRedeemed::Revoked => Self::InvitationRevoked,
            NotRedeemed::Expired => Self::InvitationExpired,
            NotRedeemed::UsedUp => Self::InvitationUsedUp,
        }
    }
}

/// What its buyer says of an order.
#[derive(Debug, Clone, Serialize)]
pub struct AttributeInput {
    pub order_id: Id<Order>,
    pub token: String,
    pub post: Option<FromPost>,
}

/// Writes down by whose invitation an order came.
///
/// # Errors
/// [`AttributeRefusal`], or ours.
pub async fn attribute(
    app: &App,
    person: &Person,
    key: &str,
    input: &AttributeInput,
) -> Result<Order, Error<AttributeRefusal>> {
    use AttributeRefusal as R;
    let buyer = person.account_id();
    let principal = buyer.to_string();
    let request = Request::new(&principal, "orderAttribute", key, input);
    let request = request.ok_or(R::IdempotencyKeyInvalid)?;
    let (place, network) = (person.place(app), person.network(app));
    transaction!(app, |tx| {
        // The lock first: of two requests with one key the second then finds what the first did.
        let order = orders::lock(tx, input.order_id).await?;
        let replayed = request.replay::<Uuid>(tx.conn(), tx.now()).await?;
        let order = order.filter(|order| order.buyer_id == buyer);
        match replayed {
            Replay::Answered(_) => {
                return order.ok_or_else(|| Failure::broken("a kept order is gone").into());
            }
            Replay::Conflict => return Err(R::IdempotencyConflict.into()),
            Replay::First => {}
        }
        let order = order.ok_or(R::OrderNotFound)?;
        let said = store::attributions(tx.conn(), [order.id.uuid()]).await?;
        if !said.is_empty() {
            return Err(R::AlreadyAttributed.into());
        }
        if order.state != OrderState::Submitted || tx.now() >= order.pay_by {
            return Err(R::TooLate.into());
        }
        let found = find(tx, &input.token).await?.ok_or(R::InvitationInvalid)?;
        if found.inviter_id == buyer {
            return Err(R::OwnInvitation.into());
        }
        if let Deal::GroupBuy(group) = found.deal
            && !group_buy::is_seat(tx, order.id, group).await?
        {
            return Err(R::InvitationInvalid.into());
        }
        if let Deal::PriceCut(cut) = found.deal
            && !price_cut::may_come_by(tx, cut, &order).await?
        {
            return Err(R::InvitationInvalid.into());
        }
        redeem(tx, &input.token, buyer, found.deal).await?.map_err(R::from)?;
        let post = seen(tx, input.post, found.deal).await?;
        let due = Attribution {
            order: order.id.uuid(),
            invitation: Some(found.id.uuid()),
            inviter: Some(found.inviter_id.uuid()),
            deal: found.deal,
            post,
            place: place.clone(),
            network: network.clone(),
            at: tx.now(),
        };
        store::attribute(tx, &due).await?;
        request.keep(tx, &order.id.uuid()).await?;
        Ok(order)
    })
}

/// The post that they say they come from, if they see it and it leads to the deal.
async fn seen(
    tx: &Tx,
    post: Option<FromPost>,
    deal: Deal,
) -> Result<Option<Uuid>, Error<AttributeRefusal>> {
    let leads = match deal {
        Deal::GroupBuy(id) => Carried::GroupBuy(id),
        Deal::PriceCut(id) => Carried::PriceCut(id),
    };
    match post {
        None => Ok(None),
        Some(post) if post.is_seen && carried::leads_to(tx, post.id, leads).await? => {
            Ok(Some(post.id))
        }
        Some(_) => Err(AttributeRefusal::PostNotFound.into()),
    }
}
