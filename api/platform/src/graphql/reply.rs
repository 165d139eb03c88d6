//! From an action's outcome to a mutation's payload: the object, or why not.

use async_graphql::{Error as GraphqlError, ErrorExtensionValues};

use super::error::{ErrorCode, RequestError};
use crate::failure::Failure;
use crate::refusal::{Error, Refusal, Refused};

/// The payload of one mutation; declared by [`payload!`](crate::payload).
pub trait Payload: Sized {
    type Refusal: Refusal;
    type Done;
    /// The effect happened.
    fn done(value: Self::Done) -> Self;
    /// A rule said no; nothing has changed.
    fn refused(errors: Vec<<Self::Refusal as Refusal>::UserError>) -> Self;
}

/// The payload of an outcome.
///
/// # Errors
/// We broke: a top-level error, masked and logged by the HTTP layer.
pub fn reply<P, T>(outcome: Result<T, Error<P::Refusal>>) -> Result<P, GraphqlError>
where
    P: Payload,
    T: Into<P::Done>,
{
    match outcome {
        Ok(value) => Ok(P::done(value.into())),
        Err(Error::Refused(refused)) => {
            count(&refused);
            Ok(P::refused(vec![P::Refusal::user_error(refused)]))
        }
        Err(Error::Failed(failure)) => Err(failure.into()),
    }
}

fn count<R: Refusal>(refused: &Refused<R>) {
    metrics::counter!("refusals_total", "code" => refused.code.code()).increment(1);
}

impl From<Failure> for GraphqlError {
    fn from(failure: Failure) -> Self {
        // Others were in the way as often as we tried: nothing is broken, and nothing has changed.
        let (message, told) = if failure.is_contention() {
            ("Somebody else changed this at the same moment. Try again.", ErrorCode::Conflict)
        } else {
            ("internal error", ErrorCode::Internal)
        };
        // The chain goes to the log through `source`; the message is all that a client may read.
        let mut error = Self::new(message);
        error.source = Some(std::sync::Arc::new(failure));
        error.extensions = Some(code(told));
        error
    }
}

impl From<RequestError> for GraphqlError {
    fn from(request: RequestError) -> Self {
        let mut error = Self::new(request.message);
        let mut extensions = code(request.code);
        if let Some(wait) = request.retry_after {
            extensions.set("retryAfter", wait.as_secs().max(1));
        }
        error.extensions = Some(extensions);
        error
    }
}

fn code(code: ErrorCode) -> ErrorExtensionValues {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code.as_str());
    extensions
}

/// Declares the payload of a mutation: the object, null when refused, and `userErrors`.
///
/// ```ignore
/// payload! {
///     /// The answer of `postPublish`.
///     pub struct PostPublishPayload refused by PublishRefusal {
///         /// The published post; null when refused.
///         post: Post,
///     }
/// }
/// ```
#[macro_export]
macro_rules! payload {
    (
        $(#[$about:meta])*
        $vis:vis struct $name:ident refused by $refusal:ty {
            $(#[$doc:meta])*
            $field:ident : $object:ty $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive($crate::async_graphql::SimpleObject)]
        $vis struct $name {
            $(#[$doc])*
            pub $field: Option<$object>,
            /// Why not, in order of precedence; empty when it was done. Nothing has then changed.
            pub user_errors: Vec<<$refusal as $crate::Refusal>::UserError>,
        }

        impl $crate::graphql::Payload for $name {
            type Refusal = $refusal;
            type Done = $object;

            fn done(value: $object) -> Self {
                Self { $field: Some(value), user_errors: Vec::new() }
            }

            fn refused(user_errors: Vec<<$refusal as $crate::Refusal>::UserError>) -> Self {
                Self { $field: None, user_errors }
            }
        }
    };
}
