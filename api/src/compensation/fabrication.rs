//! A claim that staff found to be faked: goods swapped, something put in, evidence forged (CP-8).

pub use entity::compensation::fabrication_finding::FabricationKind;
use platform::kernel::{Id, Noun};
use time::OffsetDateTime;

use super::objection::{Objection, ObjectionState};
use crate::identity::Account;
use crate::operators::Operator;
use crate::orders::Order;

/// What staff found about the claims of an order.
#[derive(Clone, PartialEq, Eq)]
pub struct Fabrication {
    pub id: Id<Fabrication>,
    pub order: Id<Order>,
    pub operator: Id<Operator>,
    pub buyer: Id<Account>,
    pub kind: FabricationKind,
    pub reason: String,
    pub found_by: Id<Account>,
    pub found_at: OffsetDateTime,
    /// The first instant that is too late to appeal.
    pub appeal_by: OffsetDateTime,
    /// What the buyer says against it.
    pub appeal: Option<Objection>,
}

impl Fabrication {
    /// Whether it bars what the law adds: until an appeal is granted.
    pub fn bars_multiples(&self) -> bool {
        self.appeal.as_ref().is_none_or(|appeal| appeal.state != ObjectionState::Granted)
    }
}

impl Noun for Fabrication {
    const PREFIX: &'static str = "fabrication";
}
