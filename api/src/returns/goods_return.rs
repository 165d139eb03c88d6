//! A return: what a buyer gives back or wants their money back for, and where it stands.

pub use entity::returns::goods_return::{Flaw, Kind, Settler};
use platform::kernel::{Currency, Id, Money, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;

use crate::identity::Account;
use crate::operators::Operator;
use crate::orders::{Order, Profile};

/// What a buyer gives back, or wants their money back for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    pub id: Id<Return>,
    pub order_id: Id<Order>,
    pub operator_id: Id<Operator>,
    pub buyer_id: Id<Account>,
    pub kind: Kind,
    /// The law that was pinned with the order (CO-10).
    pub profile: Profile,
    pub rule_version: String,
    pub state: ReturnState,
    pub currency: Currency,
    pub requested_at: OffsetDateTime,
    /// When the clock acts next; nothing once it has ended.
    pub due_at: Option<OffsetDateTime>,
    /// When the shop first did anything about it by itself.
    pub answered_at: Option<OffsetDateTime>,
    /// How it goes back: carrier and waybill.
    pub sent_back: Option<(String, String)>,
    pub shipped_at: Option<OffsetDateTime>,
    /// What the buyer paid to send it back, in minor units, where the shop bears that.
    pub carriage_minor: i64,
    pub received_at: Option<OffsetDateTime>,
    /// The first instant at which the money goes back late.
    pub refund_by: Option<OffsetDateTime>,
    pub flaw: Option<Flaw>,
    /// What is kept for the flaw, in minor units.
    pub deduction_minor: i64,
    /// What was given back, in minor units: of the price, and of the freight.
    pub goods_minor: i64,
    pub freight_minor: i64,
    /// Of both and of the carriage, what the platform paid for the shop.
    pub advanced_minor: i64,
    pub settled: Option<(OffsetDateTime, Settler)>,
    /// How the other piece, or the repaired one, comes: carrier and waybill.
    pub replacement: Option<(String, String)>,
    pub ended_at: Option<OffsetDateTime>,
    pub version: i64,
}

impl Noun for Return {
    const PREFIX: &'static str = "return";
}

impl Return {
    /// An amount in the order's currency.
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
}

/// Who bears what it costs to send goods back: the shop for what is defective [CPL 24], the buyer
/// for what they no longer want [RET 18].
pub fn shop_bears_carriage(kind: Kind) -> bool {
    matches!(kind, Kind::DefectRefund | Kind::Exchange | Kind::Repair)
}

/// Where a return stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReturnState {
    Requested,
    AddressGiven,
    InReturn,
    Received,
    /// The shop keeps a part for what is wrong with it; the buyer answers.
    Assessed,
    /// Another piece, or the repaired one, is on its way.
    Replaced,
    /// The shop refuses; the buyer answers.
    Refused,
    /// Staff decide.
    Disputed,
    Refunded,
    Completed,
    Rejected,
    Withdrawn,
    Lapsed,
}

use ActorKind::{Buyer, Operator as Seller, Staff, System};

impl States for ReturnState {
    const MACHINE: &'static str = "goods_return";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Requested, Self::AddressGiven, &[Seller, System]),
        (Self::Requested, Self::Refunded, &[Seller, System]),
        (Self::Requested, Self::Refused, &[Seller]),
        (Self::Requested, Self::Disputed, &[System]),
        (Self::Requested, Self::Withdrawn, &[Buyer, System]),
        (Self::Refused, Self::Disputed, &[Buyer]),
        (Self::Refused, Self::Rejected, &[Buyer, System]),
        (Self::AddressGiven, Self::InReturn, &[Buyer]),
        (Self::AddressGiven, Self::Refunded, &[Seller]),
        (Self::AddressGiven, Self::Lapsed, &[System]),
        (Self::AddressGiven, Self::Withdrawn, &[Buyer]),
        (Self::InReturn, Self::Received, &[Seller, System]),
        (Self::InReturn, Self::Refunded, &[Seller]),
        (Self::InReturn, Self::Assessed, &[Seller]),
        (Self::Received, Self::Refunded, &[Seller, System]),
        (Self::Received, Self::Assessed, &[Seller]),
        (Self::Received, Self::Replaced, &[Seller]),
        (Self::Assessed, Self::Refunded, &[Buyer, System]),
        (Self::Assessed, Self::Disputed, &[Buyer]),
        (Self::Assessed, Self::Rejected, &[Buyer, System]),
        (Self::Replaced, Self::Completed, &[Buyer, System]),
        (Self::Replaced, Self::Disputed, &[Buyer]),
        (Self::Disputed, Self::Refunded, &[Staff]),
        (Self::Disputed, Self::Rejected, &[Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Requested => "REQUESTED",
            Self::AddressGiven => "ADDRESS_GIVEN",
            Self::InReturn => "IN_RETURN",
            Self::Received => "RECEIVED",
            Self::Assessed => "ASSESSED",
            Self::Replaced => "REPLACED",
            Self::Refused => "REFUSED",
            Self::Disputed => "DISPUTED",
            Self::Refunded => "REFUNDED",
            Self::Completed => "COMPLETED",
            Self::Rejected => "REJECTED",
            Self::Withdrawn => "WITHDRAWN",
            Self::Lapsed => "LAPSED",
        }
        .to_owned()
    }
}

impl ReturnState {
    /// Whether anything is still to be done.
    pub fn is_open(self) -> bool {
        !matches!(
            self,
            Self::Refunded | Self::Completed | Self::Rejected | Self::Withdrawn | Self::Lapsed
        )
    }

    /// Whether its pieces can be asked for again: nothing came of it.
    pub fn frees_pieces(self) -> bool {
        matches!(self, Self::Rejected | Self::Withdrawn | Self::Lapsed | Self::Completed)
    }

    /// Whether somebody may still show what proves something.
    pub fn takes_evidence(self) -> bool {
        self.is_open()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_open_state_has_a_way_on_and_no_ended_one_has() {
        for (from, ..) in ReturnState::EDGES {
            assert!(from.is_open(), "{from:?}");
        }
        for (_, to, _) in ReturnState::EDGES {
            let goes_on = ReturnState::EDGES.iter().any(|(from, ..)| from == to);
            assert_eq!(goes_on, to.is_open(), "{to:?}");
        }
    }
}
