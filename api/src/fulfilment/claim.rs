//! A breach of the rules of shipping: found by a clock, claimed by the buyer, contested or appealed
//! by the shop.

pub use entity::fulfilment::shipping_claim::{ClaimKind, Excuse};
use platform::kernel::{Id, Money, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;

use crate::identity::Account;
use crate::operators::Operator;
use crate::orders::Order;

/// One breach of one kind; an order has at most one of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippingClaim {
    pub id: Id<ShippingClaim>,
    pub order_id: Id<Order>,
    pub operator_id: Id<Operator>,
    pub buyer_id: Id<Account>,
    pub kind: ClaimKind,
    pub state: ClaimState,
    /// What it costs by its rule.
    pub amount: Money,
    pub rule_version: i32,
    pub found_at: OffsetDateTime,
    /// The first instant that is too late to claim.
    pub claim_by: OffsetDateTime,
    pub claimed_at: Option<OffsetDateTime>,
    pub excuse: Option<Excuse>,
    /// What was moved to the buyer for it from what the shop had coming, in minor units.
    pub paid_minor: i64,
    /// What was moved beyond that, and the shop owes.
    pub owed_minor: i64,
    pub compensated_at: Option<OffsetDateTime>,
    pub appeal_by: Option<OffsetDateTime>,
    /// When what was moved was taken back.
    pub reversed_at: Option<OffsetDateTime>,
    pub version: i64,
}

impl Noun for ShippingClaim {
    const PREFIX: &'static str = "shipclaim";
}

impl ShippingClaim {
    /// What the buyer has of it now, in minor units.
    pub fn moved_minor(&self) -> i64 {
        if self.reversed_at.is_some() {
            return 0;
        }
        self.paid_minor.saturating_add(self.owed_minor)
    }

    /// Whether it stands: the buyer is owed its amount.
    pub fn stands(&self) -> bool {
        matches!(self.state, ClaimState::Compensated | ClaimState::Appealed | ClaimState::Upheld)
    }
}

/// The word for a kind, in facts and in the keys of what is moved.
pub fn kind_name(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Late => "LATE",
        ClaimKind::StockOut => "STOCK_OUT",
        ClaimKind::FalseShipping => "FALSE_SHIPPING",
    }
}

/// Where a breach stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClaimState {
    Found,
    Contested,
    Compensated,
    Appealed,
    Upheld,
    Cleared,
    Lapsed,
}

use ActorKind::{Buyer, Operator as Seller, Staff, System};

impl States for ClaimState {
    const MACHINE: &'static str = "shipping_claim";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Found, Self::Contested, &[Seller]),
        (Self::Found, Self::Compensated, &[Buyer, System]),
        (Self::Found, Self::Cleared, &[System]),
        (Self::Found, Self::Lapsed, &[System]),
        (Self::Contested, Self::Found, &[Staff]),
        (Self::Contested, Self::Compensated, &[Staff]),
        (Self::Contested, Self::Cleared, &[Buyer, Staff, System]),
        (Self::Contested, Self::Lapsed, &[System]),
        (Self::Compensated, Self::Appealed, &[Seller]),
        (Self::Appealed, Self::Cleared, &[Staff]),
        (Self::Appealed, Self::Upheld, &[Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Found => "FOUND",
            Self::Contested => "CONTESTED",
            Self::Compensated => "COMPENSATED",
            Self::Appealed => "APPEALED",
            Self::Upheld => "UPHELD",
            Self::Cleared => "CLEARED",
            Self::Lapsed => "LAPSED",
        }
        .to_owned()
    }
}

/// What is still to be paid for a breach: only the highest of an order is compensated (SH-2), so
/// what was paid for others counts.
pub fn still_due(amount: i64, others: &[ShippingClaim]) -> i64 {
    let paid = others.iter().fold(0_i64, |sum, other| sum.saturating_add(other.moved_minor()));
    amount.saturating_sub(paid).max(0)
}

/// The highest amount that is left when one breach falls; what was paid beyond it goes back.
pub fn highest_left(others: &[ShippingClaim]) -> i64 {
    let standing = others.iter().filter(|other| other.stands());
    standing.map(|other| other.amount.minor()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use platform::kernel::Currency;
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;

    fn claim(amount: i64, moved: i64, state: ClaimState) -> ShippingClaim {
        ShippingClaim {
            id: Id::from_uuid(Uuid::nil()),
            order_id: Id::from_uuid(Uuid::nil()),
            operator_id: Id::from_uuid(Uuid::nil()),
            buyer_id: Id::from_uuid(Uuid::nil()),
            kind: ClaimKind::Late,
            state,
            amount: Money::new(amount, Currency::Cny),
            rule_version: 1,
            found_at: datetime!(2026-11-22 0:00 UTC),
            claim_by: datetime!(2026-12-08 0:00 UTC),
            claimed_at: None,
            excuse: None,
            paid_minor: moved,
            owed_minor: 0,
            compensated_at: None,
            appeal_by: None,
            reversed_at: None,
            version: 1,
        }
    }

    #[test]
    fn sh_2_only_the_highest_is_paid_whatever_comes_first() {
        let late = claim(500, 500, ClaimState::Compensated);
        assert_eq!(still_due(3_000, std::slice::from_ref(&late)), 2_500);
        let high = claim(3_000, 3_000, ClaimState::Compensated);
        assert_eq!(still_due(500, std::slice::from_ref(&high)), 0);
        assert_eq!(still_due(500, &[]), 500);
        assert_eq!(highest_left(&[late, high]), 3_000);
        assert_eq!(highest_left(&[claim(500, 500, ClaimState::Cleared)]), 0);
    }
}
