//! A group: so many seats at one price, until a deadline.

use platform::kernel::{Id, Money, Noun};
use platform::transitions::{ActorKind, States};
use time::{Duration, OffsetDateTime};

use super::benefit::LeaderBenefit;
use super::campaign::Campaign;
use super::terms;
use crate::catalog::{Product, Sku};
use crate::identity::Account;
use crate::operators::Operator;

/// A group, with terms of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupBuy {
    pub id: Id<GroupBuy>,
    pub campaign_id: Id<Campaign>,
    pub operator_id: Id<Operator>,
    pub product_id: Id<Product>,
    pub sku_id: Id<Sku>,
    pub leader_id: Id<Account>,
    pub state: GroupState,
    pub size: i32,
    pub hours: i32,
    /// What one piece costs in this group.
    pub unit: Money,
    /// What one cost alone when the campaign was planned.
    pub solo: Money,
    pub most_per_person: i32,
    /// Seats that are held or paid.
    pub seats_taken: i32,
    /// Seats that are paid.
    pub paid: i32,
    pub benefit: Option<LeaderBenefit>,
    pub terms_version: String,
    pub opened_at: OffsetDateTime,
    /// The first instant at which it is too late to pay; from the leader's payment on.
    pub deadline: Option<OffsetDateTime>,
    pub succeeded_at: Option<OffsetDateTime>,
    /// With how many it was a success, whatever became of them later (GB-6).
    pub succeeded_with: Option<i32>,
    /// Who declared it complete with fewer, and when; nothing for one that is full (GB-3).
    pub waiver: Option<(Id<Account>, OffsetDateTime)>,
    pub ended_at: Option<OffsetDateTime>,
}

impl Noun for GroupBuy {
    const PREFIX: &'static str = "group_buy";
}

impl GroupBuy {
    /// How many more have to pay.
    pub fn missing(&self) -> i32 {
        self.size.saturating_sub(self.paid)
    }

    /// The first instant at which a seat that is taken now is paid too late.
    pub fn seat_until(&self, now: OffsetDateTime) -> OffsetDateTime {
        let held = now + terms::SEAT_HELD;
        self.deadline.map_or(held, |deadline| deadline.min(held))
    }

    /// When a group ends whose leader's money was there at an instant.
    pub fn deadline_from(&self, captured: OffsetDateTime) -> OffsetDateTime {
        captured + Duration::hours(i64::from(self.hours))
    }

    /// GB-2: whether money that was there at an instant counts.
    pub fn counts(&self, captured: OffsetDateTime) -> bool {
        self.deadline.is_none_or(|deadline| captured < deadline)
    }

    /// Whether it can be joined at an instant, if there is a seat.
    pub fn forms(&self, now: OffsetDateTime) -> bool {
        self.state == GroupState::Forming && self.counts(now)
    }

    /// Whether it is still to be filled.
    pub fn is_open(&self) -> bool {
        matches!(self.state, GroupState::Opened | GroupState::Forming)
    }

    /// Whether it came about.
    pub fn is_success(&self) -> bool {
        use GroupState::{Closed, Fulfilling, Succeeded};
        matches!(self.state, Succeeded | Fulfilling | Closed)
    }
}

/// Where a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupState {
    Opened,
    Forming,
    Succeeded,
    Fulfilling,
    Closed,
    Failed,
    Cancelled,
    Refunding,
    Refunded,
}

use ActorKind::{Buyer, Operator as Seller, Staff, System};

impl States for GroupState {
    const MACHINE: &'static str = "group_buy";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Opened, Self::Forming, &[System]),
        (Self::Opened, Self::Cancelled, &[Buyer, Staff, System]),
        (Self::Forming, Self::Succeeded, &[Seller, System]),
        (Self::Forming, Self::Failed, &[System]),
        (Self::Forming, Self::Cancelled, &[Staff, System]),
        (Self::Failed, Self::Refunding, &[System]),
        (Self::Cancelled, Self::Refunding, &[System]),
        (Self::Refunding, Self::Refunded, &[System]),
        (Self::Succeeded, Self::Fulfilling, &[System]),
        (Self::Succeeded, Self::Closed, &[System]),
        (Self::Fulfilling, Self::Closed, &[System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Opened => "OPENED",
            Self::Forming => "FORMING",
            Self::Succeeded => "SUCCEEDED",
            Self::Fulfilling => "FULFILLING",
            Self::Closed => "CLOSED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
            Self::Refunding => "REFUNDING",
            Self::Refunded => "REFUNDED",
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use platform::kernel::Currency;
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-22 02:00 UTC);

    fn group(deadline: Option<OffsetDateTime>) -> GroupBuy {
        let nobody = Uuid::nil();
        GroupBuy {
            id: Id::from_uuid(nobody),
            campaign_id: Id::from_uuid(nobody),
            operator_id: Id::from_uuid(nobody),
            product_id: Id::from_uuid(nobody),
            sku_id: Id::from_uuid(nobody),
            leader_id: Id::from_uuid(nobody),
            state: GroupState::Forming,
            size: 3,
            hours: 24,
            unit: Money::new(9_900, Currency::Cny),
            solo: Money::new(12_800, Currency::Cny),
            most_per_person: 1,
            seats_taken: 2,
            paid: 1,
            benefit: None,
            terms_version: terms::VERSION.to_owned(),
            opened_at: NOW,
            deadline,
            succeeded_at: None,
            succeeded_with: None,
            waiver: None,
            ended_at: None,
        }
    }

    #[test]
    fn gb_2_a_capture_counts_up_to_the_last_millisecond() {
        let forming = group(Some(NOW));
        assert!(forming.counts(NOW - Duration::MILLISECOND));
        assert!(!forming.counts(NOW));
        assert!(!forming.counts(NOW + Duration::MILLISECOND));
        assert!(group(None).counts(NOW), "the leader's begins the time");
    }

    #[test]
    fn a_seat_is_never_held_beyond_the_deadline() {
        let held = NOW + terms::SEAT_HELD;
        assert_eq!(group(None).seat_until(NOW), held);
        assert_eq!(group(Some(NOW + Duration::hours(1))).seat_until(NOW), held);
        let soon = NOW + Duration::minutes(3);
        assert_eq!(group(Some(soon)).seat_until(NOW), soon);
    }
}
