//! The transport against a toy schema: every status, every close code, every limit. Most tests
//! call the router; those about connections and sockets open real ones on this machine.

mod connections;
mod explorer;
mod kept;
mod limits;
mod over_http;
mod persisted;
mod sockets;
mod streams;
mod toy;

use ::http::{HeaderMap, Request, StatusCode};
use axum::body::Body;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use self::toy::World;

/// An answer, read whole.
#[derive(Debug)]
struct Told {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Told {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl World {
    async fn ask(&self, request: Request<Body>) -> Told {
        let response = self.transport.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Told { status: parts.status, headers: parts.headers, body }
    }

    /// POSTs a body as JSON, with these headers beside (or instead).
    async fn post(&self, body: impl Into<Body>, headers: &[(&str, &str)]) -> Told {
        let mut request = Request::post("/graphql").body(body.into()).unwrap();
        request.headers_mut().insert("content-type", "application/json".parse().unwrap());
        for (name, value) in headers {
            let name: ::http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        self.ask(request).await
    }

    /// POSTs a document.
    async fn query(&self, document: &str, headers: &[(&str, &str)]) -> Told {
        self.post(serde_json::json!({ "query": document }).to_string(), headers).await
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Told {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(Body::empty()).unwrap()).await
    }
}

const JSON: (&str, &str) = ("accept", "application/json");
const RESPONSE: (&str, &str) = ("accept", "application/graphql-response+json");
const EVENTS: (&str, &str) = ("accept", "text/event-stream");
const ANA: (&str, &str) = ("authorization", "Bearer ana");
