//! A rule said no: a closed set of codes for each verb, in order of precedence, shown to the
//! client as data. Declared once, with code, field and words, by [`refusals!`](crate::refusals).

use time::OffsetDateTime;

use crate::failure::Failure;

/// One rule's "no", as the client reads it.
pub trait Refusal: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// The GraphQL object that carries it in `userErrors`.
    type UserError;
    /// The input field it is about, outermost first; empty when it is about the whole request.
    fn field(self) -> &'static [&'static str];
    /// A sentence for the person at the screen.
    fn message(self) -> &'static str;
    /// The code as the schema prints it.
    fn code(self) -> String;
    /// The object of `userErrors`.
    fn user_error(refused: Refused<Self>) -> Self::UserError;
}

/// A refusal with what helps the client to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused<R> {
    /// Which rule.
    pub code: R,
    /// When trying again may succeed, where waiting helps.
    pub retry_at: Option<OffsetDateTime>,
}

/// Why an action did not happen.
#[derive(Debug)]
pub enum Error<R: Refusal> {
    /// A rule said no; nothing has changed, and the client learns which.
    Refused(Refused<R>),
    /// We broke; nothing has changed, and the client learns only that.
    Failed(Failure),
}

impl<R: Refusal> Error<R> {
    /// A refusal that time will lift.
    pub fn until(code: R, retry_at: OffsetDateTime) -> Self {
        Self::Refused(Refused { code, retry_at: Some(retry_at) })
    }
}

impl<R: Refusal> From<R> for Error<R> {
    fn from(code: R) -> Self {
        Self::Refused(Refused { code, retry_at: None })
    }
}

impl<R: Refusal> From<Failure> for Error<R> {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What the write wrapper needs of an error: can it carry our failures, and may it be retried?
pub trait WriteError: From<Failure> {
    /// Whether another transaction was in the way.
    fn is_contention(&self) -> bool;
}

impl WriteError for Failure {
    fn is_contention(&self) -> bool {
        Self::is_contention(self)
    }
}

impl<R: Refusal> WriteError for Error<R> {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Failed(failure) if failure.is_contention())
    }
}

/// Declares the refusals of one verb: the Rust enum, the GraphQL enum of codes and the GraphQL
/// object of `userErrors`, from one list in order of precedence.
///
/// ```ignore
/// refusals! {
///     /// Why a post was not published, in order of precedence.
///     pub enum PublishRefusal: "PostPublishErrorCode", PostPublishUserError {
///         /// There is no such draft, or it is not yours.
///         PostNotFound at ["postId"] says "There is no such draft of yours.",
///     }
/// }
/// ```
#[macro_export]
macro_rules! refusals {
    (
        $(#[$about:meta])*
        $vis:vis enum $name:ident : $code:literal, $user_error:ident {
            $(
                $(#[$doc:meta])*
                $variant:ident at [$($field:literal),*] says $message:literal
            ),+ $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, $crate::async_graphql::Enum)]
        #[graphql(name = $code)]
        $vis enum $name {
            $( $(#[$doc])* $variant, )+
        }

        $(#[$about])*
        #[derive(Debug, Clone, $crate::async_graphql::SimpleObject)]
        $vis struct $user_error {
            /// Which rule said no.
            pub code: $name,
            /// A sentence for the person at the screen, in English.
            pub message: &'static str,
            /// The path of the input field it is about, outermost first; empty for the whole.
            pub field: Vec<&'static str>,
            /// When trying again may succeed, where waiting helps.
            pub retry_at: Option<$crate::graphql::scalars::DateTime>,
        }

        impl $crate::Refusal for $name {
            type UserError = $user_error;

            fn field(self) -> &'static [&'static str] {
                match self { $( Self::$variant => &[$($field),*], )+ }
            }

            fn message(self) -> &'static str {
                match self { $( Self::$variant => $message, )+ }
            }

            fn code(self) -> String {
                $crate::graphql::scalars::enum_name(self)
            }

            fn user_error(refused: $crate::Refused<Self>) -> $user_error {
                $user_error {
                    code: refused.code,
                    message: refused.code.message(),
                    field: refused.code.field().to_vec(),
                    retry_at: refused.retry_at.map($crate::graphql::scalars::DateTime),
                }
            }
        }
    };
}
