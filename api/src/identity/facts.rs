//! What identity tells the rest of the house, in the transaction in which it happened.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! facts {
    ($(
        $(#[$doc:meta])*
        $name:ident = $kind:literal about $field:ident {
            $($(#[$more:meta])* $extra:ident: $type:ty),*
        }
    ),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            /// Whom it happened to.
            pub $field: Uuid,
            $($(#[$more])* pub $extra: $type,)*
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
    /// Somebody asked for a one-time code; the code itself is sealed in its row.
    CodeRequested = "identity.code_requested" about code_id {},
    /// A new account.
    AccountRegistered = "account.registered" about account_id {},
    /// Handle, display name, bio, picture or locale changed.
    ProfileChanged = "account.profile_changed" about account_id {},
    /// The platform stopped an account.
    AccountSuspended = "account.suspended" about account_id {},
    /// The platform let an account go on.
    AccountReinstated = "account.reinstated" about account_id {},
    /// A person gave their account up; every slice lets go of what it need not keep (PD-4).
    AccountClosed = "account.closed" about account_id {},
    /// A child asks an adult to answer for them.
    GuardianshipRequested = "guardianship.requested" about guardianship_id {
        /// The child.
        child_id: Uuid,
        /// The adult.
        guardian_id: Uuid
    },
    /// An adult answers for a child from now on.
    GuardianshipConfirmed = "guardianship.confirmed" about guardianship_id {
        /// The child.
        child_id: Uuid,
        /// The adult.
        guardian_id: Uuid
    },
    /// Nobody answers for a child any more.
    GuardianshipEnded = "guardianship.ended" about guardianship_id {
        /// The child.
        child_id: Uuid,
        /// The adult.
        guardian_id: Uuid
    },
    /// A person was given a standing as staff.
    StaffRoleGranted = "staff_role.granted" about account_id {
        /// The role, as in the schema.
        role: String
    },
    /// A person lost a standing as staff.
    StaffRoleRevoked = "staff_role.revoked" about account_id {
        /// The role, as in the schema.
        role: String
    },
}
