//! A member: an account with an order in a group. There is no other kind (GB-3).

use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;

use super::group::GroupBuy;
use crate::identity::Account;
use crate::orders::Order;

/// Somebody in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: Id<Member>,
    pub group_id: Id<GroupBuy>,
    pub account_id: Id<Account>,
    pub order_id: Id<Order>,
    pub is_leader: bool,
    pub state: MemberState,
    pub quantity: i32,
    pub seated_at: OffsetDateTime,
    /// The first instant at which the seat is paid too late.
    pub pay_by: OffsetDateTime,
    /// When the money of it was there.
    pub paid_at: Option<OffsetDateTime>,
    /// When its group was complete; from then on it counts, whatever becomes of it (GB-6).
    pub confirmed_at: Option<OffsetDateTime>,
    /// When nothing more was to come of it: left, expired, refunded, or the order is over.
    pub ended_at: Option<OffsetDateTime>,
    /// When the money had reached the payer again.
    pub refunded_at: Option<OffsetDateTime>,
}

impl Noun for Member {
    const PREFIX: &'static str = "group_member";
}

impl Member {
    /// Whether a seat is theirs.
    pub fn has_seat(&self) -> bool {
        matches!(self.state, MemberState::Seated | MemberState::Paid | MemberState::Confirmed)
    }
}

/// Where a member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MemberState {
    Seated,
    Paid,
    Confirmed,
    Left,
    Expired,
    Refunded,
}

use ActorKind::{Buyer, System};

impl States for MemberState {
    const MACHINE: &'static str = "group_member";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Seated, Self::Paid, &[System]),
        (Self::Seated, Self::Left, &[Buyer]),
        (Self::Seated, Self::Expired, &[System]),
        (Self::Seated, Self::Refunded, &[System]),
        (Self::Paid, Self::Confirmed, &[System]),
        (Self::Paid, Self::Left, &[Buyer]),
        (Self::Paid, Self::Refunded, &[System]),
        (Self::Confirmed, Self::Refunded, &[System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Seated => "SEATED",
            Self::Paid => "PAID",
            Self::Confirmed => "CONFIRMED",
            Self::Left => "LEFT",
            Self::Expired => "EXPIRED",
            Self::Refunded => "REFUNDED",
        }
        .to_owned()
    }
}
