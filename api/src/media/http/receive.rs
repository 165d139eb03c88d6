//! `PUT /uploads/{id}`: whoever shows the token of an upload may send its bytes, once.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use platform::graphql::ErrorCode;
use platform::http::Scope;
use platform::kernel::Id;

use super::Doors;
use super::answer::{TurnedAway, decided};
use super::door::{self, Announced, Sent};
use crate::media::actions;
use crate::media::upload::Upload;

/// Receives a file. The token is judged before the first byte is read.
pub async fn put(
    State(doors): State<Doors>,
    id: Result<Path<String>, PathRejection>,
    scope: Option<Extension<Arc<Scope>>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(id) = id.ok().and_then(|Path(id)| Id::<Upload>::parse(&id).ok()) else {
        return TurnedAway::NOT_FOUND.into_response();
    };
    let scope = scope.as_ref().map(|Extension(scope)| scope.as_ref());
    let received = receive(doors, id, Sent { headers, body, scope }).await;
    received.map_or_else(|answer| *answer, |upload| decided(&upload))
}

async fn receive(doors: Doors, id: Id<Upload>, sent: Sent<'_>) -> Result<Upload, Box<Response>> {
    let Some(token) = door::bearer(&sent.headers) else {
        let says = "Send the token of the upload: `Authorization: Bearer …`.";
        return Err(TurnedAway::because(ErrorCode::Unauthenticated, says).into());
    };
    let upload = door::opened(actions::admit(&doors.app, id, token).await, sent.scope)?;
    let announced = Announced {
        owner: upload.owner_id.uuid(),
        content_type: upload.content_type.as_str(),
        bytes: upload.bytes,
    };
    let work = |app, arrived| async move { actions::receive(&app, upload, arrived).await };
    door::take(doors, &announced, sent, work).await
}
