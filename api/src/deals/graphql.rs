//! What other rooms' types show of deals.

pub use super::carried::graphql::{PostDeal, carried};
pub use super::group_buy::graphql::{
    GroupBuy, GroupBuyCampaign, GroupBuyConnection, campaigns_of_product, group_of_order,
    near_completion_of,
};
pub use super::invitation::graphql::{OrderAttribution, attribution_of};
pub use super::price_cut::graphql::{PriceCutCampaign, campaign_of};
