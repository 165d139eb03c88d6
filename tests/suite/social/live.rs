//! What happens to a post reaches those who look at it, with the authority of the query.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::extract::ConnectInfo;
use futures_util::StreamExt;
use http::{Request, header};
use kit::{Actor, World, scenario};
use platform::App;
use platform::events::run_live;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{COMMENT, HIDE, LIKE, draft, key, published};

/// Somebody listening to a subscription.
pub struct Ear {
    frames: BodyDataStream,
    heard: String,
}

impl Ear {
    pub async fn open(world: &World, eyes: &Actor<'_>, query: &str, id: &str) -> Self {
        Self::at(world.router(), eyes, query, id).await
    }

    /// The same, at another server.
    pub async fn at(router: Router, eyes: &Actor<'_>, query: &str, id: &str) -> Self {
        let body = json!({ "query": query, "variables": { "id": id } });
        let mut request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "text/event-stream")
            .body(Body::from(body.to_string()))
            .expect("a request");
        if let Some(token) = &eyes.token {
            let value = format!("Bearer {token}").parse().expect("a token is visible ASCII");
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        let peer = SocketAddr::from((Ipv4Addr::new(198, 19, 0, 1), 40_000));
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = router.oneshot(request).await.expect("an answer");
        Self { frames: response.into_body().into_data_stream(), heard: String::new() }
    }

    /// The next thing told; nothing once the stream has ended.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            while let Some((event, rest)) = self.heard.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.heard = rest;
                if event.contains("event: complete") {
                    return None;
                }
                let data: String =
                    event.lines().filter_map(|line| line.strip_prefix("data:")).collect();
                if !data.trim().is_empty() {
                    return Some(serde_json::from_str(data.trim()).expect("JSON"));
                }
            }
            let frame = tokio::time::timeout(Duration::from_secs(10), self.frames.next());
            let bytes = frame.await.expect("something within ten seconds")?.expect("a frame");
            self.heard.push_str(&String::from_utf8_lossy(&bytes).replace('\r', ""));
        }
    }
}

/// Passes on what is committed, as a server does beside its requests.
pub fn passing_on(world: &World) -> CancellationToken {
    passing_on_at(world.app())
}

/// The same of another server.
pub fn passing_on_at(app: &App) -> CancellationToken {
    let stop = CancellationToken::new();
    tokio::spawn(run_live(app.clone(), stop.clone()));
    stop
}

/// What another server of the same shop answers to.
pub fn answering(app: &App) -> Router {
    fairstall::server::transport(app, app.settings(), None).expect("a shop").router()
}

const UPDATED: &str = "subscription ($id: ID!) { postUpdated(id: $id) {
    id likeCount commentCount state } }";
const SAID: &str = "subscription ($id: ID!) { commentAdded(postId: $id) {
    text author { handle } post { id } } }";

scenario! {
    async fn a_like_is_told_to_those_who_look_on(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let post = published(world, &ana, json!({})).await;
        let stop = passing_on(world);
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut ear = Ear::open(world, &world.visitor(), UPDATED, &post).await;
        let like = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            bob.act(LIKE, json!({ "postId": post })).await.done()
        };
        let (told, _) = tokio::join!(ear.next(), like);
        let told = told.expect("it is told");
        assert_eq!(told["data"]["postUpdated"]["likeCount"], 1, "{told}");
        assert_eq!(told["data"]["postUpdated"]["state"], "PUBLISHED");
        stop.cancel();
    }

    async fn a_comment_is_told_and_a_hidden_post_tells_no_more(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let staff = world.staff("COMPLIANCE").await;
        let post = published(world, &ana, json!({})).await;
        let stop = passing_on(world);
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut ear = Ear::open(world, &bob, SAID, &post).await;
        let acts = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let said = json!({ "idempotencyKey": key(), "postId": post, "text": "Hello" });
            let _ = ana.act(COMMENT, said).await.done();
        };
        let (told, ()) = tokio::join!(ear.next(), acts);
        let told = told.expect("it is told");
        assert_eq!(told["data"]["commentAdded"]["text"], "Hello", "{told}");
        assert_eq!(told["data"]["commentAdded"]["post"]["id"], json!(post));
        let hide = staff.act(HIDE, json!({ "postId": post, "reason": "x" }));
        let (ended, _) = tokio::join!(ear.next(), hide);
        assert_eq!(ended, None);
        stop.cancel();
    }

    async fn what_is_not_seen_is_not_listened_to(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let secret = draft(world, &ana, json!({})).await;
        for query in [UPDATED, SAID] {
            let mut ear = Ear::open(world, &bob, query, &secret).await;
            let told = ear.next().await.expect("an error is told");
            assert_eq!(told["errors"][0]["extensions"]["code"], "NOT_FOUND", "{told}");
        }
    }
}
