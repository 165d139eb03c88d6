//! From a post to who sells what is in it.

use kit::scenario;
use serde_json::json;

use super::{goods, published, tag};

const FROM_POST: &str = "query ($id: ID!) { post(id: $id) { shareUrl tags { product { title
    operator { id name handle about openedAt }
    category { coolingOff }
    skus { price { amount } available } } } } }";

scenario! {
    /// PO-6: who sells, and how a purchase can be undone, is one query away from the post, for
    /// anybody.
    async fn po_6_the_seller_and_after_sale_terms_are_reachable_from_the_post(world) {
        let ana = world.person("ana").await;
        let scarf = goods(world, "Scarf").await;
        let post = published(world, &ana, json!({ "tags": [tag(&scarf)] })).await;
        let read = world.visitor().run(FROM_POST, json!({ "id": post })).await.done();
        let product = &read.list("post.tags")[0]["product"];
        assert_eq!(product["operator"]["id"], json!(scarf.operator));
        assert!(product["operator"]["name"].as_str().is_some_and(|name| name.starts_with("Shop")));
        assert_eq!(product["category"]["coolingOff"], "STANDARD");
        assert_eq!(product["skus"][0]["available"], json!(5));
        assert!(read.text("post.shareUrl").contains(&post));
    }
}
