//! `GET /archives/{request}/{token}`: an archive to whoever has its link, once.

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use futures_util::TryStreamExt as _;
use platform::App;
use platform::http::{handed_out, not_handed_out, nothing_there};
use platform::kernel::Id;

use super::actions::works;
use super::request::SubjectRequest;

/// The route of archives.
pub fn routes(app: &App) -> Router {
    Router::new().route("/archives/{request}/{token}", get(fetch)).with_state(app.clone())
}

async fn fetch(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Response {
    let named = path.ok().and_then(|Path((request, token))| {
        Some((Id::<SubjectRequest>::parse(&request).ok()?, token))
    });
    let Some((id, token)) = named else { return nothing_there() };
    match works::fetch(&app, id, &token).await {
        Ok(Some(archive)) => {
            let pieces = archive.map_err(|failure| {
                failure.log("archive");
                std::io::Error::other("the archive broke off")
            });
            let body = Body::from_stream(pieces);
            handed_out("application/json", Some("fairstall-archive.json"), body)
        }
        Ok(None) => nothing_there(),
        Err(failure) => not_handed_out("archive", &failure),
    }
}
