//! A complaint: what it is about, where it stands, and what comes next.

pub use entity::complaints::complaint::{
    About, Basis, Channel, DeclineReason, Issue, PauseReason, Referral, Side, Wish,
};
pub use entity::complaints::complaint_evidence::Shows;
use platform::kernel::{Currency, Id, Money, Noun};
use platform::transitions::{ActorKind, States};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::identity::Account;
use crate::operators::Operator;
use crate::orders::Order;

/// What the rules of complaints are called in timelines and decisions (CM-8).
pub const RULES: &str = "complaints/1";

/// One complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    pub id: Id<Complaint>,
    pub about: About,
    /// What it is about; nothing for the platform and for personal data.
    pub about_id: Option<Uuid>,
    pub order_id: Option<Id<Order>>,
    /// The shop that answers; none where nobody sold anything.
    pub operator_id: Option<Id<Operator>>,
    pub complainant: Id<Account>,
    pub issue: Issue,
    /// 0 the most urgent, to 3.
    pub priority: u8,
    pub wish: Wish,
    /// Of the order.
    pub currency: Option<Currency>,
    /// What the complainant wants to have, in minor units.
    pub claim_minor: Option<i64>,
    pub channel: Channel,
    pub state: ComplaintState,
    pub filed_at: OffsetDateTime,
    /// When the desk said first whether it takes it up.
    pub answered_at: Option<OffsetDateTime>,
    /// Since when the platform is late with it (CM-1).
    pub breached_at: Option<OffsetDateTime>,
    /// When the clock acts, or the platform is late.
    pub due_at: Option<OffsetDateTime>,
    /// When the shop gave its first answer.
    pub replied_at: Option<OffsetDateTime>,
    /// The shop let its day pass: it may be decided by what is there (CM-3).
    pub is_silent: bool,
    pub assigned_to: Option<Id<Account>>,
    pub mediator: Option<Id<Account>>,
    /// 1, or 2 once it was appealed.
    pub instance: u8,
    pub pause: Option<Pause>,
    /// Who asked for a pause that the other side has not agreed to.
    pub pause_asked: Option<Side>,
    pub declined_why: Option<DeclineReason>,
    pub referred_to: Option<Referral>,
    pub resolved_how: Option<Basis>,
    pub resolved_at: Option<OffsetDateTime>,
    /// The first instant that is too late to appeal.
    pub appeal_by: Option<OffsetDateTime>,
    /// 1 to 5.
    pub satisfaction: Option<u8>,
    pub ended_at: Option<OffsetDateTime>,
    pub version: i64,
}

/// A case that rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    pub from: ComplaintState,
    pub why: PauseReason,
    pub since: OffsetDateTime,
    /// What was left of its deadline: it has as much when it goes on (CM-5).
    pub left: Duration,
}

impl Noun for Complaint {
    const PREFIX: &'static str = "complaint";
}

impl Complaint {
    /// An amount of the order's currency.
    pub fn money(&self, minor: i64) -> Option<Money> {
        self.currency.map(|currency| Money::new(minor, currency))
    }

    /// Whether its parties may still agree.
    pub fn may_settle(&self) -> bool {
        self.operator_id.is_some() && self.state.may_become(ComplaintState::Resolved, Buyer)
    }
}

/// How urgent it is: 0 for harm to people, 1 for what a partner hands on, fraud and leaks, 2 for
/// what is false or did not come, 3 for the rest (P).
pub fn priority(issue: Issue, channel: Channel) -> u8 {
    match issue {
        Issue::Injury | Issue::UnsafeFood | Issue::MinorHarmed => 0,
        _ if channel == Channel::Partner => 1,
        Issue::Fraud | Issue::DataLeak => 1,
        Issue::Counterfeit | Issue::NotDelivered => 2,
        Issue::Defect
        | Issue::NotAsDescribed
        | Issue::RefundRefused
        | Issue::WarrantyRefused
        | Issue::Price
        | Issue::Contract
        | Issue::Advertising
        | Issue::Conduct
        | Issue::DataRights
        | Issue::Other => 3,
    }
}

