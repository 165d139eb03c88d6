//! A case: something that staff of risk have to decide, with a deadline.

pub use entity::payments::risk_case::{CaseKind, CaseReason};
use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::identity::Account;
use crate::payments::intent::Intent;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseState {
    /// Staff have to decide.
    Open,
    /// In the payer's favour: what is held goes on, a denial falls, unauthorised use is made good.
    Upheld,
    /// Not in the payer's favour.
    Dismissed,
}

impl States for CaseState {
    const MACHINE: &'static str = "risk_case";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Open, Self::Upheld, &[ActorKind::Staff]),
        (Self::Open, Self::Dismissed, &[ActorKind::Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Open => "OPEN",
            Self::Upheld => "UPHELD",
            Self::Dismissed => "DISMISSED",
        }
        .to_owned()
    }
}

/// Something that staff of risk have to decide.
#[derive(Clone, PartialEq, Eq)]
pub struct RiskCase {
    pub id: Id<RiskCase>,
    pub kind: CaseKind,
    pub payment: Id<Intent>,
    pub payer: Id<Account>,
    pub state: CaseState,
    /// What the payer wrote; sealed.
    pub words: Option<Vec<u8>>,
    pub opened_at: OffsetDateTime,
    pub due_at: OffsetDateTime,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<OffsetDateTime>,
    pub reason: Option<CaseReason>,
    /// What fraud cost the platform.
    pub loss_minor: i64,
}

impl Noun for RiskCase {
    const PREFIX: &'static str = "risk_case";
}

/// How long staff have: a held payment waits with its order, an appeal three days.
pub fn due(kind: CaseKind, opened_at: OffsetDateTime) -> OffsetDateTime {
    let wait = match kind {
        CaseKind::Held => Duration::minutes(15),
        CaseKind::Unauthorised => Duration::hours(24),
        CaseKind::Appeal => Duration::days(3),
    };
    opened_at.saturating_add(wait)
}
