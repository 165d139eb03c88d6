//! The objects of invitations, and what an order is due to.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use platform::graphql::ContextExt;
use platform::graphql::scalars::{DateTime, Money};
use platform::kernel::Id;
use platform::{App, connection};
use uuid::Uuid;

use crate::deals::group_buy::graphql::{GroupBuy, load_group};
use crate::deals::invitation::card::Offer;
use crate::deals::invitation::{self, Attribution, Deal, card, store};
use crate::deals::price_cut::graphql::{PriceCut, load_cut};
use crate::deals::{group_buy, price_cut};
use crate::identity::graphql::{User, ViewerExt, load_user};
use crate::media::graphql::{Image, load_image};

/// What a link shows where it is shared: the deal as it stands at this moment.
#[derive(SimpleObject)]
pub struct ShareCard {
    /// The title of the product.
    pub title: String,
    /// Its first picture; null if it has none.
    pub picture: Option<Image>,
    /// What one piece costs in the deal now.
    pub price: Money,
    /// What is still to be cut, exactly; null for a group.
    pub remaining: Option<Money>,
    /// How many more have to pay until the group is complete; null for a price cut.
    pub members_missing: Option<i32>,
    /// How many members fill the group; null for a price cut.
    pub size: Option<i32>,
    /// From this instant on nobody can join or help; null for a group whose leader has not paid.
    pub deadline: Option<DateTime>,
    /// Whether one can still join or help.
    pub is_open: bool,
    /// The address to share; its page shows the same.
    pub url: String,
}

/// Somebody asks others to a deal by a link that cannot be forged.
#[derive(Clone)]
pub struct Invitation(pub invitation::Invitation);

/// Somebody asks others to a deal by a link that cannot be forged.
#[Object]
impl Invitation {
    /// The id, beginning with `invitation_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who invites, as they show themselves to everybody; null if their account is gone.
    async fn inviter(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.inviter_id.uuid()).await
    }

    /// The price cut it is to; null if it is to something else.
    async fn price_cut(&self, ctx: &Context<'_>) -> Result<Option<PriceCut>> {
        match self.0.deal {
            Deal::PriceCut(id) => load_cut(ctx, id).await,
            Deal::GroupBuy(_) => Ok(None),
        }
    }

    /// The group it is to; null if it is to something else.
    async fn group_buy(&self, ctx: &Context<'_>) -> Result<Option<GroupBuy>> {
        match self.0.deal {
            Deal::GroupBuy(id) => load_group(ctx, id).await,
            Deal::PriceCut(_) => Ok(None),
        }
    }

    /// What its link carries after `/i/`; null to everybody but its inviter.
    async fn token(&self, ctx: &Context<'_>) -> Option<String> {
        self.is_own(ctx).then(|| self.0.token(ctx.app()))
    }

    /// How many may come by it, 1 to 2,000; null to everybody but its inviter.
    async fn most_uses(&self, ctx: &Context<'_>) -> Option<i32> {
        self.is_own(ctx).then_some(self.0.most_uses)
    }

    /// How many have come by it; null to everybody but its inviter.
    async fn uses(&self, ctx: &Context<'_>) -> Option<i32> {
        self.is_own(ctx).then_some(self.0.uses)
    }

    /// Whether it opens anything to somebody new.
    async fn is_open(&self, ctx: &Context<'_>) -> bool {
        self.0.is_open(ctx.app().now())
    }

    /// From this instant on it opens nothing.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When it was taken back; null unless it was.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// What to show where it is shared; null if its product is not on the shelves, and to everybody
    /// but its inviter once it is over.
    async fn card(&self, ctx: &Context<'_>) -> Result<Option<ShareCard>> {
        let app = ctx.app();
        let over = self.0.revoked_at.is_some() || app.now() >= self.0.expires_at;
        if over && !self.is_own(ctx) {
            return Ok(None);
        }
        let Some(card) = card::of(app, &self.0).await? else { return Ok(None) };
        let picture = match card.image {
            Some(id) => load_image(ctx, id).await?,
            None => None,
        };
        Ok(Some(share_card(card, picture)))
    }
}

fn share_card(card: card::Card, picture: Option<Image>) -> ShareCard {
    let price = card.offer.price().into();
    let (title, url) = (card.title, card.url);
    match card.offer {
        Offer::Group { size, missing, deadline, forms, .. } => ShareCard {
            title,
            picture,
            price,
            remaining: None,
            members_missing: Some(missing),
            size: Some(size),
            deadline: deadline.map(DateTime),
            is_open: forms,
            url,
        },
        Offer::Cut { remaining, deadline, takes_helps, .. } => ShareCard {
            title,
            picture,
            price,
            remaining: Some(remaining.into()),
            members_missing: None,
            size: None,
            deadline: Some(DateTime(deadline)),
            is_open: takes_helps,
            url,
        },
    }
}

impl Invitation {
    fn is_own(&self, ctx: &Context<'_>) -> bool {
        let person = ctx.viewer().as_person();
        person.is_some_and(|person| person.account_id() == self.0.inviter_id)
    }
}

connection!(InvitationConnection, InvitationEdge, Invitation, "invitations, newest first");

/// What an order is due to: a deal, and perhaps somebody's invitation and a post.
#[derive(Clone)]
pub struct OrderAttribution(Attribution);

/// What an order is due to: a deal, and perhaps somebody's invitation and a post.
#[Object]
impl OrderAttribution {
    /// The id of the deal; its prefix tells the kind.
    async fn deal_id(&self) -> ID {
        match self.0.deal {
            Deal::PriceCut(id) => Id::<price_cut::PriceCut>::from_uuid(id).to_string().into(),
            Deal::GroupBuy(id) => Id::<group_buy::GroupBuy>::from_uuid(id).to_string().into(),
        }
    }

    /// Who invited its buyer; null if nobody did, or their account is gone.
    async fn inviter(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.0.inviter {
            Some(id) => load_user(ctx, id).await,
            None => Ok(None),
        }
    }

    /// The post that its buyer came from, beginning with `post_`; null if it was none.
    async fn post_id(&self) -> Option<ID> {
        self.0.post.map(|id| format!("post_{}", id.simple()).into())
    }

    /// When it was written down.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// Reads what orders are due to.
pub struct AttributionLoader(pub App);

impl Loader<Uuid> for AttributionLoader {
    type Value = OrderAttribution;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, OrderAttribution>> {
        let rows = store::attributions(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().map(|(order, due)| (order, OrderAttribution(due))).collect())
    }
}

/// What an order is due to, for whoever may see the order.
pub async fn attribution_of(ctx: &Context<'_>, order: Uuid) -> Result<Option<OrderAttribution>> {
    ctx.data_unchecked::<DataLoader<AttributionLoader>>().load_one(order).await
}
