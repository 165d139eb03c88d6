//! Group buys as clients see them.

mod campaign;
mod group;
mod inputs;
mod live;
mod loaders;
mod mutations;
mod query;

pub use campaign::{GroupBuyCampaign, campaigns_of_product};
pub use group::{GroupBuy, GroupBuyConnection, near_completion_of};
pub use live::GroupBuySubscription;
pub use loaders::{
    CampaignLoader, GroupLoader, OrderMemberLoader, OwnSeatLoader, ProductCampaignsLoader,
    group_of_order, load_group,
};
pub use mutations::GroupBuyMutation;
pub use query::GroupBuyQuery;
