//! The floor: what the same answers cost without a product around them. One hand-written statement
//! a page, rows turned into JSON by hand, no sign-in, no rules but who may see what.
//!
//! It runs as a process of its own, so that what it costs can be told from what the load costs.

pub mod cards;
pub mod db;
pub mod json;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use uuid::Uuid;

use self::db::Db;
use crate::fault::{Fault, Outcome, While};
use crate::scenario;

/// What the floor is asked. It believes whatever it is told about who asks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Ask {
    /// Who asks; nobody is a visitor.
    pub viewer: Option<Uuid>,
    /// What about.
    pub subject: Option<Uuid>,
    /// Where the page before ended.
    pub after: Option<(i64, Uuid)>,
    /// Done or taken back.
    pub on: bool,
    /// A password.
    pub secret: String,
}

impl Ask {
    /// Who asks, where it must be somebody.
    pub fn person(&self) -> Outcome<Uuid> {
        self.viewer.ok_or_else(|| Fault::new("nobody asks"))
    }
}

/// What the floor answers from.
pub struct Floor {
    pub db: Db,
    /// The server's own address, which pictures begin with.
    pub origin: String,
}

/// What costs nothing to answer: how often it is answered is what the load can bring at most.
pub const CEILING: &str = r#"{"data":{}}"#;

/// Serves until it is stopped.
pub async fn serve(url: &str, origin: &str, listen: SocketAddr) -> Outcome<()> {
    let floor = Arc::new(Floor { db: Db::open(url).await?, origin: origin.to_owned() });
    let app = Router::new()
        .route("/readyz", get(|| async { "ready" }))
        .route("/ceiling", get(|| async { CEILING }))
        .route("/{scenario}", post(answer))
        .with_state(floor);
    let listener = TcpListener::bind(listen).await.when("listen")?;
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, app).await?)
}

async fn answer(
    State(floor): State<Arc<Floor>>,
    Path(name): Path<String>,
    body: Bytes,
) -> Response {
    let Some(scenario) = scenario::by_name(&name) else {
        return (StatusCode::NOT_FOUND, "no such scenario").into_response();
    };
    let answered = match serde_json::from_slice(&body) {
        Ok(ask) => scenario.floor(&floor, ask).await,
        Err(error) => Err(error.into()),
    };
    match answered {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(fault) => (StatusCode::INTERNAL_SERVER_ERROR, fault.to_string()).into_response(),
    }
}
