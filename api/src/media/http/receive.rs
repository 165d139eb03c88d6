//! `PUT /uploads/{id}`: whoever shows the token of an upload may send its bytes, once.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};
use platform::graphql::ErrorCode;
use platform::http::Scope;
use platform::kernel::Id;

use super::Doors;
use super::answer::{TurnedAway, broken, decided};
use super::body::{self, Patience};
use crate::media::actions::{self, NotLetIn};
use crate::media::places::Full;
use crate::media::upload::{ContentType, MOST_BYTES, Upload};

/// Receives a file. The token is judged before the first byte is read.
pub async fn put(
    State(doors): State<Doors>,
    id: Result<Path<String>, PathRejection>,
    scope: Option<Extension<Arc<Scope>>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let scope = scope.as_ref().map(|Extension(scope)| scope.as_ref());
    let Some(id) = id.ok().and_then(|Path(id)| Id::<Upload>::parse(&id).ok()) else {
        return TurnedAway::NOT_FOUND.into_response();
    };
    let Some(token) = bearer(&headers) else {
        let says = "Send the token of the upload: `Authorization: Bearer …`.";
        return TurnedAway::because(ErrorCode::Unauthenticated, says).into_response();
    };
    let upload = match actions::admit(&doors.app, id, token).await {
        Ok(Ok(upload)) => upload,
        Ok(Err(why)) => return not_let_in(why).into_response(),
        Err(failure) => return broken(&failure, scope),
    };
    if let Some(turned_away) = misfit(&headers, &upload) {
        return turned_away.into_response();
    }
    let place = match doors.places.take(upload.owner_id.uuid()) {
        Ok(place) => place,
        Err(full) => return no_place(full).into_response(),
    };
    let arrived = match body::read(body, upload.bytes, Patience::USUAL).await {
        Ok(arrived) => arrived,
        Err(turned_away) => return turned_away.into_response(),
    };
    // On a task of its own: a client that hangs up now must not leave the work half done.
    let work = tokio::spawn(async move {
        let _place = place;
        actions::receive(&doors.app, upload, arrived).await
    });
    match work.await {
        Ok(Ok(Ok(upload))) => decided(&upload),
        Ok(Ok(Err(why))) => not_let_in(why).into_response(),
        Ok(Err(failure)) => broken(&failure, scope),
        Err(error) => broken(&platform::Failure::because("receive an upload", error), scope),
    }
}

pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

/// What the headers say that does not fit what was announced.
fn misfit(headers: &HeaderMap, upload: &Upload) -> Option<TurnedAway> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if text(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        let says = "Send the file as it is, without a content encoding.";
        return Some(TurnedAway::because(ErrorCode::UnsupportedMediaType, says));
    }
    let announced = Some(upload.content_type);
    if text(header::CONTENT_TYPE).is_some_and(|sent| ContentType::parse(sent) != announced) {
        let says = "This is not the content type that was announced.";
        return Some(TurnedAway::because(ErrorCode::UnsupportedMediaType, says));
    }
    let length = text(header::CONTENT_LENGTH)?.parse::<u64>().unwrap_or(u64::MAX);
    if length > MOST_BYTES {
        let says = "A picture has at most 10 MiB.";
        return Some(TurnedAway::because(ErrorCode::PayloadTooLarge, says));
    }
    (length != upload.bytes).then(|| not_let_in(NotLetIn::LengthDiffers))
}

pub(super) const fn not_let_in(why: NotLetIn) -> TurnedAway {
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

pub(super) const fn no_place(full: Full) -> TurnedAway {
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
