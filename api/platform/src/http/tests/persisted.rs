//! Persisted operations: automatic ones by POST and GET, and the trusted list.

use std::sync::atomic::Ordering;

use sha2::{Digest, Sha256};

use super::toy::{World, world, world_with};
use super::{ANA, JSON, RESPONSE, Told};

fn hash(text: &str) -> String {
    crate::http::persisted::hex(&Sha256::digest(text).into())
}

fn extensions(hash: &str) -> serde_json::Value {
    serde_json::json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

/// A GET as Apollo Client sends it.
async fn get(world: &World, text: Option<&str>, hash: &str, more: &str) -> Told {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if let Some(text) = text {
        query.append_pair("query", text);
    }
    query.append_pair("extensions", &extensions(hash).to_string());
    let path = format!("/graphql?{}{more}", query.finish());
    world.get(&path, &[RESPONSE, ("content-type", "application/json")]).await
}

#[tokio::test]
async fn a_hash_is_not_found_until_its_text_has_come_with_it() {
    let world = world();
    let text = "query A($n: String!) { hello(name: $n) } query B { hello }";
    let variables = serde_json::json!({ "n": "you" });
    let short = serde_json::json!({
        "operationName": "A", "variables": variables, "extensions": extensions(&hash(text)),
    });
    for (accept, status) in [(JSON, 200), (RESPONSE, 404)] {
        let told = world.post(short.to_string(), &[accept]).await;
        assert_eq!(
            (told.status.as_u16(), told.code()),
            (status, "PERSISTED_QUERY_NOT_FOUND".into())
        );
        assert_eq!(told.json()["errors"][0]["message"], "PersistedQueryNotFound");
        assert_eq!(told.header("cache-control"), "no-store");
    }
    let mut whole = short.clone();
    whole["query"] = text.into();
    let told = world.post(whole.to_string(), &[]).await;
    assert_eq!(told.json()["data"]["hello"], "hello you");
    let told = world.post(short.to_string(), &[]).await;
    assert_eq!(told.json()["data"]["hello"], "hello you");
    let more = "&operationName=A&variables=%7B%22n%22%3A%22me%22%7D";
    let told = get(&world, None, &hash(text), more).await;
    assert_eq!(told.json()["data"]["hello"], "hello me");
    let told = get(&world, None, &hash(text), "").await;
    assert_eq!(told.code(), "OPERATION_RESOLUTION_FAILURE");
}

#[tokio::test]
async fn a_hash_that_is_not_of_the_text_is_refused_and_not_remembered() {
    let world = world();
    let body = serde_json::json!({ "query": "{ hello }", "extensions": extensions(&hash("x")) });
    let told = world.post(body.to_string(), &[]).await;
    assert_eq!((told.status.as_u16(), told.code()), (400, "BAD_REQUEST".to_owned()));
    assert_eq!(get(&world, None, &hash("x"), "").await.code(), "PERSISTED_QUERY_NOT_FOUND");
    let invalid =
        serde_json::json!({ "query": "{ no }", "extensions": extensions(&hash("{ no }")) });
    assert_eq!(world.post(invalid.to_string(), &[]).await.code(), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(get(&world, None, &hash("{ no }"), "").await.code(), "PERSISTED_QUERY_NOT_FOUND");
    let second = serde_json::json!({ "persistedQuery": { "version": 2, "sha256Hash": hash("x") } });
    let body = serde_json::json!({ "extensions": second });
    assert_eq!(world.post(body.to_string(), &[]).await.code(), "PERSISTED_QUERY_NOT_SUPPORTED");
}

#[tokio::test]
async fn a_get_is_for_persisted_queries_and_changes_nothing() {
    let world = world();
    let careless = world.get("/graphql?query=%7Bhello%7D", &[]).await;
    assert_eq!((careless.status.as_u16(), careless.code()), (400, "CSRF_PREVENTED".to_owned()));
    let plain = world.get("/graphql?query=%7Bhello%7D", &[("x-fairstall-csrf", "1")]).await;
    assert_eq!((plain.status.as_u16(), plain.code()), (405, "METHOD_NOT_ALLOWED".to_owned()));
    assert_eq!(plain.header("allow"), "POST");
    let told = get(&world, Some("{ hello }"), &hash("{ hello }"), "").await;
    assert_eq!(told.json()["data"]["hello"], "hello world");
    assert_eq!(told.header("vary"), "accept, authorization");
    let change = "mutation { bump }";
    for accept in [JSON, RESPONSE] {
        let path = format!(
            "/graphql?query={}&extensions={}",
            url::form_urlencoded::byte_serialize(change.as_bytes()).collect::<String>(),
            url::form_urlencoded::byte_serialize(extensions(&hash(change)).to_string().as_bytes())
                .collect::<String>(),
        );
        let told = world.get(&path, &[accept, ANA, ("apollo-require-preflight", "1")]).await;
        assert_eq!((told.status.as_u16(), told.code()), (405, "METHOD_NOT_ALLOWED".to_owned()));
    }
    assert_eq!(world.bumps.0.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_get_that_a_foreign_page_could_send_is_refused() {
    let world = world();
    let text = "{ hello }";
    get(&world, Some(text), &hash(text), "").await;
    let path = format!(
        "/graphql?extensions={}",
        url::form_urlencoded::byte_serialize(extensions(&hash(text)).to_string().as_bytes())
            .collect::<String>(),
    );
    let told = world.get(&path, &[RESPONSE]).await;
    assert_eq!((told.status.as_u16(), told.code()), (400, "CSRF_PREVENTED".to_owned()));
    let told = world.get(&path, &[RESPONSE, ("sec-fetch-site", "same-site")]).await;
    assert_eq!(told.code(), "CSRF_PREVENTED");
    for header in [("sec-fetch-site", "same-origin"), ("x-fairstall-csrf", "1")] {
        assert_eq!(world.get(&path, &[RESPONSE, header]).await.status.as_u16(), 200);
    }
}

#[tokio::test]
async fn only_a_visitors_answer_may_be_kept_and_only_if_its_fields_allow() {
    let world = world();
    let kept = "{ kept }";
    let told = get(&world, Some(kept), &hash(kept), "").await;
    assert_eq!(told.header("cache-control"), "max-age=60");
    let path = format!(
        "/graphql?extensions={}",
        url::form_urlencoded::byte_serialize(extensions(&hash(kept)).to_string().as_bytes())
            .collect::<String>(),
    );
    let told = world.get(&path, &[ANA, ("x-fairstall-csrf", "1")]).await;
    assert_eq!((told.status.as_u16(), told.header("cache-control")), (200, "no-store"));
    let told = get(&world, Some("{ hello }"), &hash("{ hello }"), "").await;
    assert_eq!(told.header("cache-control"), "no-store");
}

fn manifest(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

#[tokio::test]
async fn a_trusted_list_is_read_in_both_formats_and_nothing_else_is_run() {
    let text = "query Hello { hello }";
    let apollo = serde_json::json!({
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{ "id": "hello-1", "name": "Hello", "type": "query", "body": text }],
    });
    let plain = serde_json::json!({ "hello-1": text });
    for list in [apollo, plain] {
        let file = manifest(&list.to_string());
        let world = world_with(|settings| {
            settings.graphql.trusted_operations = Some(file.path().to_owned());
            settings.graphql.trusted_only = true;
        });
        for body in [
            serde_json::json!({ "documentId": "hello-1" }),
            serde_json::json!({ "documentId": format!("sha256:{}", hash(text)) }),
            serde_json::json!({ "extensions": extensions("hello-1") }),
            serde_json::json!({ "extensions": extensions(&hash(text)) }),
            serde_json::json!({ "query": text, "extensions": extensions("hello-1") }),
            serde_json::json!({ "query": text, "operationName": "Hello" }),
        ] {
            let told = world.post(body.to_string(), &[]).await;
            assert_eq!(told.json()["data"]["hello"], "hello world", "{body}");
        }
        let told = world.get("/graphql?documentId=hello-1", &[("x-fairstall-csrf", "1")]).await;
        assert_eq!(told.json()["data"]["hello"], "hello world");
        for body in [
            serde_json::json!({ "query": "{ hello }" }),
            serde_json::json!({ "query": "{ hello }", "extensions": extensions(&hash("{ hello }")) }),
            serde_json::json!({ "extensions": extensions(&hash("{ hello }")) }),
            serde_json::json!({ "documentId": "hello-2" }),
            serde_json::json!({ "query": "{" }),
        ] {
            let told = world.post(body.to_string(), &[RESPONSE]).await;
            assert_eq!(
                (told.status.as_u16(), told.code()),
                (400, "PERSISTED_QUERY_NOT_SUPPORTED".into())
            );
        }
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_read_stops_the_start() {
    use crate::http::tests::toy::try_world;
    for text in ["", "[]", r#"{"operations":[{"id":"x"}]}"#, r#"{"hash":1}"#] {
        let file = manifest(text);
        let fault = try_world(|settings| {
            settings.graphql.trusted_operations = Some(file.path().to_owned());
        })
        .map(drop)
        .unwrap_err();
        assert!(fault.starts_with("graphql.trusted_operations: "), "{fault}");
    }
}

#[tokio::test]
async fn clients_are_told_when_hashes_are_not_taken() {
    let world = world_with(|settings| settings.graphql.automatic_persisted = false);
    let body = serde_json::json!({ "extensions": extensions(&hash("{ hello }")) });
    let told = world.post(body.to_string(), &[]).await;
    assert_eq!(told.json()["errors"][0]["message"], "PersistedQueryNotSupported");
    let body =
        serde_json::json!({ "query": "{ hello }", "extensions": extensions(&hash("{ hello }")) });
    assert_eq!(world.post(body.to_string(), &[]).await.json()["data"]["hello"], "hello world");
}
