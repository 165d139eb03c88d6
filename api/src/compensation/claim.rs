//! What a buyer is owed beside the goods: what may be demanded, and where a claim stands.

pub use entity::compensation::claim::{AdvanceGround, BasisKind, RejectReason};
pub use entity::compensation::entry::{EntryKind, Funder};
use platform::kernel::calendar::{Deadline, Period, Roll, WorkingDays};
use platform::kernel::{Id, Line, Money, Noun};
use platform::transitions::{ActorKind, States};
use platform::{Failure, kernel};
use time::OffsetDateTime;
use uuid::Uuid;

use super::objection::Objection;
use super::statute::{Chosen, InjuryCost, Reckoned};
use crate::identity::Account;
use crate::operators::Operator;
use crate::orders::Order;

/// How long staff have to decide about a claim (P).
pub const DECIDE_WITHIN: Period = Period::Hours(72);
/// How long an operator has to pay before the platform does [JD25 9].
pub const PAY_WITHIN: Period = Period::Hours(24);
/// How long an operator may contest what was paid in its place [JD25 46], and a buyer a finding.
pub const OBJECT_WITHIN: Period = Period::Days(7, Roll::Stay);
/// When staff look whether the rest is still to be had (P).
pub const LOOK_AGAIN: Period = Period::Days(180, Roll::Stay);

/// When a period ends that begins now.
///
/// # Errors
/// Beyond the calendar.
pub fn end_of(period: Period, from: OffsetDateTime) -> Result<OffsetDateTime, Failure> {
    let end = period.deadline(from, &WorkingDays::built_in());
    end.map(Deadline::instant).map_err(|error| Failure::because("a term of compensation", error))
}

/// The number of an award, a judgment or an agreement.
pub type Reference = Line<1, 80>;

/// What shows a claim beyond the platform's own ruling (CP-4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub kind: ProofKind,
    /// Its number; an award and a judgment have one.
    pub reference: Option<Reference>,
}

/// What alone lets the law's deterrents be claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofKind {
    Admission,
    Mediation,
    Award,
    Judgment,
}

/// What a claim rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// The platform's own ruling.
    Ruling,
    Proven(Proof),
}

impl Basis {
    /// Its word in the table.
    pub fn kind(&self) -> BasisKind {
        match self {
            Self::Ruling => BasisKind::Ruling,
            Self::Proven(proof) => match proof.kind {
                ProofKind::Admission => BasisKind::Admission,
                ProofKind::Mediation => BasisKind::Mediation,
                ProofKind::Award => BasisKind::Award,
                ProofKind::Judgment => BasisKind::Judgment,
            },
        }
    }

    /// Its number.
    pub fn reference(&self) -> Option<&Reference> {
        match self {
            Self::Ruling => None,
            Self::Proven(proof) => proof.reference.as_ref(),
        }
    }

    /// Whether an award or a judgment is without its number.
    pub fn lacks_number(&self) -> bool {
        let named = matches!(self.kind(), BasisKind::Award | BasisKind::Judgment);
        named && self.reference().is_none()
    }
}

/// What is demanded: one regime of the law for each claim (CP-6), and of the deterrents none
/// without what shows it (CP-4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// The price, where escrow no longer holds it.
    Refund(Basis),
    /// What else was lost.
    Loss(Money, Basis),
    /// The costs of an injury.
    Injury(Vec<(InjuryCost, Money)>, Basis),
    /// What the law adds.
    Extra(Regime, Proof),
}

/// What the law adds as a deterrent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regime {
    Fraud {
        is_label_flaw: bool,
    },
    UnsafeFood {
        chosen: Chosen,
        is_label_flaw: bool,
        /// Of who bought it knowingly: how many pieces a household needs.
        household: Option<i32>,
    },
    UnsafeDrug {
        chosen: Chosen,
    },
    KnownDefect {
        loss: Money,
        asked: Money,
    },
}

/// A claim.
#[derive(Clone, PartialEq, Eq)]
pub struct Compensation {
    pub id: Id<Compensation>,
    pub order: Id<Order>,
    pub operator: Id<Operator>,
    pub buyer: Id<Account>,
    /// What it was claimed in.
    pub matter: Option<Uuid>,
    pub reckoned: Reckoned,
    pub basis: BasisKind,
    pub reference: Option<String>,
    pub rule_version: String,
    pub state: CompensationState,
    pub claimed_at: OffsetDateTime,
    /// Who of staff opened it; nobody where a matter did.
    pub claimed_by: Option<Id<Account>>,
    pub decided: Option<(OffsetDateTime, Id<Account>)>,
    pub reject_reason: Option<RejectReason>,
    /// The first instant at which the platform pays in the operator's place.
    pub pay_by: Option<OffsetDateTime>,
    pub paid_at: Option<OffsetDateTime>,
    pub advance: Option<AdvanceGround>,
    /// The first instant that is too late to contest.
    pub contest_by: Option<OffsetDateTime>,
    pub fund_minor: i64,
    pub owed_minor: i64,
    pub recovered_minor: i64,
    /// What somebody has to do next, by when.
    pub due_at: Option<OffsetDateTime>,
    pub ended_at: Option<OffsetDateTime>,
    pub version: i64,
    /// What the operator says against a payment in its place.
    pub contest: Option<Objection>,
}

impl Noun for Compensation {
    const PREFIX: &'static str = "compensation";
}

impl Compensation {
    /// What the operator has to give back to the platform in all.
    pub fn recourse(&self) -> Money {
        self.money(self.fund_minor.saturating_add(self.owed_minor))
    }

    /// What of it is still missing.
    pub fn outstanding(&self) -> Money {
        self.money(self.recourse().minor().saturating_sub(self.recovered_minor))
    }

    /// What of the fund's share is still missing: what is taken back goes there first, so that the
    /// next buyer is covered.
    pub fn outstanding_of_fund(&self) -> i64 {
        self.fund_minor.saturating_sub(self.recovered_minor).max(0)
    }

    /// An amount in the currency of the claim.
    pub fn money(&self, minor: i64) -> kernel::Money {
        Money::new(minor, self.reckoned.amount.currency())
    }
}

/// What was moved for a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: Uuid,
    pub kind: EntryKind,
    pub funder: Funder,
    pub amount: Money,
    pub key: String,
    pub at: OffsetDateTime,
}

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompensationState {
    Claimed,
    Approved,
    Rejected,
    PaidSeller,
    PaidAdvance,
    Recovered,
    WrittenOff,
}

use ActorKind::{Operator as Seller, Staff, System};

impl States for CompensationState {
    const MACHINE: &'static str = "compensation";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Claimed, Self::Approved, &[Staff]),
        (Self::Claimed, Self::Rejected, &[Staff]),
        (Self::Approved, Self::PaidSeller, &[Seller]),
        (Self::Approved, Self::PaidAdvance, &[System, Staff]),
        (Self::PaidAdvance, Self::Recovered, &[System]),
        (Self::PaidAdvance, Self::WrittenOff, &[Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Claimed => "CLAIMED",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
            Self::PaidSeller => "PAID_SELLER",
            Self::PaidAdvance => "PAID_ADVANCE",
            Self::Recovered => "RECOVERED",
            Self::WrittenOff => "WRITTEN_OFF",
        }
        .to_owned()
    }
}

impl CompensationState {
    /// Whether nothing is left to be done.
    pub fn is_final(self) -> bool {
        match self {
            Self::Claimed | Self::Approved | Self::PaidAdvance => false,
            Self::Rejected | Self::PaidSeller | Self::Recovered | Self::WrittenOff => true,
        }
    }
}
