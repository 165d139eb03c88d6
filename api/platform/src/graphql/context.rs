//! What a resolver finds in its context.

use std::sync::Arc;

use async_graphql::Context;

use super::access::Principal;
use super::error::{ErrorCode, RequestError};
use crate::app::App;
use crate::kernel::{Id, Noun};

/// The application and the caller, out of a resolver's context.
pub trait ContextExt<'a> {
    /// The application.
    fn app(&self) -> &'a App;
    /// Who is asking.
    fn principal(&self) -> &'a Arc<Principal>;
}

impl<'a> ContextExt<'a> for Context<'a> {
    fn app(&self) -> &'a App {
        self.data_unchecked::<App>()
    }

    fn principal(&self) -> &'a Arc<Principal> {
        self.data_unchecked::<Arc<Principal>>()
    }
}

/// Reads a typed id.
///
/// # Errors
/// `INVALID_ID`: no id, or one of another type. Never a look-up.
pub fn parse_id<T: Noun>(id: &str) -> Result<Id<T>, RequestError> {
    Id::parse(id).map_err(|_| {
        let message = format!("An id that begins with `{}_` is expected here.", T::PREFIX);
        RequestError::new(ErrorCode::InvalidId, message)
    })
}
