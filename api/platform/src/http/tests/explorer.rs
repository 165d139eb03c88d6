//! The explorer and the pages for whoever runs us.

use std::sync::Arc;

use http::StatusCode;

use super::toy::{World, try_world, world, world_with};

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

#[tokio::test]
async fn the_explorer_is_there_in_development_only() {
    let world = world_with(|settings| settings.graphql.explorer = true);
    for path in ["/", "/graphql"] {
        let told = world.get(path, &[BROWSER]).await;
        assert_eq!(told.header("content-type"), "text/html; charset=utf-8");
        assert!(told.body.contains(r#""query":"{ hello }""#), "the examples are in it");
        let policy = told.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
        assert!(policy.contains("connect-src 'self'") && !policy.contains("unsafe"));
    }
    let told = world.get("/graphql", &[("accept", "*/*"), ("x-fairstall-csrf", "1")]).await;
    assert_eq!(told.status, StatusCode::METHOD_NOT_ALLOWED);
    let world = world_with(|settings| settings.graphql.explorer = false);
    assert_eq!(world.get("/", &[BROWSER]).await.code(), "NOT_FOUND");
    assert_eq!(world.get("/graphql", &[BROWSER]).await.code(), "CSRF_PREVENTED");
}

fn unready(reason: &'static str) -> World {
    let mut world = world();
    world.transport = world.rebuilt(Arc::new(move || Box::pin(async move { Err(reason) })));
    world
}

#[tokio::test]
async fn health_says_alive_readiness_says_why_not() {
    let ready = world();
    assert_eq!(ready.get("/healthz", &[]).await.body, "ok\n");
    let told = ready.get("/readyz", &[]).await;
    assert_eq!((told.status, told.body.as_str()), (StatusCode::OK, "ready\n"));
    let told = unready("the database cannot be reached").get("/readyz", &[]).await;
    assert_eq!(told.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(told.body, "the database cannot be reached\n");
    ready.transport.shared.drain.cancel();
    let told = ready.get("/readyz", &[]).await;
    assert_eq!((told.status.as_u16(), told.body.as_str()), (503, "draining\n"));
    assert_eq!(ready.get("/healthz", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn numbers_are_for_the_networks_that_may_read_them() {
    let told = world().get("/metrics", &[]).await;
    assert_eq!(told.body, "counted 1\n");
    assert_eq!(told.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let elsewhere = ("x-forwarded-for", "203.0.113.9");
    let told = world().get("/metrics", &[elsewhere]).await;
    assert_eq!(told.status, StatusCode::OK, "nobody said that this proxy is to be believed");
    let proxied = world_with(|settings| {
        settings.server.trusted_proxies = vec!["127.0.0.1".to_owned()];
    });
    assert_eq!(proxied.get("/metrics", &[elsewhere]).await.status, StatusCode::NOT_FOUND);
    let told = proxied.query("{ whoami }", &[elsewhere, ("x-request-id", "proxied-1")]).await;
    assert_eq!(told.json()["data"]["whoami"], "address:203.0.113.9 from 203.0.113.9 as proxied-1");
}

#[tokio::test]
async fn settings_that_cannot_be_meant_stop_the_start() {
    let fault = |origin: &str| {
        let origins = vec![origin.to_owned()];
        try_world(|settings| settings.server.cors_origins = origins).map(drop)
    };
    assert!(fault("*").is_ok());
    for wrong in ["shop.example", "https://shop.example/", "https://shop.example/path", "null"] {
        assert!(fault(wrong).unwrap_err().starts_with("server.cors_origins: "), "{wrong}");
    }
}
