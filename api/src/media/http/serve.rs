//! `GET /media/{image}/{width}.jpg`: a picture that something shows, for ever the same.
//!
//! The address is the key: whoever has it may see the picture, and its 74 random bits cannot be
//! guessed. A picture that nothing shows yet is served to nobody, its owner included.

use std::sync::Arc;

use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use platform::Failure;
use platform::graphql::ErrorCode;
use platform::http::Scope;
use platform::kernel::Id;

use super::Doors;
use super::answer::{TurnedAway, broken};
use crate::media::image::{Image, storage_key};
use crate::media::store;

const NOT_FOUND: TurnedAway =
    TurnedAway::because(ErrorCode::NotFound, "There is no picture at this address.");

/// Serves one width of a picture.
pub async fn get(
    State(doors): State<Doors>,
    path: Result<Path<(String, String)>, PathRejection>,
    scope: Option<Extension<Arc<Scope>>>,
    headers: HeaderMap,
) -> Response {
    let named = path
        .ok()
        .and_then(|Path((image, file))| Some((Id::<Image>::parse(&image).ok()?, width_of(&file)?)));
    let Some((id, width)) = named else { return NOT_FOUND.into_response() };
    match find(&doors, id, width, &headers).await {
        Ok(response) => response,
        Err(failure) => broken(&failure, scope.as_ref().map(|Extension(scope)| scope.as_ref())),
    }
}

async fn find(
    doors: &Doors,
    id: Id<Image>,
    width: u32,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    if !store::uploads::is_attached(doors.app.reader(), id.uuid()).await? {
        return Ok(NOT_FOUND.into_response());
    }
    let tag = format!("\"{}-{width}\"", id.uuid().simple());
    // What the address serves never changes, so a client that has it has the right one.
    if is_known(headers, &tag) {
        return Ok(kept_for_ever(StatusCode::NOT_MODIFIED.into_response(), &tag));
    }
    let Some(bytes) = doors.app.blobs().get(&storage_key(id, width)).await? else {
        return Ok(NOT_FOUND.into_response());
    };
    let mut response = bytes.into_response();
    let jpeg = HeaderValue::from_static("image/jpeg");
    response.headers_mut().insert(header::CONTENT_TYPE, jpeg);
    Ok(kept_for_ever(response, &tag))
}

/// The width in a file's name, if that is all there is in it.
fn width_of(file: &str) -> Option<u32> {
    let width: u32 = file.strip_suffix(".jpg")?.parse().ok()?;
    (format!("{width}.jpg") == file).then_some(width)
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).into_iter();
    known.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
    })
}

fn kept_for_ever(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    let fixed = [
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Opened by itself it is a document of nobody: no script, no frame, no origin.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CONTENT_DISPOSITION, "inline"),
        // Pages of other origins show our pictures.
        (header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_width_and_nothing_else() {
        assert_eq!(width_of("640.jpg"), Some(640));
        for wrong in ["", "640", ".jpg", "0640.jpg", "+640.jpg", "-1.jpg", "640.png", "640.jpg.jpg"]
        {
            assert_eq!(width_of(wrong), None, "{wrong}");
        }
        for wrong in ["../640.jpg", "..", "%2e%2e", "99999999999.jpg", "640.jpg\0", "６４０.jpg"]
        {
            assert_eq!(width_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_known_tag_is_found_among_others() {
        let known = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(value));
            is_known(&headers, "\"a-640\"")
        };
        assert!(known("\"a-640\"") && known("\"b-1\", W/\"a-640\"") && known("*"));
        assert!(!known("\"a-320\"") && !known("a-640") && !known(""));
        assert!(!is_known(&HeaderMap::new(), "\"a-640\""));
    }
}