/// What helps to prove an issue; a case is looked into without it too.
pub fn evidence_wanted(issue: Issue) -> &'static [Shows] {
    match issue {
        Issue::Injury => &[Shows::Medical, Shows::Product],
        Issue::UnsafeFood => &[Shows::Product, Shows::TestReport, Shows::Medical],
        Issue::MinorHarmed => &[Shows::Conversation, Shows::Identity],
        Issue::Fraud => &[Shows::Conversation, Shows::Payment, Shows::Product],
        Issue::Counterfeit => &[Shows::Product, Shows::Source, Shows::TestReport],
        Issue::NotDelivered => &[Shows::Logistics],
        Issue::Defect | Issue::NotAsDescribed => &[Shows::Product, Shows::Package],
        Issue::RefundRefused => &[Shows::Conversation, Shows::Logistics],
        Issue::WarrantyRefused => &[Shows::Conversation, Shows::Product],
        Issue::Price => &[Shows::Payment, Shows::Conversation],
        Issue::Contract => &[Shows::Contract],
        Issue::DataLeak | Issue::DataRights | Issue::Advertising | Issue::Conduct => {
            &[Shows::Conversation]
        }
        Issue::Other => &[],
    }
}

/// Where a complaint stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComplaintState {
    Submitted,
    Accepted,
    Declined,
    Negotiating,
    EvidenceCollection,
    Investigating,
    Mediation,
    Adjudication,
    Resolved,
    Appealed,
    Feedback,
    Closed,
    Suspended,
    Withdrawn,
    Referred,
}

use ActorKind::{Buyer, Operator as Seller, Staff, System};

