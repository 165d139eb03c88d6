//! Event streams: distinct connections of GraphQL over SSE.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::toy::{World, world, world_with};
use super::{ANA, EVENTS, Told};

/// The events of a stream, without its comments.
fn events(told: &Told) -> Vec<(String, String)> {
    assert_eq!(told.header("content-type"), "text/event-stream; charset=utf-8");
    let blocks = told.body.split("\n\n").filter(|block| !block.is_empty() && *block != ":");
    blocks
        .map(|block| {
            let (event, data) = block.split_once('\n').unwrap();
            let data = data.strip_prefix("data:").unwrap();
            (event.strip_prefix("event: ").unwrap().to_owned(), data.trim_start().to_owned())
        })
        .collect()
}

/// The data of the `next` events; the last event must be `complete`.
fn results(told: &Told) -> Vec<serde_json::Value> {
    let mut events = events(told);
    assert_eq!(events.pop(), Some(("complete".to_owned(), String::new())));
    let result = |(event, data): (String, String)| {
        assert_eq!(event, "next");
        serde_json::from_str(&data).unwrap()
    };
    events.into_iter().map(result).collect()
}

#[tokio::test]
async fn a_subscription_comes_event_by_event_and_completes() {
    let world = world();
    let told = world.query("subscription { count(to: 3) }", &[EVENTS]).await;
    assert_eq!((told.status, told.header("x-accel-buffering")), (StatusCode::OK, "no"));
    assert!(told.body.starts_with(":\n\n"), "a comment opens the stream");
    let results = results(&told);
    let counts: Vec<_> = results.iter().map(|result| result["data"]["count"].clone()).collect();
    assert_eq!(counts, [1, 2, 3]);
    assert_eq!(results[0]["extensions"]["cost"]["requested"], 1);
    assert!(results[1].get("extensions").is_none());
}

#[tokio::test]
async fn queries_and_mutations_are_streams_of_one_result() {
    let world = world();
    let told = world.query("{ hello }", &[EVENTS]).await;
    assert_eq!(results(&told)[0]["data"]["hello"], "hello world");
    let told = world.query("mutation { bump }", &[EVENTS]).await;
    assert_eq!(results(&told)[0]["data"]["bump"], 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_document_is_told_in_the_stream() {
    let world = world();
    for (document, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { private }", "UNAUTHENTICATED"),
    ] {
        let told = world.query(document, &[EVENTS]).await;
        assert_eq!(told.status, StatusCode::OK);
        assert_eq!(results(&told)[0]["errors"][0]["extensions"]["code"], code);
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_request_is_told_by_its_status() {
    let world = world();
    assert_eq!(world.post("{", &[EVENTS]).await.status, StatusCode::BAD_REQUEST);
    let stolen = ("authorization", "Bearer stolen");
    let told = world.query("subscription { count(to: 1) }", &[EVENTS, stolen]).await;
    assert_eq!((told.status.as_u16(), told.code()), (401, "UNAUTHENTICATED".to_owned()));
    let told = world.query("subscription { count(to: 1) }", &[]).await;
    assert_eq!((told.status.as_u16(), told.code()), (406, "NOT_ACCEPTABLE".to_owned()));
}

#[tokio::test]
async fn a_client_that_also_takes_events_gets_a_subscription_as_events() {
    let world = world();
    let urql = "application/graphql-response+json, application/graphql+json, application/json, \
                text/event-stream, multipart/mixed";
    let told = world.query("subscription { count(to: 1) }", &[("accept", urql)]).await;
    assert_eq!(results(&told)[0]["data"]["count"], 1);
    let told = world.query("{ hello }", &[("accept", urql)]).await;
    assert_eq!(told.header("content-type"), "application/graphql-response+json; charset=utf-8");
}

#[tokio::test]
async fn errors_and_panics_within_a_stream_are_masked() {
    let world = world();
    let told = world.query("subscription { breaks }", &[EVENTS]).await;
    let broken = results(&told);
    assert_eq!(broken[0]["data"]["breaks"], 1);
    assert_eq!(broken[1]["errors"][0]["extensions"]["code"], "INTERNAL");
    assert!(!told.body.contains("secret words"));
    let told = world.query("subscription { bursts }", &[EVENTS]).await;
    let burst = results(&told);
    assert_eq!(burst.len(), 3);
    assert_eq!(burst[2]["errors"][0]["extensions"]["code"], "INTERNAL");
    assert!(!told.body.contains("own words"));
}

/// Opens a stream that never ends by itself.
async fn open(world: &World, headers: &[(&str, &str)]) -> http::Response<Body> {
    let body = serde_json::json!({ "query": "subscription { private }" }).to_string();
    let mut request = Request::post("/graphql").header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.transport.router().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_stream_stays_alive_and_ends_with_its_session() {
    let world = world_with(|settings| {
        settings.streams.ping_interval = Duration::from_millis(20);
        settings.streams.recheck_interval = Duration::from_millis(100);
    });
    let mut body = open(&world, &[EVENTS, ANA]).await.into_body();
    for _ in 0..3 {
        assert_eq!(&body.frame().await.unwrap().unwrap().into_data().unwrap()[..], b":\n\n");
    }
    world.doorkeeper.ended.store(true, Ordering::SeqCst);
    let rest = body.collect().await.unwrap().to_bytes();
    let rest = String::from_utf8(rest.to_vec()).unwrap();
    assert!(rest.contains("UNAUTHENTICATED"), "{rest}");
    assert!(rest.ends_with("event: complete\ndata:\n\n"));
}

#[tokio::test]
async fn a_caller_has_so_many_streams_and_no_more() {
    let world = world_with(|settings| settings.streams.event_streams = 2);
    let (first, second) = (open(&world, &[EVENTS, ANA]).await, open(&world, &[EVENTS, ANA]).await);
    assert_eq!((first.status(), second.status()), (StatusCode::OK, StatusCode::OK));
    let third = open(&world, &[EVENTS, ANA]).await;
    assert_eq!(third.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(third.headers().contains_key("retry-after"));
    drop(first);
    assert_eq!(open(&world, &[EVENTS, ANA]).await.status(), StatusCode::OK);
}
