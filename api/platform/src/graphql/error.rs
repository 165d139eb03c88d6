//! Errors of requests that could not be run. A rule that says no is not one of these: that is data
//! (`userErrors`). The codes are the documented, closed list of `extensions.code`.

use std::time::Duration;

use http::StatusCode;

/// Why a request could not be run; printed as `extensions.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The document is not GraphQL.
    GraphqlParseFailed,
    /// The document does not fit the schema.
    GraphqlValidationFailed,
    /// No operation, or none of that name.
    OperationResolutionFailure,
    /// The request is not a GraphQL request, or a variable does not fit its type.
    BadRequest,
    /// An id of another type, or no id at all.
    InvalidId,
    /// A cursor that this server did not make for this list.
    InvalidCursor,
    /// Sign in first, or the token is no longer good.
    Unauthenticated,
    /// Signed in, but without the standing this field demands.
    Forbidden,
    /// There is no such thing, or you may not see it.
    NotFound,
    /// Too deep, too wide or too dear; see the message for which limit and what it is.
    TooComplex,
    /// The bucket is empty; `retryAfter` says for how long.
    RateLimited,
    /// Somebody else changed it at the same moment; read again and retry.
    Conflict,
    /// The same idempotency key came with another input.
    IdempotencyConflict,
    /// The hash of a persisted operation is not known; send the text with it.
    PersistedQueryNotFound,
    /// Only operations of the trusted list are run here.
    PersistedQueryNotSupported,
    /// The body is larger than allowed.
    PayloadTooLarge,
    /// The body is not `application/json`.
    UnsupportedMediaType,
    /// None of the accepted media types can be answered.
    NotAcceptable,
    /// Use POST; GET is for persisted queries only.
    MethodNotAllowed,
    /// The request could have been sent by a foreign page.
    CsrfPrevented,
    /// Too much at once; `Retry-After` says when to come back.
    Overloaded,
    /// It took too long and was given up.
    Timeout,
    /// We broke; the request id finds the log line.
    Internal,
}

impl ErrorCode {
    /// Every code there is.
    pub const ALL: [Self; 23] = [
        Self::GraphqlParseFailed,
        Self::GraphqlValidationFailed,
        Self::OperationResolutionFailure,
        Self::BadRequest,
        Self::InvalidId,
        Self::InvalidCursor,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::TooComplex,
        Self::RateLimited,
        Self::Conflict,
        Self::IdempotencyConflict,
        Self::PersistedQueryNotFound,
        Self::PersistedQueryNotSupported,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::NotAcceptable,
        Self::MethodNotAllowed,
        Self::CsrfPrevented,
        Self::Overloaded,
        Self::Timeout,
        Self::Internal,
    ];

    /// The code that prints as this text.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }

    /// The text of `extensions.code`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::OperationResolutionFailure => "OPERATION_RESOLUTION_FAILURE",
            Self::BadRequest => "BAD_REQUEST",
            Self::InvalidId => "INVALID_ID",
            Self::InvalidCursor => "INVALID_CURSOR",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::TooComplex => "TOO_COMPLEX",
            Self::RateLimited => "RATE_LIMITED",
            Self::Conflict => "CONFLICT",
            Self::IdempotencyConflict => "IDEMPOTENCY_CONFLICT",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::PersistedQueryNotSupported => "PERSISTED_QUERY_NOT_SUPPORTED",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::CsrfPrevented => "CSRF_PREVENTED",
            Self::Overloaded => "OVERLOADED",
            Self::Timeout => "TIMEOUT",
            Self::Internal => "INTERNAL",
        }
    }

    /// The HTTP status of a request refused whole, before any field ran.
    pub const fn http_status(self) -> StatusCode {
        match self {
            Self::GraphqlParseFailed
            | Self::GraphqlValidationFailed
            | Self::OperationResolutionFailure
            | Self::BadRequest
            | Self::InvalidId
            | Self::InvalidCursor
            | Self::TooComplex
            | Self::PersistedQueryNotSupported
            | Self::CsrfPrevented => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound | Self::PersistedQueryNotFound => StatusCode::NOT_FOUND,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::Conflict | Self::IdempotencyConflict => StatusCode::CONFLICT,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// A place in the document, counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One error of a request that could not be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestError {
    /// The documented code.
    pub code: ErrorCode,
    /// A sentence for the client's developer; names nothing internal.
    pub message: String,
    /// Where in the document, if it is about a place.
    pub locations: Vec<Location>,
    /// How long to wait before trying again.
    pub retry_after: Option<Duration>,
}

impl RequestError {
    /// An error without a place.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), locations: Vec::new(), retry_after: None }
    }

    /// The same error at a place in the document.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.locations.push(Location { line, column });
        self
    }

    /// The same error with the time to wait.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }
}
