//! Price cuts: a buyer asks others to help, and each help makes one piece cheaper for them.
//!
//! ```text
//! campaign  DRAFT ──▶ REVIEW ──▶ SCHEDULED ──▶ RUNNING ──▶ ENDED
//!                       └─▶ REJECTED   └────────────┴──▶ STOPPED
//! session   STARTED ──▶ IN_PROGRESS ──▶ WON ──▶ ORDERED
//!              └─────────────┴───────────┴──▶ EXPIRED, ABANDONED
//! ```
//!
//! At the start everything is fixed: the terms, and by a seed the amount of every help to come. A
//! hash of both is shown then; the seed is told when the session has ended, and anyone computes it
//! all anew (`price-cut verify`, docs/PRICE-CUT.md). The difference is cut into as many parts as
//! there may be helps, so what remains is exact, and no more helps are needed than parts are left
//! (PC-1, PC-3). The owner may order at the price of the moment until the deadline, or never.
//!
//! Nothing speeds a cut up for money (PC-7), nothing is drawn by lot (PC-10), and no text but the
//! numbers says how near one is (PC-6). Who has helped, and from where, serves to count helps
//! rightly and nothing else (PC-9). Stock is held from the start (PC-11).

pub(super) mod actions;
mod campaign;
mod checks;
mod cut;
pub mod facts;
mod fairness;
pub mod graphql;
mod help;
pub mod jobs;
pub mod personal;
pub(super) mod store;

pub use actions::buying::{BuyInput, buy};
pub use actions::campaigns::{
    CampaignInput, create as create_campaign, hand_in as submit_campaign,
};
pub use actions::helping::{may_come_by, open as help};
pub use actions::reading::shown;
pub use actions::reviewing::decide as decide_campaign;
pub use actions::sharing::{campaign_to_show, to_show};
pub use actions::starting::{may_invite, start};
pub use campaign::{Campaign, CampaignState};
pub use checks::CHECKS;
pub use cut::{CutState, PriceCut};
pub use help::{Help, HelpState};

use time::Duration;

/// The version of the terms below; a session keeps the one that it began with (PC-5).
pub const TERMS: &str = "price-cut/2026-11-22";
/// From the last help until a won session has to be ordered, if its deadline is earlier.
pub const ORDER_WITHIN: Duration = Duration::hours(24);
/// From the order until it is paid too late.
pub const PAY_WITHIN: Duration = Duration::minutes(30);
/// How often somebody may help on one day (P).
pub const HELPS_A_DAY: i32 = 5;
