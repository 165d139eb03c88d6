//! A help: who helped which session, how, and what it cut; or why it waits.

use cut::Kind;
pub use entity::deals::price_cut_help::{Decided, HeldFor, HelpKind};
use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;
use uuid::Uuid;

use super::cut::PriceCut;
use crate::identity::Account;

/// One help at one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    pub id: Id<Help>,
    pub cut_id: Id<PriceCut>,
    pub helper_id: Id<Account>,
    pub owner_id: Id<Account>,
    pub help_kind: HelpKind,
    pub state: HelpState,
    /// From 1 within the session; nothing while it does not count. So the next three.
    pub ordinal: Option<i32>,
    pub first_part: Option<i32>,
    pub amount_minor: Option<i64>,
    pub counted_at: Option<OffsetDateTime>,
    /// What the rules against abuse made of it, and which version of them.
    pub score: i32,
    pub rules: i32,
    pub reason: Option<HeldFor>,
    pub decided: Option<Decided>,
    pub place: String,
    pub network: String,
    pub order_id: Option<Uuid>,
    pub at: OffsetDateTime,
    pub version: i64,
}

impl Noun for Help {
    const PREFIX: &'static str = "cut_help";
}

impl Help {
    /// How it helps, as the schedule says it.
    pub fn kind(&self) -> Kind {
        match self.help_kind {
            HelpKind::Opened => Kind::Opened,
            HelpKind::Bought => Kind::Bought,
        }
    }
}

/// Where a help stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HelpState {
    Counted,
    Held,
    Appealed,
    Refused,
}

use ActorKind::{Staff, User};

impl States for HelpState {
    const MACHINE: &'static str = "price_cut_help";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Held, Self::Appealed, &[User]),
        (Self::Held, Self::Counted, &[Staff]),
        (Self::Appealed, Self::Counted, &[Staff]),
        (Self::Appealed, Self::Refused, &[Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Counted => "COUNTED",
            Self::Held => "HELD",
            Self::Appealed => "APPEALED",
            Self::Refused => "REFUSED",
        }
        .to_owned()
    }
}
