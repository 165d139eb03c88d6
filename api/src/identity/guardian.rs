//! Guardians (PD-5): a child below 14 asks one adult, who answers with a fresh proof of identity.

use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;

use super::account::Account;

/// A child's request that an adult answer for them, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guardianship {
    pub id: Id<Guardianship>,
    pub child_id: Id<Account>,
    pub guardian_id: Id<Account>,
    pub state: GuardianshipState,
    pub requested_at: OffsetDateTime,
    pub decided_at: Option<OffsetDateTime>,
}

impl Noun for Guardianship {
    const PREFIX: &'static str = "guardianship";
}

/// Where a guardianship stands.
///
/// `REQUESTED` → `CONFIRMED` → `ENDED`, or `REQUESTED` → `DECLINED`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardianshipState {
    /// Asked by the child.
    Requested,
    /// The adult answers for the child.
    Confirmed,
    /// The adult said no, or the child took it back.
    Declined,
    /// The adult no longer answers for the child.
    Ended,
}

impl States for GuardianshipState {
    const MACHINE: &'static str = "guardianship";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Requested, Self::Confirmed, &[ActorKind::User]),
        (Self::Requested, Self::Declined, &[ActorKind::User]),
        (Self::Confirmed, Self::Ended, &[ActorKind::User, ActorKind::System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Requested => "REQUESTED",
            Self::Confirmed => "CONFIRMED",
            Self::Declined => "DECLINED",
            Self::Ended => "ENDED",
        }
        .to_owned()
    }
}

/// What one of the two parties may do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// Asked, and may take the request back.
    Child,
    /// Is asked, and answers for the child once confirmed.
    Guardian,
}

impl GuardianshipState {
    /// Whether a party may bring it to a state. Only the adult confirms, and only the adult ends:
    /// a child does not shed its guardian.
    pub fn open_to(self, party: Party, to: Self) -> bool {
        let allowed = self.may_become(to, ActorKind::User);
        match party {
            Party::Guardian => allowed,
            Party::Child => allowed && to == Self::Declined,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pd_5_only_the_adult_confirms_and_ends() {
        use GuardianshipState::{Confirmed, Declined, Ended, Requested};
        assert!(Requested.open_to(Party::Guardian, Confirmed));
        assert!(!Requested.open_to(Party::Child, Confirmed));
        assert!(Requested.open_to(Party::Child, Declined));
        assert!(Confirmed.open_to(Party::Guardian, Ended));
        assert!(!Confirmed.open_to(Party::Child, Ended));
        for state in [Declined, Ended] {
            for to in [Requested, Confirmed, Declined, Ended] {
                assert!(!state.open_to(Party::Guardian, to));
            }
        }
    }
}
