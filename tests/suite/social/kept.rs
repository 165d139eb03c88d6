//! Public pages from the cache of answers: never of another's standing, and never for long.

use std::time::{Duration, Instant};

use axum::body::Body;
use fairstall::server;
use http::Request;
use http_body_util::BodyExt;
use kit::{World, scenario};
use platform::App;
use platform::events::run_live;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{goods, published, tag};

const FEED: &str = "{ feedDiscover(first: 20) { nodes { id text tags { state } } } }";
const SCREEN: &str = "mutation ($input: ProductScreenInput!) { productScreen(input: $input) {
    product { id } userErrors { code } } }";
const PRODUCT: &str = "query ($id: ID!) { product(id: $id) { id title } }";

/// A server that keeps public answers, as servers do, and listens to the log.
struct Keeping {
    app: App,
    stop: CancellationToken,
}

impl Keeping {
    async fn new(world: &World) -> Self {
        let (app, stop) = (world.another_server().await, CancellationToken::new());
        tokio::spawn(run_live(app.clone(), stop.clone()));
        Self { app, stop }
    }

    /// What a visitor is told; `router` is made once, or every call would keep its own answers.
    async fn told(router: &axum::Router, document: &str, variables: Value) -> Value {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let request = Request::post("/graphql")
            .header("content-type", "application/json")
            .body(Body::from(body))
            .expect("a request");
        let response = router.clone().oneshot(request).await.expect("an answer");
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        serde_json::from_slice::<Value>(&bytes).expect("JSON")["data"].clone()
    }

    fn router(&self) -> axum::Router {
        server::transport(&self.app, self.app.settings(), None).expect("a transport").router()
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Asks until it is as wanted; how long that took.
async fn until(
    router: &axum::Router,
    (document, variables): (&str, Value),
    wanted: impl Fn(&Value) -> bool,
) -> Duration {
    let begun = Instant::now();
    loop {
        let told = Keeping::told(router, document, variables.clone()).await;
        if wanted(&told) {
            return begun.elapsed();
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "still {told}");
        tokio::time::sleep(kit::world::moment()).await;
    }
}

scenario! {
    /// PO-3: what is blocked on one server is gone from another's kept pages.
    async fn a_block_reaches_the_kept_pages_of_another_server(world) {
        let ana = world.person("ana").await;
        let goods = goods(world, "Teapot").await;
        let post = published(world, &ana, json!({ "tags": [tag(&goods)] })).await;
        let keeping = Keeping::new(world).await;
        let router = keeping.router();
        let state = |told: &Value| {
            let posts = told["feedDiscover"]["nodes"].as_array().cloned().unwrap_or_default();
            let mine = posts.into_iter().find(|node| node["id"] == json!(post));
            mine.map(|node| node["tags"][0]["state"].clone()).unwrap_or_default()
        };
        let before = Keeping::told(&router, FEED, json!({})).await;
        assert_eq!(state(&before), "ACTIVE");
        let page = Keeping::told(&router, PRODUCT, json!({ "id": goods.product })).await;
        assert_eq!(page["product"]["title"], "Teapot");
        let staff = world.staff("COMPLIANCE").await;
        let block = json!({ "id": goods.product, "blockReason": "forbidden" });
        let _ = staff.act(SCREEN, block).await.done();
        let feed = until(&router, (FEED, json!({})), |told| state(told) != "ACTIVE").await;
        let id = json!({ "id": goods.product });
        let page = until(&router, (PRODUCT, id), |told| told["product"].is_null()).await;
        assert!(feed + page < Duration::from_secs(5), "{feed:?} {page:?}");
    }
}
