//! What a shop says against a payment in its place, and a buyer against a finding about them:
//! once, in their own words, within seven natural days. Staff decide who did not decide before and
//! have no part in it.
//!
//! ```text
//! FILED ──▶ GRANTED
//!   └─────▶ TURNED_DOWN
//! ```

use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;

use super::claim::Compensation;
use super::fabrication::Fabrication;
use crate::identity::Account;

/// What somebody says against a decision.
#[derive(Clone, PartialEq, Eq)]
pub struct Objection {
    pub id: Id<Objection>,
    pub about: About,
    /// Who decided what it is against.
    pub against: Id<Account>,
    pub state: ObjectionState,
    /// Sealed under whoever wrote it.
    pub words: Vec<u8>,
    pub filed_by: Id<Account>,
    pub filed_at: OffsetDateTime,
    pub decided: Option<(OffsetDateTime, Id<Account>)>,
}

impl Noun for Objection {
    const PREFIX: &'static str = "objection";
}

/// What it is against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// What the platform paid in the place of a shop.
    Advance(Id<Compensation>),
    /// A finding that a claim was faked.
    Finding(Id<Fabrication>),
}

/// Where an objection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectionState {
    Filed,
    Granted,
    TurnedDown,
}

impl States for ObjectionState {
    const MACHINE: &'static str = "compensation_objection";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Filed, Self::Granted, &[ActorKind::Staff]),
        (Self::Filed, Self::TurnedDown, &[ActorKind::Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Filed => "FILED",
            Self::Granted => "GRANTED",
            Self::TurnedDown => "TURNED_DOWN",
        }
        .to_owned()
    }
}
