//! Inputs and enums that several verbs share.

use async_graphql::{Enum, InputObject, OneofObject};
use platform::graphql::Role;

use crate::identity::actions::{self, ContactText};
use crate::identity::{account, contact};

/// An address of a person: one of the two.
#[derive(OneofObject)]
pub enum ContactInput {
    /// An e-mail address in ASCII (an international domain as punycode); case does not count.
    Email(String),
    /// A phone number: E.164 such as `+8613812345678`, or a Chinese mobile number alone.
    Phone(String),
}

impl From<ContactInput> for ContactText {
    fn from(input: ContactInput) -> Self {
        match input {
            ContactInput::Email(text) => Self::Email(text),
            ContactInput::Phone(text) => Self::Phone(text),
        }
    }
}

/// A second factor: one of the two.
#[derive(OneofObject)]
pub enum SecondFactorInput {
    /// The six digits that the authenticator app shows now; each code works once.
    Totp(String),
    /// One of the recovery codes; each works once.
    RecoveryCode(String),
}

impl From<SecondFactorInput> for actions::SecondFactor {
    fn from(input: SecondFactorInput) -> Self {
        match input {
            SecondFactorInput::Totp(code) => Self::Totp(code),
            SecondFactorInput::RecoveryCode(code) => Self::Recovery(code),
        }
    }
}

/// What a device answered to a passkey ceremony.
#[derive(InputObject)]
pub struct PasskeyAnswerInput {
    /// The `id` of the ceremony, beginning with `ceremony_`.
    pub ceremony_id: async_graphql::ID,
    /// The JSON of the `PublicKeyCredential` (`credential.toJSON()`), up to 16 KiB.
    pub credential: String,
}

/// How old a person says they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "account::AgeBand")]
pub enum AgeBand {
    /// Below 14. Such an account may not post, comment, help or join, and is not profiled, until an
    /// adult has confirmed that they answer for it.
    #[graphql(name = "UNDER_14")]
    Under14,
    /// 14 to 17.
    #[graphql(name = "FROM_14_TO_17")]
    From14To17,
    /// 18 or older.
    Adult,
}

/// What kind of address it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "contact::ContactKind")]
pub enum ContactKind {
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
}

/// What a member of the platform's staff does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Enum)]
#[graphql(remote = "Role")]
pub enum StaffRole {
    /// Answers the service desk.
    Support,
    /// Leads parties to an agreement.
    Mediator,
    /// Sits on panels that decide.
    Arbitrator,
    /// Screens goods, posts and operators.
    Compliance,
    /// Works the cases of the risk centre.
    Risk,
    /// Appoints the others, and may do what each of them may.
    Admin,
}
