//! What the room tells the rest of the house, in the transaction in which it happened. Ids only.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! facts {
    ($(
        $(#[$doc:meta])*
        $name:ident = $kind:literal about $field:ident {
            $($extra:ident: $type:ty),*
        }
    ),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            pub $field: Uuid,
            $(pub $extra: $type,)*
        }

        impl Fact for $name {
            const KIND: &'static str = $kind;

            fn aggregate(&self) -> Uuid {
                self.$field
            }
        }
    )+};
}

facts! {
    /// A person, or the guardian of a child, allowed something.
    ConsentGiven = "consent.given" about subject { consent_id: Uuid, recipient: Option<Uuid> },
    /// A person took something back, or refused it.
    ConsentWithdrawn = "consent.withdrawn" about subject {
        consent_id: Uuid,
        recipient: Option<Uuid>
    },
    /// A newer notice was published; consents to the older ones end when it comes into force.
    NoticePublished = "notice.published" about notice_id {},
    /// Whoever asked has shown who they are: a program may begin.
    SubjectRequestStarted = "subject_request.started" about request_id {},
    /// A request was decided, one way or the other.
    SubjectRequestDecided = "subject_request.decided" about request_id {},
    /// A request was not decided in time.
    SubjectRequestOverdue = "subject_request.overdue" about request_id {},
    /// Something is needed for a proceeding.
    LegalHoldSet = "legal_hold.set" about hold_id {},
    /// It is needed no more.
    LegalHoldLifted = "legal_hold.lifted" about hold_id {},
    /// A breach moved on.
    BreachMoved = "breach.moved" about breach_id { to: String },
    /// The next of those concerned are to be written to.
    BreachTelling = "breach.telling" about breach_id {},
    /// A duty of a breach was not done in time: `REGULATOR`, `SUBJECTS` or `EU`.
    BreachOverdue = "breach.overdue" about breach_id { clock: String },
}
