//! What bounds a request: its size, its time, its place in the queue, its caller's bucket.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, put};
use http::{Request, StatusCode};
use tokio::time::sleep;

use super::toy::{world, world_with};
use super::{ANA, JSON, RESPONSE};

/// Routes beside GraphQL, as a slice would bring them.
pub(super) fn routes() -> Router {
    Router::new()
        .route("/upload", put(|body: Bytes| async move { body.len().to_string() }))
        .layer(DefaultBodyLimit::max(1024 * 1024))
        .route("/media", get(|| async { ([("cache-control", "max-age=9")], "picture") }))
        .route("/dawdle", get(|| sleep(Duration::from_mins(1))))
        .route("/panic", get(panics))
}

async fn panics() {
    panic!("a route's own words")
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_413_whether_or_not_it_says_so() {
    let world = world();
    let body = |bytes: usize| {
        let query = "{ hello }";
        let frame = serde_json::json!({ "query": query, "x": "" }).to_string().len();
        serde_json::json!({ "query": query, "x": "x".repeat(bytes - frame) }).to_string()
    };
    assert_eq!(world.post(body(64 * 1024), &[]).await.status, StatusCode::OK);
    let told = world.post(body(64 * 1024 + 1), &[]).await;
    assert_eq!((told.status.as_u16(), told.code()), (413, "PAYLOAD_TOO_LARGE".to_owned()));
    let length = (64 * 1024 + 1).to_string();
    let told = world.post("{}", &[("content-length", &length)]).await;
    assert_eq!(told.status, StatusCode::PAYLOAD_TOO_LARGE);
    let pieces = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>("x".repeat(1024)));
    let told = world.post(Body::from_stream(pieces), &[]).await;
    assert_eq!(told.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_takes_too_long_is_given_up() {
    let world = world_with(|settings| {
        settings.server.request_timeout = Duration::from_millis(100);
        settings.server.route_timeout = Duration::from_millis(150);
    });
    for accept in [JSON, RESPONSE] {
        let begun = Instant::now();
        let told = world.query("{ slow(ms: 10000) }", &[accept]).await;
        assert_eq!((told.status.as_u16(), told.code()), (504, "TIMEOUT".to_owned()));
        assert!(begun.elapsed() < Duration::from_secs(2));
    }
    let told = world
        .post(
            Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>()),
            &[],
        )
        .await;
    assert_eq!(told.code(), "TIMEOUT", "a body that does not come");
    let told = world.query("{ hello }", &[("authorization", "Bearer slow")]).await;
    assert_eq!(told.code(), "TIMEOUT", "a look-up that does not end");
    assert_eq!(world.get("/dawdle", &[]).await.code(), "TIMEOUT");
}

#[tokio::test]
async fn a_full_house_sheds_at_once_and_says_when_to_come_back() {
    let world = std::sync::Arc::new(world_with(|settings| {
        settings.server.max_in_flight = 1;
        settings.server.max_queued = 1;
    }));
    let busy = tokio::spawn({
        let world = std::sync::Arc::clone(&world);
        async move { world.query("{ slow(ms: 400) }", &[]).await }
    });
    sleep(Duration::from_millis(100)).await;
    let begun = Instant::now();
    let told = world.query("{ hello }", &[JSON]).await;
    assert!(begun.elapsed() < Duration::from_millis(250));
    assert_eq!((told.status.as_u16(), told.code()), (503, "OVERLOADED".to_owned()));
    assert_eq!(told.header("retry-after"), "1");
    assert_eq!(world.get("/healthz", &[]).await.status, StatusCode::OK, "health has no queue");
    assert_eq!(world.get("/media", &[]).await.status, StatusCode::OK, "routes beside have theirs");
    assert_eq!(busy.await.unwrap().json()["data"]["slow"], 400);
    assert_eq!(world.query("{ hello }", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_empty_bucket_is_429_with_the_wait() {
    let world = world_with(|settings| {
        settings.buckets.visitor_burst = 12;
        settings.buckets.visitor_per_second = 1;
    });
    let told = world.query("mutation { bump }", &[]).await;
    assert_eq!(told.header("x-cost-requested"), "10");
    assert_eq!(told.header("x-cost-available"), "2");
    assert_eq!(told.json()["extensions"]["cost"]["capacity"], 12);
    for accept in [JSON, RESPONSE] {
        let told = world.query("mutation { bump }", &[accept]).await;
        assert_eq!((told.status.as_u16(), told.code()), (429, "RATE_LIMITED".to_owned()));
        let wait = &told.json()["errors"][0]["extensions"]["retryAfter"];
        assert_eq!(told.header("retry-after"), wait.to_string());
        assert!((1..=10).contains(&wait.as_u64().unwrap()));
    }
    assert_eq!(world.query("{", &[]).await.code(), "RATE_LIMITED", "refusals cost as well");
    let told = world.query("{ hello }", &[ANA]).await;
    assert_eq!(told.json()["extensions"]["cost"]["capacity"], 2_000);
}

#[tokio::test]
async fn tokens_cannot_be_tried_without_end() {
    let world = world_with(|settings| {
        settings.buckets.visitor_burst = 3;
        settings.buckets.visitor_per_second = 1;
    });
    let guess = ("authorization", "Bearer guess");
    for _ in 0..3 {
        assert_eq!(world.query("{ hello }", &[guess]).await.code(), "UNAUTHENTICATED");
    }
    assert_eq!(world.query("{ hello }", &[guess]).await.code(), "RATE_LIMITED");
    assert_eq!(world.query("{ hello }", &[ANA]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn routes_beside_share_the_frame_and_keep_their_own_headers() {
    let world = world();
    let body = "x".repeat(512 * 1024);
    let upload = Request::put("/upload").body(body.into()).unwrap();
    let told = world.ask(upload).await;
    assert_eq!((told.status, told.body.as_str()), (StatusCode::OK, "524288"));
    let told = world.get("/media", &[]).await;
    assert_eq!((told.header("cache-control"), told.body.as_str()), ("max-age=9", "picture"));
    assert_eq!(told.header("x-content-type-options"), "nosniff");
    let told = world.get("/panic", &[]).await;
    assert_eq!((told.status.as_u16(), told.code()), (500, "INTERNAL".to_owned()));
}
