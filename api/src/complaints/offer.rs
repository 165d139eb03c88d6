//! What one side offers, and a mediator proposes: the other side, or both, may agree.

use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;

use super::complaint::{Complaint, Side};
use super::remedy::Amounts;
use crate::identity::Account;

/// An offer; one is open at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub id: Id<Offer>,
    pub complaint: Id<Complaint>,
    pub side: Side,
    pub made_by: Id<Account>,
    pub amounts: Amounts,
    pub state: OfferState,
    pub complainant_agreed_at: Option<OffsetDateTime>,
    pub seller_agreed_at: Option<OffsetDateTime>,
    pub made_at: OffsetDateTime,
    pub ended_at: Option<OffsetDateTime>,
}

impl Noun for Offer {
    const PREFIX: &'static str = "complaint_offer";
}

impl Offer {
    /// The same with one more side that agrees; whoever makes an offer agrees to it.
    pub fn agreed(self, side: Side, now: OffsetDateTime) -> Self {
        match side {
            Side::Complainant => {
                let at = self.complainant_agreed_at.or(Some(now));
                Self { complainant_agreed_at: at, ..self }
            }
            Side::Seller => Self { seller_agreed_at: self.seller_agreed_at.or(Some(now)), ..self },
            Side::Desk | Side::Mediator | Side::Panel => self,
        }
    }

    /// Whether both sides have agreed.
    pub fn is_agreed(&self) -> bool {
        self.complainant_agreed_at.is_some() && self.seller_agreed_at.is_some()
    }
}

/// Where an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OfferState {
    /// It can be agreed to.
    Open,
    /// Both sides agreed: the case is resolved by it.
    Accepted,
    /// A side said no.
    Declined,
    /// Another offer took its place.
    Replaced,
    /// The case went on without it.
    Lapsed,
}

impl States for OfferState {
    const MACHINE: &'static str = "complaint_offer";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Open, Self::Accepted, &[ActorKind::Buyer, ActorKind::Operator]),
        (Self::Open, Self::Declined, &[ActorKind::Buyer, ActorKind::Operator]),
        (Self::Open, Self::Replaced, &[ActorKind::Buyer, ActorKind::Operator, ActorKind::Staff]),
        (
            Self::Open,
            Self::Lapsed,
            &[ActorKind::Buyer, ActorKind::Operator, ActorKind::Staff, ActorKind::System],
        ),
    ];

    fn name(self) -> String {
        match self {
            Self::Open => "OPEN",
            Self::Accepted => "ACCEPTED",
            Self::Declined => "DECLINED",
            Self::Replaced => "REPLACED",
            Self::Lapsed => "LAPSED",
        }
        .to_owned()
    }
}
