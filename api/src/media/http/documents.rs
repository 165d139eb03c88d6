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
use super::door::{self, Announced, Sent};
use crate::media::actions;
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
    let Some(id) = id.ok().and_then(|Path(id)| Id::<Document>::parse(&id).ok()) else {
        return NOT_FOUND.into_response();
    };
    let scope = scope.as_ref().map(|Extension(scope)| scope.as_ref());
    let received = receive(doors, id, Sent { headers, body, scope }).await;
    received.map_or_else(|answer| *answer, |document| decided(&document))
}

async fn receive(
    doors: Doors,
    id: Id<Document>,
    sent: Sent<'_>,
) -> Result<Document, Box<Response>> {
    let Some(token) = door::bearer(&sent.headers) else {
        let says = "Send the token of the document: `Authorization: Bearer …`.";
        return Err(TurnedAway::because(ErrorCode::Unauthenticated, says).into());
    };
    let admitted = actions::admit_document(&doors.app, id, token).await;
    let document = door::opened(admitted, sent.scope)?;
    let announced = Announced {
        owner: document.owner_id.uuid(),
        content_type: document.content_type.as_str(),
        bytes: document.bytes,
    };
    let work =
        |app, arrived| async move { actions::receive_document(&app, document, arrived).await };
    door::take(doors, &announced, sent, work).await
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
        Ok(Some((content_type, mut bytes))) => shown(content_type, std::mem::take(&mut bytes)),
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
