//! An incident: a difference that was found. It freezes what it is about, and nobody but a person
//! closes it.

use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;
use uuid::Uuid;

use super::check::Difference;

/// Kept balances compared with transfers.
pub const BALANCES: &str = "ledger.balances";
/// Escrows compared with transfers.
pub const ESCROWS: &str = "ledger.escrows";
/// What is under way compared with nothing.
pub const POOLS: &str = "ledger.pools";
/// Days compared with transfers; asked only by the whole verification.
pub const DAYS: &str = "ledger.days";

/// Where an incident stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncidentState {
    /// It waits for somebody to look at it.
    Open,
    /// Somebody has looked, and said why it is over.
    Resolved,
}

impl States for IncidentState {
    const MACHINE: &'static str = "ledger_incident";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] =
        &[(Self::Open, Self::Resolved, &[ActorKind::Staff])];

    fn name(self) -> String {
        match self {
            Self::Open => "OPEN",
            Self::Resolved => "RESOLVED",
        }
        .to_owned()
    }
}

/// A difference that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    pub id: Id<Incident>,
    /// The name of the comparison.
    pub check: String,
    pub difference: Difference,
    pub state: IncidentState,
    pub noticed_at: OffsetDateTime,
    /// When it was last seen to be there.
    pub seen_at: OffsetDateTime,
    pub resolved: Option<Resolved>,
}

/// Who said, and when, why it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    pub by: Uuid,
    pub at: OffsetDateTime,
    pub reason: String,
}

impl Noun for Incident {
    const PREFIX: &'static str = "ledger_incident";
}
