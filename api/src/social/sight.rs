//! With whose eyes something is read. What they may not see is not there, for them.

use uuid::Uuid;

use crate::identity::viewer::Compliance;
use crate::identity::{Person, Staff, Viewer};

/// With whose eyes something is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Nobody in particular, or a partner's program.
    Visitor,
    /// A person.
    Person(Uuid),
    /// Staff on duty for compliance: also what is in review, hidden or removed.
    Moderator(Uuid),
}

impl Sight {
    /// The eyes of whoever asks.
    pub fn of(viewer: &Viewer) -> Self {
        match viewer {
            Viewer::Visitor { .. } | Viewer::Client(_) => Self::Visitor,
            Viewer::Person(person) => Self::of_person(person),
        }
    }

    /// The eyes of a person, with what their duty adds.
    pub fn of_person(person: &Person) -> Self {
        let account = person.account_id().uuid();
        match Staff::<Compliance>::of(person) {
            Ok(_) => Self::Moderator(account),
            Err(_) => Self::Person(account),
        }
    }

    /// Whose eyes they are.
    pub const fn account(self) -> Option<Uuid> {
        match self {
            Self::Visitor => None,
            Self::Person(account) | Self::Moderator(account) => Some(account),
        }
    }
}
