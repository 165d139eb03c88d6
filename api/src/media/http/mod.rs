//! The two doors beside GraphQL: a file comes in by `PUT /uploads/{id}`, a picture goes out by
//! `GET /media/{image}/{width}.jpg`. Both are merged into the transport, which gives them their
//! request ids, their time limits and the headers that every answer carries.

mod answer;
mod body;
mod receive;
mod serve;

use axum::Router;
use axum::routing::{get, put};
use platform::App;

use super::places::Places;

/// What both doors reach for.
#[derive(Clone)]
struct Doors {
    app: App,
    places: Places,
}

/// The routes of uploads and pictures.
pub fn routes(app: &App) -> Router {
    Router::new()
        .route("/uploads/{id}", put(receive::put))
        .route("/media/{image}/{file}", get(serve::get))
        .with_state(Doors { app: app.clone(), places: Places::default() })
}
