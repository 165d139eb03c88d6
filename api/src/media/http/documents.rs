//! The doors of documents: `PUT /documents/{id}` takes one under seal, and `GET
//! /documents/read/{ticket}` gives it to the bearer of a ticket, once.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use platform::graphql::ErrorCode;
use platform::http::Scope;
use platform::kernel::Id;
use platform::transitions::States as _;
use serde_json::json;

use super::Doors;
use super::answer::{TurnedAway, broken};
use super::body::{self, Patience};
use super::receive::{bearer, no_place, not_let_in};
use crate::media::actions::{self, NotLetIn};
use crate::media::document::{Document, DocumentState, DocumentType, reason};

const NOT_FOUND: TurnedAway =
    TurnedAway::because(ErrorCode::NotFound, "There is no document at this address.");

/// Receives a document. The token is judged before the first byte is read.
pub async fn put(
    State(doors): State<Doors>,
    id: Result<Path<String>, PathRejection>,
    scope: Option<Extension<Arc<Scope>>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let scope = scope.as_ref().map(|Extension(scope)| scope.as_ref());
    let Some(id) = id.ok().and_then(|Path(id)| Id::<Document>::parse(&id).ok()) else {
        return NOT_FOUND.into_response();
    };
    let Some(token) = bearer(&headers) else {
        let says = "Send the token of the document: `Authorization: Bearer …`.";
        return TurnedAway::because(ErrorCode::Unauthenticated, says).into_response();
    };
    let document = match actions::admit_document(&doors.app, id, token).await {
        Ok(Ok(document)) => document,
        Ok(Err(why)) => return not_let_in(why).into_response(),
        Err(failure) => return broken(&failure, scope),
    };
    if let Some(turned_away) = misfit(&headers, &document) {
        return turned_away.into_response();
    }
    let place = match doors.places.take(document.owner_id.uuid()) {
        Ok(place) => place,
        Err(full) => return no_place(full).into_response(),
    };
    let arrived = match body::read(body, document.bytes, Patience::USUAL).await {
        Ok(arrived) => arrived,
        Err(turned_away) => return turned_away.into_response(),
    };
    // On a task of its own: a client that hangs up now must not leave the work half done.
    let work = tokio::spawn(async move {
        let _place = place;
        actions::receive_document(&doors.app, document, arrived).await
    });
    match work.await {
        Ok(Ok(Ok(document))) => decided(&document),
        Ok(Ok(Err(why))) => not_let_in(why).into_response(),
        Ok(Err(failure)) => broken(&failure, scope),
        Err(error) => broken(&platform::Failure::because("receive a document", error), scope),
    }
}

fn misfit(headers: &HeaderMap, document: &Document) -> Option<TurnedAway> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if text(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        let says = "Send the file as it is, without a content encoding.";
        return Some(TurnedAway::because(ErrorCode::UnsupportedMediaType, says));
    }
    let announced = Some(document.content_type);
    if text(header::CONTENT_TYPE).is_some_and(|sent| DocumentType::parse(sent) != announced) {
        let says = "This is not the content type that was announced.";
        return Some(TurnedAway::because(ErrorCode::UnsupportedMediaType, says));
    }
    let length = text(header::CONTENT_LENGTH)?.parse::<u64>().unwrap_or(u64::MAX);
    (length != document.bytes).then(|| not_let_in(NotLetIn::LengthDiffers))
}

fn decided(document: &Document) -> Response {
    let stored = document.state == DocumentState::Stored;
    let status = if stored { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let body = json!({
        "id": document.id.to_string(),
        "state": document.state.name(),
        "rejection": document.rejection.map(reason),
    });
    (status, axum::Json(body)).into_response()
}

/// Gives a document to the bearer of a ticket, and the ticket is gone.
pub async fn get(
    State(doors): State<Doors>,
    ticket: Result<Path<String>, PathRejection>,
    scope: Option<Extension<Arc<Scope>>>,
) -> Response {
    let Ok(Path(ticket)) = ticket else { return NOT_FOUND.into_response() };
    match actions::redeem(&doors.app, &ticket).await {
        Ok(Some((content_type, bytes))) => shown(content_type, bytes),
        Ok(None) => NOT_FOUND.into_response(),
        Err(failure) => broken(&failure, scope.as_ref().map(|Extension(scope)| scope.as_ref())),
    }
}

/// For one pair of eyes: kept nowhere on the way, run by nothing, and never a page of ours.
fn shown(content_type: DocumentType, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, content_type.as_str()),
        (header::CACHE_CONTROL, "no-store, private"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
