//! What operators tell the rest of the house; identifiers and words of closed sets only.

use platform::events::Fact;
use platform::kernel::Id;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Operator;

macro_rules! facts {
    ($(
        $(#[$doc:meta])*
        $name:ident = $kind:literal about $about:ident {
            $($(#[$more:meta])* $field:ident: $type:ty),* $(,)?
        }
    ),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            $($(#[$more])* pub $field: $type,)*
        }

        impl Fact for $name {
            const KIND: &'static str = $kind;

            fn aggregate(&self) -> Uuid {
                self.$about
            }
        }
    )+};
}

facts! {
    /// A version was handed in for the check.
    RegistrationSubmitted = "registration.submitted" about registration {
        registration: Uuid,
        operator: Uuid,
    },
    /// A version was approved by two, or rejected by one.
    RegistrationDecided = "registration.decided" about registration {
        registration: Uuid,
        operator: Uuid,
        approved: bool,
    },
    /// An operator stands elsewhere.
    OperatorMoved = "operator.moved" about operator {
        operator: Uuid,
        /// As in the schema.
        from: String,
        to: String,
    },
    /// Somebody is to be written to about an operator.
    OperatorNotified = "operator.notified" about operator {
        operator: Uuid,
        /// Whom; its owners, if nobody is named.
        account: Option<Uuid>,
        notice: Notice,
    },
}

/// What a letter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    RegistrationApproved,
    RegistrationRejected,
    /// Thirty days before a verification ends.
    ReverifyDue,
    /// Seven days before it ends.
    ReverifySoon,
    VerificationEnded,
    TurnoverPassed,
    Invited,
    TransferOffered,
    TransferAccepted,
    Exited,
    /// There is less on its deposit than is asked for.
    DepositShort,
    /// The deposit was not made good in time.
    ListingStopped,
    /// Staff found a fraud about an order.
    FraudFound,
    /// An order is no longer paid early, on the ground of a finding.
    CoverExcluded,
    /// An appeal against a finding was decided.
    FraudAppealDecided,
}

impl OperatorNotified {
    /// To the owners of an operator.
    pub fn owners(operator: Id<Operator>, notice: Notice) -> Self {
        Self { operator: operator.uuid(), account: None, notice }
    }

    /// To one person.
    pub fn person(operator: Id<Operator>, account: Uuid, notice: Notice) -> Self {
        Self { operator: operator.uuid(), account: Some(account), notice }
    }
}