impl States for ComplaintState {
    const MACHINE: &'static str = "complaint";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Submitted, Self::Accepted, &[Staff]),
        (Self::Submitted, Self::Declined, &[Staff]),
        (Self::Submitted, Self::Withdrawn, &[Buyer]),
        (Self::Submitted, Self::Referred, &[Buyer]),
        (Self::Accepted, Self::Negotiating, &[Seller]),
        (Self::Accepted, Self::EvidenceCollection, &[System]),
        (Self::Accepted, Self::Resolved, &[Buyer, Seller]),
        (Self::Accepted, Self::Withdrawn, &[Buyer]),
        (Self::Accepted, Self::Referred, &[Buyer]),
        (Self::Accepted, Self::Suspended, &[Buyer, Seller, Staff]),
        (Self::Suspended, Self::Accepted, &[Buyer, Seller, Staff, System]),
        (Self::Negotiating, Self::Resolved, &[Buyer, Seller]),
        (Self::Negotiating, Self::EvidenceCollection, &[Buyer, System]),
        (Self::Negotiating, Self::Withdrawn, &[Buyer]),
        (Self::Negotiating, Self::Referred, &[Buyer]),
        (Self::Negotiating, Self::Suspended, &[Buyer, Seller, Staff]),
        (Self::Suspended, Self::Negotiating, &[Buyer, Seller, Staff, System]),
        (Self::EvidenceCollection, Self::Investigating, &[System]),
        (Self::EvidenceCollection, Self::Resolved, &[Buyer, Seller]),
        (Self::EvidenceCollection, Self::Withdrawn, &[Buyer]),
        (Self::EvidenceCollection, Self::Referred, &[Buyer]),
        (Self::EvidenceCollection, Self::Suspended, &[Buyer, Seller, Staff]),
        (Self::Suspended, Self::EvidenceCollection, &[Buyer, Seller, Staff, System]),
        (Self::Investigating, Self::Mediation, &[Staff]),
        (Self::Investigating, Self::Adjudication, &[Staff]),
        (Self::Investigating, Self::Resolved, &[Buyer, Seller, Staff]),
        (Self::Investigating, Self::Withdrawn, &[Buyer]),
        (Self::Investigating, Self::Referred, &[Buyer]),
        (Self::Investigating, Self::Suspended, &[Buyer, Seller, Staff]),
        (Self::Suspended, Self::Investigating, &[Buyer, Seller, Staff, System]),
        (Self::Mediation, Self::Resolved, &[Buyer, Seller]),
        (Self::Mediation, Self::Adjudication, &[Staff, System]),
        (Self::Mediation, Self::Withdrawn, &[Buyer]),
        (Self::Mediation, Self::Referred, &[Buyer]),
        (Self::Mediation, Self::Suspended, &[Buyer, Seller, Staff]),
        (Self::Suspended, Self::Mediation, &[Buyer, Seller, Staff, System]),
        (Self::Adjudication, Self::Resolved, &[Buyer, Seller, Staff]),
        (Self::Adjudication, Self::Withdrawn, &[Buyer]),
        (Self::Adjudication, Self::Referred, &[Buyer]),
        (Self::Adjudication, Self::Suspended, &[Buyer, Seller, Staff]),
        (Self::Suspended, Self::Adjudication, &[Buyer, Seller, Staff, System]),
        (Self::Suspended, Self::Withdrawn, &[Buyer]),
        (Self::Suspended, Self::Referred, &[Buyer]),
        (Self::Resolved, Self::Appealed, &[Buyer, Seller]),
        (Self::Resolved, Self::Feedback, &[Seller, System]),
        (Self::Appealed, Self::Resolved, &[Staff]),
        (Self::Feedback, Self::Closed, &[Buyer, System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Submitted => "SUBMITTED",
            Self::Accepted => "ACCEPTED",
            Self::Declined => "DECLINED",
            Self::Negotiating => "NEGOTIATING",
            Self::EvidenceCollection => "EVIDENCE_COLLECTION",
            Self::Investigating => "INVESTIGATING",
            Self::Mediation => "MEDIATION",
            Self::Adjudication => "ADJUDICATION",
            Self::Resolved => "RESOLVED",
            Self::Appealed => "APPEALED",
            Self::Feedback => "FEEDBACK",
            Self::Closed => "CLOSED",
            Self::Suspended => "SUSPENDED",
            Self::Withdrawn => "WITHDRAWN",
            Self::Referred => "REFERRED",
        }
        .to_owned()
    }
}

impl ComplaintState {
    /// Whether anything can still happen to it.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Declined | Self::Closed | Self::Withdrawn | Self::Referred)
    }

    /// Whether facts and evidence are still taken.
    pub fn takes_evidence(self) -> bool {
        matches!(
            self,
            Self::Submitted
                | Self::Accepted
                | Self::Negotiating
                | Self::EvidenceCollection
                | Self::Investigating
                | Self::Mediation
                | Self::Adjudication
                | Self::Appealed
                | Self::Suspended
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_open_state_has_a_way_on() {
        for (from, to, _) in ComplaintState::EDGES {
            for state in [from, to] {
                let goes_on = ComplaintState::EDGES.iter().any(|(before, ..)| before == state);
                assert_eq!(goes_on, state.is_open(), "{state:?}");
            }
        }
    }

    #[test]
    fn the_accused_alone_closes_nothing() {
        let ends = |to: &ComplaintState| !to.is_open();
        for (from, to, actors) in ComplaintState::EDGES {
            assert!(!(ends(to) && actors.contains(&Seller)), "{from:?} to {to:?}");
        }
    }

    #[test]
    fn cm_2_a_partners_case_goes_before_what_is_less_urgent() {
        assert_eq!(priority(Issue::Defect, Channel::Partner), 1);
        assert_eq!(priority(Issue::Defect, Channel::App), 3);
        assert_eq!(priority(Issue::Counterfeit, Channel::App), 2);
        assert_eq!(priority(Issue::Injury, Channel::Partner), 0);
    }
}
