//! What the doors for files have in common: the headers fit what was announced, there is a place
//! for one more, the bytes arrive, and the work goes on though the client hangs up.

use std::future::Future;

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, header};
use platform::graphql::ErrorCode;
use platform::http::Scope;
use platform::{App, Failure};
use uuid::Uuid;

use super::Doors;
use super::answer::{TurnedAway, broken};
use super::body::{self, Patience};
use crate::media::actions::{Arrived, NotLetIn};
use crate::media::places::Full;
use crate::media::upload::MOST_BYTES;

/// What was announced of a file.
pub struct Announced {
    pub owner: Uuid,
    pub content_type: &'static str,
    pub bytes: u64,
}

/// A file on its way.
pub struct Sent<'a> {
    pub headers: HeaderMap,
    pub body: Body,
    pub scope: Option<&'a Scope>,
}

/// What a token opened, or the answer to whoever showed another.
pub fn opened<T>(
    admitted: Result<Result<T, NotLetIn>, Failure>,
    scope: Option<&Scope>,
) -> Result<T, Box<Response>> {
    match admitted {
        Ok(Ok(opened)) => Ok(opened),
        Ok(Err(why)) => Err(not_let_in(why).into()),
        Err(failure) => Err(Box::new(broken(&failure, scope))),
    }
}

/// Takes the bytes of a file and works on them.
pub async fn take<T, W>(
    doors: Doors,
    announced: &Announced,
    sent: Sent<'_>,
    work: impl FnOnce(App, Arrived) -> W,
) -> Result<T, Box<Response>>
where
    T: Send + 'static,
    W: Future<Output = Result<Result<T, NotLetIn>, Failure>> + Send + 'static,
{
    if let Some(turned_away) = misfit(&sent.headers, announced) {
        return Err(turned_away.into());
    }
    let place = doors.places.take(announced.owner);
    let place = place.map_err(no_place)?;
    let arrived = body::read(sent.body, announced.bytes, Patience::USUAL).await;
    let work = work(doors.app, arrived?);
    // On a task of its own: a client that hangs up now must not leave the work half done.
    let done = tokio::spawn(async move {
        let _place = place;
        work.await
    });
    let done = done.await.unwrap_or_else(|error| Err(Failure::because("receive a file", error)));
    opened(done, sent.scope)
}

/// The token of a file, out of its one header.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

/// What the headers say that does not fit what was announced.
fn misfit(headers: &HeaderMap, announced: &Announced) -> Option<TurnedAway> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if text(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        let says = "Send the file as it is, without a content encoding.";
        return Some(TurnedAway::because(ErrorCode::UnsupportedMediaType, says));
    }
    let is_it = |sent: &str| sent.trim().eq_ignore_ascii_case(announced.content_type);
    if text(header::CONTENT_TYPE).is_some_and(|sent| !is_it(sent)) {
        let says = "This is not the content type that was announced.";
        return Some(TurnedAway::because(ErrorCode::UnsupportedMediaType, says));
    }
    let length = text(header::CONTENT_LENGTH)?.parse::<u64>().unwrap_or(u64::MAX);
    if length > MOST_BYTES {
        let says = "A file has at most 10 MiB.";
        return Some(TurnedAway::because(ErrorCode::PayloadTooLarge, says));
    }
    (length != announced.bytes).then(|| not_let_in(NotLetIn::LengthDiffers))
}

const fn not_let_in(why: NotLetIn) -> TurnedAway {
    let (code, message) = match why {
        NotLetIn::Unknown => {
            (ErrorCode::Unauthenticated, "No upload of this id opens to this token.")
        }
        NotLetIn::AlreadyReceived => (ErrorCode::Conflict, "This token has been used."),
        NotLetIn::TokenExpired => {
            (ErrorCode::Unauthenticated, "This token is past its 15 minutes; open another upload.")
        }
        NotLetIn::LengthDiffers => {
            (ErrorCode::BadRequest, "Not as many bytes as were announced; they may be sent again.")
        }
        NotLetIn::HashDiffers => {
            (ErrorCode::BadRequest, "Not the SHA-256 that was announced; it may be sent again.")
        }
    };
    TurnedAway::because(code, message)
}

const fn no_place(full: Full) -> TurnedAway {
    let (code, message) = match full {
        Full::OfTheirs => (ErrorCode::RateLimited, "Send at most three files at once."),
        Full::OfAll => (ErrorCode::Overloaded, "Too many files are on their way."),
    };
    TurnedAway { retry_after: Some(2), ..TurnedAway::because(code, message) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_in_one_header_only() {
        let read = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(read("Bearer abc"), Some("abc".to_owned()));
        assert_eq!(read("bearer abc"), Some("abc".to_owned()));
        for wrong in ["abc", "Basic abc", "Bearer", "Bearer ", "Bearerabc"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(bearer(&HeaderMap::new()), None);
    }
}
