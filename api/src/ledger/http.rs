//! `GET /statements/{operator}/{day}/{token}`: the statement of a day to whoever has its link,
//! once.

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use futures_util::stream;
use platform::App;
use platform::http::{handed_out, not_handed_out, nothing_there};
use platform::kernel::Id;

use super::statement::Day;
use super::statement_file::{HEAD, Written, lines, open};
use crate::operators::Operator;

/// The route of statements.
pub fn routes(app: &App) -> Router {
    Router::new().route("/statements/{operator}/{day}/{token}", get(fetch)).with_state(app.clone())
}

async fn fetch(
    State(app): State<App>,
    path: Result<Path<(String, String, String)>, PathRejection>,
) -> Response {
    let named = path.ok().and_then(|Path((operator, day, token))| {
        Some((Id::<Operator>::parse(&operator).ok()?, Day::read(&day)?, token))
    });
    let Some((id, day, token)) = named else { return nothing_there() };
    match open(&app, id, day, &token).await {
        Ok(true) => file(app, id, day),
        Ok(false) => nothing_there(),
        Err(failure) => not_handed_out("statement", &failure),
    }
}

/// The file as it is read: a day of a large shop is never in memory as a whole. When reading fails
/// midway the connection breaks off, so that nobody takes a part for the whole.
fn file(app: App, id: Id<Operator>, day: Day) -> Response {
    let body = stream::try_unfold(None, move |written: Option<Written>| {
        let app = app.clone();
        async move {
            let Some(written) = written else {
                return Ok(Some((Bytes::from_static(HEAD.as_bytes()), Some(Written::NOTHING))));
            };
            match lines(&app, (id, day), written).await {
                Ok(Some((text, next))) => Ok(Some((Bytes::from(text), Some(next)))),
                Ok(None) => Ok(None),
                Err(failure) => {
                    failure.log("statement");
                    Err(std::io::Error::other("the statement could not be read"))
                }
            }
        }
    });
    let name = format!("statement-{day}.csv");
    let content_type = "text/csv; charset=utf-8; header=present";
    handed_out(content_type, Some(&name), Body::from_stream(body))
}
