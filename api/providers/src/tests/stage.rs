//! A provider's server on loopback: it answers by a script and remembers what it was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use http::HeaderMap;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use crate::Limits;

/// What a server was asked.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    /// With the query.
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

/// What it answers.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(status: u16, body: &str) -> Self {
        Self { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
    }
}

/// A server that plays a provider until the test ends.
pub struct Stage {
    pub base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Stage {
    pub async fn play(script: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let (remembered, script) = (Arc::clone(&seen), Arc::new(script));
        let answer = move |request: Request| {
            let (remembered, script) = (Arc::clone(&remembered), Arc::clone(&script));
            async move {
                let (head, body) = request.into_parts();
                let body = to_bytes(body, 1 << 20).await.unwrap();
                let seen = Seen {
                    method: head.method.to_string(),
                    path: head.uri.to_string(),
                    headers: head.headers,
                    body: String::from_utf8(body.to_vec()).unwrap(),
                };
                let reply = script(&seen);
                remembered.lock().unwrap().push(seen);
                let response =
                    reply.headers.iter().fold(
                        Response::builder().status(reply.status),
                        |response, (name, value)| response.header(name, value),
                    );
                response.body(Body::from(reply.body)).unwrap()
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, Router::new().fallback(answer)).into_future());
        Self { base, seen }
    }

    /// All it was asked so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

/// A server that reads a request and then says nothing: for a while, or never again.
pub async fn silent(hangs: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut bytes = [0; 4096];
                let _ = socket.read(&mut bytes).await;
                if hangs {
                    tokio::time::sleep(Duration::from_secs(30)).await;
                }
            });
        }
    });
    base
}

/// An address at which nobody listens.
pub async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// Short, so that a test of silence is.
pub fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        answer: Duration::from_millis(700),
        statement: Duration::from_secs(5),
        answer_bytes: 64 << 10,
        statement_bytes: 256 << 10,
    }
}
