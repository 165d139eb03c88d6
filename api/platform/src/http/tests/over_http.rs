//! GraphQL over HTTP: media types, statuses, methods, masks and headers.

use std::sync::atomic::Ordering;

use http::{Method, Request, StatusCode};

use super::toy::{world, world_with};
use super::{ANA, JSON, RESPONSE};

#[tokio::test]
async fn the_answer_has_the_media_type_that_was_asked_for() {
    let world = world();
    let cases = [
        ("application/json", "application/json; charset=utf-8"),
        ("application/graphql-response+json", "application/graphql-response+json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
        (
            "application/graphql-response+json, application/json;q=0.9",
            "application/graphql-response+json; charset=utf-8",
        ),
    ];
    for (accept, content_type) in cases {
        let told = world.query("{ hello }", &[("accept", accept)]).await;
        assert_eq!((told.status, told.header("content-type")), (StatusCode::OK, content_type));
    }
    let told = world.query("{ hello }", &[]).await;
    assert_eq!(told.header("content-type"), "application/json; charset=utf-8");
    assert_eq!(
        told.body,
        r#"{"data":{"hello":"hello world"},"extensions":{"cost":{"requested":1,"available":994,"capacity":1000,"restoreRate":100}}}"#
            .replace("994", &told.json()["extensions"]["cost"]["available"].to_string())
    );
    let told = world.query("{ hello }", &[("accept", "image/png")]).await;
    assert_eq!((told.status, told.code()), (StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE".into()));
}

#[tokio::test]
async fn a_document_that_cannot_run_is_200_or_400_by_media_type() {
    let world = world();
    let cases = [
        ("{", "GRAPHQL_PARSE_FAILED", 400),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED", 400),
        ("query A { hello } query B { hello }", "OPERATION_RESOLUTION_FAILURE", 400),
        ("query A($x: String!) { hello(name: $x) }", "BAD_REQUEST", 400),
        ("{ secret }", "UNAUTHENTICATED", 401),
    ];
    for (document, code, status) in cases {
        let told = world.query(document, &[JSON]).await;
        assert_eq!((told.status.as_u16(), told.code()), (200, code.to_owned()), "{document}");
        assert!(told.json().get("data").is_none());
        let told = world.query(document, &[RESPONSE]).await;
        assert_eq!((told.status.as_u16(), told.code()), (status, code.to_owned()), "{document}");
        assert!(told.json().get("data").is_none());
    }
}

#[tokio::test]
async fn a_request_that_is_none_is_400_whatever_the_media_type() {
    let world = world();
    for body in [
        "",
        "{",
        "nonsense",
        "[]",
        r#"[{"query":"{hello}"}]"#,
        r#"{"qeury":"{hello}"}"#,
        r#"{"query":0}"#,
        r#"{"query":null}"#,
        r#"{"query":"{hello}","variables":[]}"#,
        r#"{"query":"{hello}","variables":"{}"}"#,
        r#"{"query":"{hello}","operationName":{}}"#,
        r#"{"query":"{hello}","extensions":"x"}"#,
        r#"{"query":"{hello}","documentId":"x"}"#,
    ] {
        for accept in [JSON, RESPONSE] {
            let told = world.post(body, &[accept]).await;
            assert_eq!(
                (told.status.as_u16(), told.code().as_str()),
                (400, "BAD_REQUEST"),
                "{body}"
            );
        }
    }
}

#[tokio::test]
async fn only_json_bodies_are_taken() {
    let world = world();
    let body = r#"{"query":"mutation { bump }"}"#;
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/graphql",
    ] {
        let told = world.post(body, &[("content-type", content_type)]).await;
        assert_eq!((told.status.as_u16(), told.code().as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"));
    }
    let bare = Request::post("/graphql").body(body.into()).unwrap();
    assert_eq!(world.ask(bare).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(world.bumps.0.load(Ordering::SeqCst), 0);
    let told = world.post(body, &[("content-type", "application/json; charset=utf-8")]).await;
    assert_eq!(told.json()["data"]["bump"], 1);
}

#[tokio::test]
async fn other_methods_and_pages_are_refused_in_the_same_envelope() {
    let world = world();
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let request = Request::builder().method(&method).uri("/graphql").body("".into()).unwrap();
        let told = world.ask(request).await;
        assert_eq!((told.status.as_u16(), told.header("allow")), (405, "GET, POST"), "{method}");
        assert_eq!(told.code(), "METHOD_NOT_ALLOWED");
    }
    assert_eq!(world.get("/nothing", &[]).await.code(), "NOT_FOUND");
    let request = Request::post("/healthz").body("".into()).unwrap();
    assert_eq!(world.ask(request).await.code(), "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn the_token_decides_who_is_calling() {
    let world = world();
    let told = world.query("{ secret }", &[ANA]).await;
    assert_eq!(told.json()["data"]["secret"], "for people");
    for token in ["Bearer stolen", "Basic YTpi", "Bearer", "ana"] {
        for accept in [JSON, RESPONSE] {
            let told = world.query("{ hello }", &[accept, ("authorization", token)]).await;
            assert_eq!((told.status.as_u16(), told.code().as_str()), (401, "UNAUTHENTICATED"));
            assert_eq!(told.header("www-authenticate"), "Bearer");
        }
    }
}

#[tokio::test]
async fn resolvers_find_principal_client_and_id() {
    let world = world();
    let told = world.query("{ whoami }", &[ANA, ("x-request-id", "client-chose-this")]).await;
    assert_eq!(told.json()["data"]["whoami"], "user_ana from 127.0.0.1 as client-chose-this");
    assert_eq!(told.header("x-request-id"), "client-chose-this");
    let told = world.query("{ whoami }", &[("x-request-id", "bad id")]).await;
    let id = told.header("x-request-id");
    assert_eq!((id.len(), id.starts_with("0000")), (32, true));
    assert_eq!(told.json()["data"]["whoami"], format!("address:127.0.0.1 from 127.0.0.1 as {id}"));
}

#[tokio::test]
async fn errors_of_resolvers_keep_their_code_or_are_masked() {
    let world = world();
    let told = world.query("{ hello fails }", &[RESPONSE, ("x-request-id", "the-id-1")]).await;
    assert_eq!(told.status, StatusCode::OK, "it was run");
    let error = &told.json()["errors"][0];
    assert_eq!(error["message"], "internal error");
    assert_eq!(error["extensions"]["code"], "INTERNAL");
    assert_eq!(error["extensions"]["requestId"], "the-id-1");
    assert_eq!(told.json()["data"], serde_json::Value::Null);
    assert!(!told.body.contains("SELECT"));
    let told = world.query("{ missing }", &[]).await;
    assert_eq!((told.code().as_str(), told.status), ("NOT_FOUND", StatusCode::OK));
}

#[tokio::test]
async fn a_panic_is_an_internal_error_and_no_more() {
    let world = world();
    for accept in [JSON, RESPONSE] {
        let told = world.query("{ panics }", &[accept, ("x-request-id", "the-id-2")]).await;
        assert_eq!((told.status.as_u16(), told.code().as_str()), (500, "INTERNAL"));
        assert_eq!(told.json()["errors"][0]["extensions"]["requestId"], "the-id-2");
        assert!(!told.body.contains("own words"));
    }
}

#[tokio::test]
async fn every_answer_carries_careful_headers() {
    let world = world();
    for told in [
        world.query("{ hello }", &[]).await,
        world.query("{", &[RESPONSE]).await,
        world.get("/nothing", &[]).await,
        world.get("/healthz", &[]).await,
    ] {
        assert_eq!(told.header("x-content-type-options"), "nosniff");
        assert_eq!(told.header("cache-control"), "no-store");
        assert_eq!(told.header("referrer-policy"), "no-referrer");
        assert_eq!(told.header("x-frame-options"), "DENY");
        assert!(!told.header("x-request-id").is_empty());
        assert!(told.header("access-control-allow-origin").is_empty());
    }
}

#[tokio::test]
async fn only_listed_origins_may_call_from_their_pages() {
    let world = world_with(|settings| {
        settings.server.cors_origins = vec!["https://shop.example".to_owned()];
    });
    let preflight = |origin: &str| {
        Request::builder()
            .method(Method::OPTIONS)
            .uri("/graphql")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,authorization")
            .body("".into())
            .unwrap()
    };
    let told = world.ask(preflight("https://shop.example")).await;
    assert_eq!(told.header("access-control-allow-origin"), "https://shop.example");
    assert!(told.header("access-control-allow-headers").contains("authorization"));
    let told = world.ask(preflight("https://evil.example")).await;
    assert!(told.header("access-control-allow-origin").is_empty());
    let told = world.query("{ hello }", &[("origin", "https://shop.example")]).await;
    assert!(told.header("access-control-expose-headers").contains("retry-after"));
}
