//! Deals that posts carry: a group of its author's, their price cut, or what a shop offers.
//!
//! A post names its deal while it is a draft. Once it is shown, its readers come to a group or a
//! price cut by an invitation of its author that goes with the post, and what they order may be put
//! down to the post. A post that is taken out of sight takes its invitation back. A deal that has
//! ended stays with its post, and is shown as ended; one whose product is not on the shelves is not
//! shown at all.
//!
//! Posts belong to a higher room: it says who sees a post, this one what a post leads to.

mod actions;
pub mod graphql;
pub mod personal;
mod store;

pub use actions::{Offered, gone, offered, set, shown};
pub use store::{Found, Shown, leads_to, of_post, of_posts};

use serde::Serialize;
use uuid::Uuid;

/// What a post carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Carried {
    /// A group that buys together.
    GroupBuy(Uuid),
    /// A campaign in which groups are opened.
    GroupCampaign(Uuid),
    /// Somebody's price cut.
    PriceCut(Uuid),
    /// A campaign in which price cuts are begun.
    CutCampaign(Uuid),
}

/// The post that somebody says they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FromPost {
    pub id: Uuid,
    /// Whether they see it now: no part of what they ask for.
    #[serde(skip)]
    pub is_seen: bool,
}
