//! Authority out of a resolver's context: obtaining it is the check.

use async_graphql::Context;
use platform::Failure;
use platform::graphql::{ContextExt, ErrorCode, RequestError};

use crate::identity::authenticate::viewer_of;
use crate::identity::passkey::Passkeys;
use crate::identity::viewer::{Duty, NotOnDuty, Person, Staff, Viewer};

/// Who is asking, as a type that authorises.
pub trait ViewerExt<'a> {
    /// Whoever it is.
    fn viewer(&self) -> &'a Viewer;

    /// The signed-in person.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`: a visitor, or a program.
    fn person(&self) -> Result<&'a Person, RequestError>;

    /// The signed-in person on a duty.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or `FORBIDDEN`: the role is not held, or no second factor was shown.
    fn staff<D: Duty>(&self) -> Result<Staff<D>, RequestError>;
}

impl<'a> ViewerExt<'a> for Context<'a> {
    fn viewer(&self) -> &'a Viewer {
        viewer_of(self.principal())
    }

    fn person(&self) -> Result<&'a Person, RequestError> {
        self.viewer()
            .as_person()
            .ok_or_else(|| RequestError::new(ErrorCode::Unauthenticated, "Sign in first."))
    }

    fn staff<D: Duty>(&self) -> Result<Staff<D>, RequestError> {
        Staff::of(self.person()?).map_err(|reason| {
            let message = match reason {
                NotOnDuty::NotHeld => "You do not hold the role that this takes.",
                NotOnDuty::SecondFactorNeeded => {
                    "This takes a second factor: sign in or step up with one."
                }
            };
            RequestError::new(ErrorCode::Forbidden, message)
        })
    }
}

/// The site whose passkeys these are, as it is set.
pub(super) trait SiteExt {
    /// What checks the answers of devices.
    fn passkeys(&self) -> Result<Passkeys, Failure>;
}

impl SiteExt for Context<'_> {
    fn passkeys(&self) -> Result<Passkeys, Failure> {
        Passkeys::new(self.app().settings())
    }
}
