//! Sockets: `graphql-transport-ws`, in a protocol loop of our own, because close codes, limits and
//! the recheck of sessions are the contract and the library's loop has others.
//!
//! `protocol` knows the words, `operations` runs what was asked for, `session` is the loop.

mod operations;
mod protocol;
mod session;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, header};

use self::protocol::{Goodbye, SUBPROTOCOL};
use self::session::Session;
use super::answer::Refused;
use super::caller::bearer;
use super::frame::Scope;
use super::meters::{self, Held};
use super::negotiate::Media;
use super::transport::Shared;
use crate::graphql::{ErrorCode, RequestError};

/// Whether the request wants to become a socket.
pub(super) fn is_asked_for(parts: &Parts) -> bool {
    parts
        .headers
        .get(header::UPGRADE)
        .is_some_and(|upgrade| upgrade.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Opens a socket, or says over HTTP why not.
pub(super) async fn open(shared: Arc<Shared>, scope: &Arc<Scope>, parts: &mut Parts) -> Response {
    match upgrade(shared, scope, parts).await {
        Ok(response) => response,
        Err(refused) => {
            meters::refused(&refused);
            refused.into_response(Media::Json, &scope.id)
        }
    }
}

async fn upgrade(
    shared: Arc<Shared>,
    scope: &Arc<Scope>,
    parts: &mut Parts,
) -> Result<Response, Refused> {
    if !is_welcome(&parts.headers, &shared.settings.server.cors_origins) {
        return Err(Refused::because(
            ErrorCode::CsrfPrevented,
            "Pages of this origin may not open sockets here.",
        ));
    }
    let bearer = bearer(&parts.headers)?.map(str::to_owned);
    let settings = &shared.settings.streams;
    let key = format!("sockets:{}", scope.client.address_key());
    let slot = shared.slots.take(&key, settings.sockets_per_address).ok_or_else(|| {
        Refused::request(
            RequestError::new(ErrorCode::RateLimited, "Too many sockets are open.")
                .retry_after(settings.ping_interval),
        )
    })?;
    let upgrade = WebSocketUpgrade::from_request_parts(parts, &()).await.map_err(|_| {
        Refused::because(ErrorCode::BadRequest, "This is not the handshake of a socket.")
    })?;
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .max_message_size(settings.max_frame)
        .max_frame_size(settings.max_frame)
        .write_buffer_size(0);
    let spoken = upgrade.selected_protocol().is_some();
    let (open, scope) = (shared.open.clone(), Arc::clone(scope));
    let response = upgrade.on_upgrade(move |socket| {
        open.track_future(async move {
            let _held = Held::socket();
            let session = Session { shared, scope, socket, bearer, slot };
            if spoken { session.run().await } else { session.refuse(Goodbye::SUBPROTOCOL).await }
        })
    });
    Ok(response)
}

/// Whether the page that opens the socket may: it is ours, or of an origin that CORS allows, or it
/// is no page. A socket is not held to CORS by browsers, so it is held to it here.
fn is_welcome(headers: &HeaderMap, origins: &[String]) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let own = origin.split_once("://").map(|(_, authority)| authority);
    own.zip(host).is_some_and(|(own, host)| own.eq_ignore_ascii_case(host))
        || origins.iter().any(|known| known == "*" || known == origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_page_needs_to_be_on_the_list() {
        let from = |origin: Option<&'static str>, list: &[&str]| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "shop.example:8000".parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            is_welcome(&headers, &list.iter().map(|o| (*o).to_owned()).collect::<Vec<_>>())
        };
        assert!(from(None, &[]));
        assert!(from(Some("https://shop.example:8000"), &[]));
        assert!(!from(Some("https://shop.example"), &[]));
        assert!(!from(Some("null"), &[]));
        assert!(!from(Some("https://evil.example"), &["https://app.example"]));
        assert!(from(Some("https://app.example"), &["https://app.example"]));
        assert!(from(Some("https://any.example"), &["*"]));
    }
}
