//! Who is calling: the bearer token that comes with a request or with `connection_init`, and the
//! trait by which the slice that knows accounts says whose it is.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::{HeaderMap, header};

use super::answer::RequestId;
use super::client::ClientInfo;
use crate::graphql::{ErrorCode, Principal, RequestError};

/// The longest token that is looked at.
const TOKEN_BYTES: usize = 8 * 1024;

/// Says who a caller is. Implemented by the slice that knows accounts.
pub trait Authenticate: Send + Sync + 'static {
    /// The principal of this token; without one, a visitor. A token that is no longer good is
    /// `UNAUTHENTICATED`, never a visitor.
    fn authenticate<'a>(
        &'a self,
        bearer: Option<&'a str>,
        client: &'a ClientInfo,
    ) -> BoxFuture<'a, Result<Principal, RequestError>>;

    /// Whether the principal of an open socket or stream still stands; asked every few seconds.
    fn still_valid<'a>(&'a self, principal: &'a Principal) -> BoxFuture<'a, bool>;
}

/// One caller of one request, or of one socket.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) principal: Arc<Principal>,
    pub(crate) client: Arc<ClientInfo>,
    pub(crate) id: RequestId,
}

/// The bearer token of a request.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<Option<&str>, RequestError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(unreadable());
    }
    token_of(value.to_str().map_err(|_| unreadable())?).map(Some)
}

/// The token in `Bearer …`.
pub(crate) fn token_of(authorization: &str) -> Result<&str, RequestError> {
    let (scheme, token) = authorization.trim().split_once(' ').ok_or_else(unreadable)?;
    let token = token.trim();
    let readable = scheme.eq_ignore_ascii_case("bearer")
        && (1..=TOKEN_BYTES).contains(&token.len())
        && token.bytes().all(|byte| byte.is_ascii_graphic());
    if readable { Ok(token) } else { Err(unreadable()) }
}

fn unreadable() -> RequestError {
    RequestError::new(ErrorCode::Unauthenticated, "Send `authorization: Bearer` and your token.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_bearer_token_is_taken() {
        let mut headers = HeaderMap::new();
        assert_eq!(bearer(&headers).unwrap(), None);
        headers.insert(header::AUTHORIZATION, "bearer  abc.def ".parse().unwrap());
        assert_eq!(bearer(&headers).unwrap(), Some("abc.def"));
        headers.append(header::AUTHORIZATION, "Bearer x".parse().unwrap());
        assert!(bearer(&headers).is_err());
        for wrong in ["", "abc", "Basic abc", "Bearer ", "Bearer a b"] {
            assert!(token_of(wrong).is_err(), "{wrong}");
        }
        assert!(token_of(&format!("Bearer {}", "x".repeat(TOKEN_BYTES + 1))).is_err());
    }
}
