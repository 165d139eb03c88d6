//! What was agreed or decided: how much goes to whom, and what has become of it.

pub use entity::complaints::complaint_remedy::{Executor, Finding};
use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;

use super::complaint::{Basis, Complaint};
use crate::identity::Account;

/// What goes to whom, in minor units of the order's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Amounts {
    /// Back to the buyer, the way it came; at most what the order cost.
    pub refund: i64,
    /// To the buyer beside it (CP-3).
    pub compensation: i64,
    /// From the shop to the platform's fund; only a panel decides one.
    pub penalty: i64,
    /// Whether the shop sends another piece.
    pub replacement: bool,
}

impl Amounts {
    /// Whether nothing has to be done.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// Whether there is money in it.
    pub fn has_money(self) -> bool {
        self.refund > 0 || self.compensation > 0 || self.penalty > 0
    }
}

/// A decision, or an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    pub id: Id<Remedy>,
    pub complaint: Id<Complaint>,
    /// 1, or 2 after an appeal.
    pub instance: u8,
    pub basis: Basis,
    pub finding: Finding,
    pub amounts: Amounts,
    /// The hash of the contract that it goes by.
    pub contract_hash: Option<String>,
    /// The version of the rules that it goes by.
    pub rule_version: String,
    pub state: RemedyState,
    pub made_by: Id<Account>,
    pub made_at: OffsetDateTime,
    /// The first instant at which the shop is late with it.
    pub execute_by: Option<OffsetDateTime>,
    pub executed: Option<(OffsetDateTime, Executor)>,
    /// What went back to the buyer by this decision; below zero where an appeal took something
    /// back.
    pub refunded: i64,
    /// What the buyer got beside it.
    pub compensated: i64,
    /// Of both, what the platform paid in advance and the shop owes.
    pub advanced: i64,
}

impl Noun for Remedy {
    const PREFIX: &'static str = "complaint_remedy";
}

/// Where a decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RemedyState {
    /// One of a panel has written it down; the others have to agree.
    Draft,
    /// It is in force and has to be carried out.
    Due,
    /// It was carried out.
    Executed,
    /// The panel did not want it, or the case ended without it.
    Dropped,
    /// An appeal ended with another.
    Superseded,
}

impl States for RemedyState {
    const MACHINE: &'static str = "complaint_remedy";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Draft, Self::Due, &[ActorKind::Staff]),
        (
            Self::Draft,
            Self::Dropped,
            &[ActorKind::Staff, ActorKind::Buyer, ActorKind::Operator, ActorKind::System],
        ),
        (
            Self::Due,
            Self::Executed,
            &[ActorKind::Operator, ActorKind::System, ActorKind::Staff, ActorKind::Buyer],
        ),
        (Self::Due, Self::Superseded, &[ActorKind::Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Draft => "DRAFT",
            Self::Due => "DUE",
            Self::Executed => "EXECUTED",
            Self::Dropped => "DROPPED",
            Self::Superseded => "SUPERSEDED",
        }
        .to_owned()
    }
}
