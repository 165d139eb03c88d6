//! Drafting a post and changing the draft; every refusal leaves everything as it was.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use super::{CREATE, UPDATE, content, draft, goods, key, picture, publish, see, tag};

scenario! {
    async fn a_draft_is_what_its_author_put_into_it(world) {
        let ana = world.person("ana").await;
        let scarf = goods(world, "Scarf").await;
        let more = json!({
            "topics": ["#Indigo", "indigo", "草木染"],
            "tags": [tag(&scarf)],
            "visibility": "FOLLOWERS",
        });
        let input = content(world, &ana, more).await;
        let answer = ana.act(CREATE, input).await.done();
        assert_eq!(answer.text("postCreate.post.state"), "DRAFT");
        assert_eq!(answer.data("postCreate.post.topics"), &json!(["indigo", "草木染"]));
        assert_eq!(answer.text("postCreate.post.visibility"), "FOLLOWERS");
        assert_eq!(answer.data("postCreate.post.adLabel"), &Value::Null);
        assert_eq!(answer.text("postCreate.post.tags.0.product.id"), scarf.product);
        assert_eq!(answer.text("postCreate.post.tags.0.sku.id"), scarf.sku);
        assert_eq!(answer.text("postCreate.post.tags.0.title"), "Scarf");
        assert_eq!(answer.list("postCreate.post.images").len(), 1);
    }

    async fn the_same_key_drafts_once(world) {
        let ana = world.person("ana").await;
        let mut input = content(world, &ana, json!({})).await;
        let first = ana.act(CREATE, input.clone()).await.done().text("postCreate.post.id");
        let again = nothing_changed(world, ana.act(CREATE, input.clone())).await.done();
        assert_eq!(again.text("postCreate.post.id"), first);
        input["text"] = json!("Something else");
        nothing_changed(world, ana.act(CREATE, input)).await.refused("IDEMPOTENCY_CONFLICT");
    }

    async fn what_no_draft_may_hold_is_refused(world) {
        let ana = world.person("ana").await;
        let bob = world.person("bob").await;
        let scarf = goods(world, "Scarf").await;
        let other = goods(world, "Other").await;
        let far = |name: &str, value: i64| {
            let mut tag = tag(&scarf);
            tag[name] = json!(value);
            json!({ "tags": [tag] })
        };
        let gone = format!("product_{}", "0".repeat(32));
        let mut unknown = tag(&scarf);
        unknown["productId"] = json!(gone);
        let mut foreign = tag(&scarf);
        foreign["skuId"] = json!(other.sku);
        let used = picture(world, &ana).await;
        draft(world, &ana, json!({ "imageIds": [used.clone()] })).await;
        let rows = [
            (json!({ "idempotencyKey": "short" }), "IDEMPOTENCY_KEY_INVALID"),
            (json!({ "text": " " }), "TEXT_INVALID"),
            (json!({ "text": "x".repeat(2_001) }), "TEXT_INVALID"),
            (json!({ "topics": (0..11).map(|n| format!("t{n}")).collect::<Vec<_>>() }),
                "TOO_MANY_TOPICS"),
            (json!({ "topics": ["two words"] }), "TOPIC_INVALID"),
            (json!({ "tags": vec![tag(&scarf); 10] }), "TOO_MANY_TAGS"),
            (far("picture", 2), "TAG_PICTURE_MISSING"),
            (far("x", 1_001), "TAG_OUT_OF_PICTURE"),
            (far("y", -1), "TAG_OUT_OF_PICTURE"),
            (json!({ "tags": [unknown] }), "PRODUCT_NOT_FOUND"),
            (json!({ "tags": [foreign] }), "SKU_NOT_FOUND"),
            (json!({ "imageIds": [] }), "IMAGES_INVALID"),
            (json!({ "imageIds": [used] }), "IMAGES_INVALID"),
            (json!({ "imageIds": [picture(world, &bob).await] }), "IMAGES_INVALID"),
        ];
        for (more, code) in rows {
            let input = content(world, &ana, more).await;
            nothing_changed(world, ana.act(CREATE, input)).await.refused(code);
        }
    }

    async fn an_id_of_another_type_is_no_product(world) {
        let ana = world.person("ana").await;
        let mut wrong = tag(&goods(world, "Scarf").await);
        wrong["productId"] = json!(ana.id);
        let input = content(world, &ana, json!({ "tags": [wrong] })).await;
        nothing_changed(world, ana.act(CREATE, input)).await.error("INVALID_ID");
    }

    /// PD-5: under 14 without a guardian there is no posting.
    async fn pd_5_a_child_without_a_guardian_posts_nothing(world) {
        let kim = world.person_of("kim", "UNDER_14").await;
        let input = content(world, &kim, json!({})).await;
        nothing_changed(world, kim.act(CREATE, input)).await.refused("GUARDIAN_NEEDED");
    }

    async fn a_draft_changes_until_it_is_handed_in(world) {
        let ana = world.person("ana").await;
        let scarf = goods(world, "Scarf").await;
        let post = draft(world, &ana, json!({ "tags": [tag(&scarf)] })).await;
        let had = see(&ana, &post, "images { id }").await["images"][0]["id"].clone();
        let input = json!({
            "postId": post, "version": 1, "text": "Better", "topics": ["tea"],
            "imageIds": [picture(world, &ana).await, had], "relation": "GIFT",
        });
        let changed = ana.act(UPDATE, input).await.done();
        assert_eq!(changed.text("postUpdate.post.text"), "Better");
        assert_eq!(changed.number("postUpdate.post.version"), 2);
        assert_eq!(changed.list("postUpdate.post.images").len(), 2);
        assert_eq!(changed.data("postUpdate.post.images.1.id"), &had);
        assert_eq!(changed.list("postUpdate.post.tags").len(), 1);
        assert_eq!(changed.text("postUpdate.post.adLabel"), "广告");

        let stale = json!({ "postId": post, "version": 1, "text": "Worse" });
        nothing_changed(world, ana.act(UPDATE, stale)).await.refused("VERSION_CHANGED");
        let bare = json!({ "postId": post, "imageIds": [] });
        nothing_changed(world, ana.act(UPDATE, bare)).await.refused("TAG_PICTURE_MISSING");
        let bob = world.person("bob").await;
        let foreign = json!({ "postId": post, "text": "Mine" });
        nothing_changed(world, bob.act(UPDATE, foreign)).await.refused("POST_NOT_FOUND");

        let _ = publish(&ana, &post).await.done();
        let late = json!({ "postId": post, "text": "Too late" });
        nothing_changed(world, ana.act(UPDATE, late)).await.refused("NOT_A_DRAFT");
    }

    async fn a_visitor_drafts_nothing(world) {
        let input = json!({ "idempotencyKey": key(), "text": "x", "imageIds": [] });
        let visitor = world.visitor();
        nothing_changed(world, visitor.act(CREATE, input)).await.error("UNAUTHENTICATED");
    }
}
