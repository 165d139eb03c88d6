//! The deal of a post as clients see it, and the post that somebody comes from.

use async_graphql::{Context, ID, Result, Union};
use platform::graphql::{ErrorCode, RequestError};
use platform::kernel::split_id;

use super::{Carried, Found, FromPost};
use crate::deals::group_buy::graphql::{GroupBuy, GroupBuyCampaign};
use crate::deals::price_cut::graphql::{PriceCut, PriceCutCampaign};
use crate::social::graphql::load_post;

/// What a post leads to, as it stands now: also when it has ended, which its `state` tells.
#[derive(Clone, Union)]
pub enum PostDeal {
    /// A group in which the author has or had a seat.
    GroupBuy(Box<GroupBuy>),
    /// A campaign in which readers open groups.
    GroupBuyCampaign(Box<GroupBuyCampaign>),
    /// The author's price cut.
    PriceCut(PriceCut),
    /// A campaign in which readers begin price cuts.
    PriceCutCampaign(PriceCutCampaign),
}

impl From<Found> for PostDeal {
    fn from(found: Found) -> Self {
        match found {
            Found::GroupBuy(group) => Self::GroupBuy(Box::new(GroupBuy(*group))),
            Found::GroupCampaign(campaign) => {
                Self::GroupBuyCampaign(Box::new(GroupBuyCampaign(*campaign)))
            }
            Found::PriceCut(cut, campaign) => {
                Self::PriceCut(PriceCut::of_campaign(*cut, PriceCutCampaign::from(*campaign)))
            }
            Found::CutCampaign(campaign) => Self::PriceCutCampaign((*campaign).into()),
        }
    }
}

/// The deal of an id.
///
/// # Errors
/// It is no id of a deal.
pub fn carried(id: &str) -> Result<Carried, RequestError> {
    match split_id(id) {
        Ok(("group_buy", uuid)) => Ok(Carried::GroupBuy(uuid)),
        Ok(("group_campaign", uuid)) => Ok(Carried::GroupCampaign(uuid)),
        Ok(("price_cut", uuid)) => Ok(Carried::PriceCut(uuid)),
        Ok(("cut_campaign", uuid)) => Ok(Carried::CutCampaign(uuid)),
        _ => {
            let message = "An id here begins with `group_buy_`, `group_campaign_`, `price_cut_` \
                           or `cut_campaign_`.";
            Err(RequestError::new(ErrorCode::InvalidId, message))
        }
    }
}

/// The post that a viewer says they come from, and whether they see it.
pub async fn come_from(ctx: &Context<'_>, id: Option<&ID>) -> Result<Option<FromPost>> {
    let Some(id) = id else { return Ok(None) };
    let Ok(("post", uuid)) = split_id(id) else {
        let message = "An id here begins with `post_`.";
        return Err(RequestError::new(ErrorCode::InvalidId, message).into());
    };
    let is_seen = load_post(ctx, uuid).await?.is_some();
    Ok(Some(FromPost { id: uuid, is_seen }))
}
