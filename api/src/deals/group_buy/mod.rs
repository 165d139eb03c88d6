//! Group buys: so many people buy the same thing at the price of the group, or nobody does.
//!
//! A shop plans a campaign, the platform looks at it, and then it runs:
//!
//! ```text
//! DRAFT ──▶ REVIEW ──▶ SCHEDULED ──▶ RUNNING ──▶ ENDED
//!              ├─▶ REJECTED  └──▶ STOPPED ◀─┘
//! ```
//!
//! Somebody opens a group by paying for their own order in it; others take seats until it is full:
//!
//! ```text
//! OPENED ──leader pays──▶ FORMING ──the last one pays──▶ SUCCEEDED ──▶ FULFILLING ──▶ CLOSED
//!    └─▶ CANCELLED ◀────────┤ └──the deadline──▶ FAILED ─┐
//!            └──────────────┴────────────────────────────┴──▶ REFUNDING ──▶ REFUNDED
//! ```
//!
//! A seat is one conditional statement; it is held while its order waits to be paid, and free again
//! when that order is given up. Whether a payment counts is decided by the instant of its capture
//! (GB-2), however late anybody hears of it. Whoever completes the group completes it in that
//! transaction. A group that is not full at its deadline gives every payment back: a resolutive
//! condition that buyers are told before they order. The terms of a group are its own from when it
//! is opened; nothing that happens to the campaign or to a member changes them for the others.
//!
//! A campaign that its shop stops opens no more groups, and those that form go on: their members
//! have contracts. One that the platform stops, or whose product it blocks, takes its forming
//! groups with it, and everybody is refunded.
//!
//! Rows are locked in this order: group, members' orders, their payments, stock, campaign.

mod actions;
mod benefit;
mod campaign;
mod checks;
pub mod facts;
pub mod graphql;
mod group;
mod identity;
pub mod jobs;
mod member;
pub mod personal;
pub(super) mod store;
mod terms;

pub use actions::campaigns::{
    BenefitInput, CampaignInput, create as create_campaign, submit as submit_campaign,
};
pub use actions::reading::known;
pub use actions::review::review as review_campaign;
pub use actions::seats::{Seat, SeatInput, SeatRefusal, Which, take as take_seat};
pub use actions::sharing::{campaign_to_show, is_seat, may_invite, to_show};
pub use campaign::{Campaign, CampaignState};
pub use checks::CHECKS;
pub use group::{GroupBuy, GroupState};
pub use member::{Member, MemberState};
