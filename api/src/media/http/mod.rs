//! The doors beside GraphQL: a file comes in by `PUT /uploads/{id}`, a picture goes out by
//! `GET /media/{image}/{width}.jpg`; documents have two of their own. All are
//! merged into the transport, which gives them their request ids, their time limits and the headers
//! that every answer carries.

mod answer;
mod body;
mod documents;
mod door;
mod receive;
mod serve;

use axum::Router;
use axum::routing::{get, put};
use platform::App;

use super::places::Places;

/// What the doors reach for.
#[derive(Clone)]
struct Doors {
    app: App,
    places: Places,
}

/// The routes of uploads, pictures and documents.
pub fn routes(app: &App) -> Router {
    Router::new()
        .route("/uploads/{id}", put(receive::put))
        .route("/media/{image}/{file}", get(serve::get))
        .route("/documents/{id}", put(documents::put))
        .route("/documents/read/{ticket}", get(documents::get))
        .with_state(Doors { app: app.clone(), places: Places::default() })
}
