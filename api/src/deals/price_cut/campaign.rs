//! What a shop offers to have cut: the terms that every session of it begins with.

use cut::{Bounds, NoSchedule, Plan};
pub use entity::deals::price_cut_campaign::Rejected;
use platform::Failure;
use platform::kernel::{Currency, Id, Money, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;

use crate::catalog::{Product, Sku};
use crate::operators::Operator;

/// A campaign of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    pub id: Id<Campaign>,
    pub operator_id: Id<Operator>,
    pub product_id: Id<Product>,
    pub sku_id: Id<Sku>,
    pub state: CampaignState,
    pub currency: Currency,
    /// The list price when it was drafted.
    pub start_minor: i64,
    pub floor_minor: i64,
    /// Parts of the difference: the most helps of a session.
    pub parts: i32,
    /// Parts that a help by buying takes.
    pub parts_bought: i32,
    /// How long a session lasts.
    pub hours: i32,
    /// Pieces for its sessions, and how many of them are taken.
    pub stock: i32,
    pub taken: i32,
    pub terms: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub rejected: Option<Rejected>,
    pub created_at: OffsetDateTime,
    pub version: i64,
}

impl Noun for Campaign {
    const PREFIX: &'static str = "cut_campaign";
}

impl Campaign {
    /// What schedules are made of.
    pub fn plan(&self) -> Plan {
        plan((self.start_minor, self.floor_minor), self.parts, self.parts_bought)
    }

    /// The least and the most that one part can be.
    ///
    /// # Errors
    /// The row is not sound.
    pub fn bounds(&self) -> Result<Bounds, Failure> {
        self.plan().bounds().map_err(|_| Failure::broken("a campaign that has no schedule"))
    }

    /// An amount in its currency.
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// Whether sessions begin now, whatever the clocks have done meanwhile.
    pub fn is_open(&self, now: OffsetDateTime) -> bool {
        matches!(self.state, CampaignState::Scheduled | CampaignState::Running)
            && self.starts_at <= now
            && now < self.ends_at
    }

    /// Whether everybody sees it.
    pub fn is_public(&self) -> bool {
        !matches!(
            self.state,
            CampaignState::Draft | CampaignState::Review | CampaignState::Rejected
        )
    }
}

/// A plan of the numbers in a row; what is below zero has no schedule.
pub fn plan((start_minor, floor_minor): (i64, i64), parts: i32, parts_bought: i32) -> Plan {
    let count = |number: i32| u32::try_from(number).unwrap_or(0);
    Plan { start_minor, floor_minor, parts: count(parts), parts_bought: count(parts_bought) }
}

/// Whether there is a schedule of a plan.
///
/// # Errors
/// Why there is none.
pub fn sound(plan: Plan) -> Result<(), NoSchedule> {
    plan.difference().map(|_| ())
}

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CampaignState {
    Draft,
    Review,
    Scheduled,
    Running,
    Ended,
    Rejected,
    Stopped,
}

use ActorKind::{Operator as Seller, Staff, System};

impl States for CampaignState {
    const MACHINE: &'static str = "price_cut_campaign";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Draft, Self::Review, &[Seller]),
        (Self::Review, Self::Scheduled, &[Staff]),
        (Self::Review, Self::Rejected, &[Staff]),
        (Self::Scheduled, Self::Running, &[System]),
        (Self::Scheduled, Self::Stopped, &[Seller, System]),
        (Self::Scheduled, Self::Ended, &[System]),
        (Self::Running, Self::Ended, &[System]),
        (Self::Running, Self::Stopped, &[Seller, System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Draft => "DRAFT",
            Self::Review => "REVIEW",
            Self::Scheduled => "SCHEDULED",
            Self::Running => "RUNNING",
            Self::Ended => "ENDED",
            Self::Rejected => "REJECTED",
            Self::Stopped => "STOPPED",
        }
        .to_owned()
    }
}
