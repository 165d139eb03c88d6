//! Public answers: kept for visitors, ended by what happens, never told across a standing.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::sleep;

use super::super::kept::SETTLE;
use super::toy::{World, keeping_world, world};
use super::{ANA, JSON};

impl World {
    async fn bumps(&self, headers: &[(&str, &str)]) -> i64 {
        let told = self.query("{ bumps }", headers).await;
        told.json()["data"]["bumps"].as_i64().unwrap()
    }

    /// What the log would tell.
    fn happens(&self) {
        self.happened.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn visitors_are_told_what_is_kept_until_something_happens() {
    let world = keeping_world();
    assert_eq!(world.bumps(&[JSON]).await, 0);
    let _ = world.query("mutation { bump }", &[JSON]).await;
    assert_eq!(world.bumps(&[JSON]).await, 0, "kept: nothing told the server of it yet");
    world.happens();
    assert_eq!(world.bumps(&[JSON]).await, 1);
}

#[tokio::test]
async fn nothing_is_kept_longer_than_a_second() {
    let world = keeping_world();
    assert_eq!(world.bumps(&[JSON]).await, 0);
    let _ = world.query("mutation { bump }", &[JSON]).await;
    sleep(Duration::from_millis(1_050)).await;
    assert_eq!(world.bumps(&[JSON]).await, 1);
}

#[tokio::test]
async fn where_much_happens_answers_still_live_for_a_moment() {
    let world = keeping_world();
    world.happens();
    assert_eq!(world.bumps(&[JSON]).await, 0);
    let _ = world.query("mutation { bump }", &[JSON]).await;
    world.happens();
    assert_eq!(world.bumps(&[JSON]).await, 0, "the moment is not over");
    sleep(SETTLE + Duration::from_millis(20)).await;
    assert_eq!(world.bumps(&[JSON]).await, 1);
}

#[tokio::test]
async fn who_showed_something_is_told_their_own() {
    let world = keeping_world();
    assert_eq!(world.bumps(&[JSON]).await, 0);
    let _ = world.query("mutation { bump }", &[JSON]).await;
    assert_eq!(world.bumps(&[JSON, ANA]).await, 1, "not the visitors' answer");
    assert_eq!(world.bumps(&[JSON]).await, 0, "nor is theirs told to visitors");
}

#[tokio::test]
async fn each_document_name_and_variable_has_its_own_answer() {
    let world = keeping_world();
    let ask = async |name: &str, variables: &str| {
        let document = "query A($n: String) { hello(name: $n) } query B { hello }";
        let body = format!(
            r#"{{"query": "{document}", "operationName": "{name}", "variables": {variables}}}"#
        );
        world.post(body, &[JSON]).await.json()["data"]["hello"].as_str().unwrap().to_owned()
    };
    assert_eq!(ask("A", r#"{"n": "Ana"}"#).await, "hello Ana");
    assert_eq!(ask("A", r#"{"n": "Ben"}"#).await, "hello Ben");
    assert_eq!(ask("A", "{}").await, "hello world");
    assert_eq!(ask("B", r#"{"n": "Ben"}"#).await, "hello world");
    assert_eq!(ask("A", r#"{"n": "Ana"}"#).await, "hello Ana");
}

#[tokio::test]
async fn an_answer_with_errors_is_nobody_elses() {
    let world = keeping_world();
    let first = world.query("{ fails }", &[JSON]).await;
    let second = world.query("{ fails }", &[JSON]).await;
    let id = |told: &super::Told| told.json()["errors"][0]["extensions"]["requestId"].to_string();
    assert_ne!(id(&first), id(&second), "{}", first.body);
    assert_eq!(id(&second), format!("\"{}\"", second.header("x-request-id")));
}

#[tokio::test]
async fn those_who_ask_at_once_wait_for_one() {
    let world = keeping_world();
    let asked = (0..8).map(|_| world.query("{ slow(ms: 300) }", &[JSON]));
    let begun = std::time::Instant::now();
    for told in futures_util::future::join_all(asked).await {
        assert_eq!(told.json()["data"]["slow"], 300);
    }
    assert!(begun.elapsed() < Duration::from_millis(900), "not one after the other");
}

#[tokio::test]
async fn without_a_log_nothing_is_kept() {
    let world = world();
    assert_eq!(world.bumps(&[JSON]).await, 0);
    let _ = world.query("mutation { bump }", &[JSON]).await;
    assert_eq!(world.bumps(&[JSON]).await, 1);
}
