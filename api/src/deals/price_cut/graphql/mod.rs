//! Price cuts as clients see them.

mod campaign;
mod cut;
mod help;
mod live;
mod loaders;
mod mutations;
mod query;
mod selling;

pub use campaign::{PriceCutCampaign, PriceCutCampaignState};
pub use cut::PriceCut;
pub use live::PriceCutSubscription;
pub use loaders::{
    PriceCutCampaignLoader, PriceCutLoader, ProductCampaignLoader, campaign_of, load_cut,
};
pub use mutations::PriceCutMutation;
pub use query::PriceCutQuery;
pub use selling::PriceCutSellingMutation;
