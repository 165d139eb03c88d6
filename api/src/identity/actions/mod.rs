//! What a request of identity does: authorise, count, decide, save, tell. One file for each group
//! of verbs; GraphQL, jobs and the demo call nothing else.

mod codes;
mod gate;

pub mod clients;
pub mod closing;
pub mod contacts;
pub mod factors;
pub mod guardians;
pub mod outside;
pub mod passkeys;
pub mod profile;
pub mod register;
pub mod sessions;
pub mod sign_in;
pub mod staff;
pub mod step_up;

pub(super) use codes::lookup as contact_lookup;
pub use codes::phone_lookup;
pub use codes::{OneTimeCode, SentChallenge};
pub use sign_in::{SecondFactor, SignedIn, Tokens};

use platform::{Error, Refusal};

use crate::identity::contact::{Contact, NoContact};

/// The outcome of a story whose refusal is committed too: a wrong guess costs a try.
fn committed<T, R: Refusal>(outcome: Result<Result<T, R>, Error<R>>) -> Result<T, Error<R>> {
    outcome?.map_err(Error::from)
}

/// An address as typed.
#[derive(Clone)]
pub enum ContactText {
    /// An e-mail address.
    Email(String),
    /// A phone number.
    Phone(String),
}

impl ContactText {
    fn parse(&self) -> Result<Contact, NoContact> {
        match self {
            Self::Email(text) => Contact::email(text),
            Self::Phone(text) => Contact::phone(text),
        }
    }
}

/// What a client calls its device, made fit to be shown to its owner.
fn device_name(text: Option<String>) -> String {
    let text = text.unwrap_or_default();
    text.chars()
        .filter(|letter| !letter.is_control())
        .take(80)
        .collect::<String>()
        .trim()
        .to_owned()
}
