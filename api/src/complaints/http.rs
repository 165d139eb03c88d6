//! `GET /cases/archive/{token}`: the archive of a case to whoever has its link, once.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use platform::App;
use platform::http::{handed_out, not_handed_out, nothing_there};

use super::actions::archiving;

/// The route of archives of cases.
pub fn routes(app: &App) -> Router {
    Router::new().route("/cases/archive/{token}", get(fetch)).with_state(app.clone())
}

async fn fetch(State(app): State<App>, path: Result<Path<String>, PathRejection>) -> Response {
    let Ok(Path(token)) = path else { return nothing_there() };
    match archiving::fetch(&app, &token).await {
        Ok(Some(archive)) => handed_out("application/x-tar", Some("case.tar"), archive.to_vec()),
        Ok(None) => nothing_there(),
        Err(failure) => not_handed_out("case archive", &failure),
    }
}
