//! From draft to feed: handing in, the screen, staff, and taking away.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use super::{HIDE, PUBLISH, REMOVE, draft, goods, key, listed, publish, published, see, tag, uuid};

const APPROVE: &str = "mutation ($input: PostApproveInput!) { postApprove(input: $input) {
    post { id state } userErrors { code } } }";

scenario! {
    async fn a_clean_post_is_published_at_once(world) {
        let ana = world.person("ana").await;
        let post = draft(world, &ana, json!({ "topics": ["tea"] })).await;
        assert_eq!(see(&world.visitor(), &post, "id").await, Value::Null);
        let _ = publish(&ana, &post).await.done();
        let seen = see(&ana, &post, "state version allowedTransitions
            timeline { nodes { from to actor cause ruleVersion } }").await;
        assert_eq!(seen["state"], "PUBLISHED");
        assert_eq!(seen["allowedTransitions"], json!(["REMOVED"]));
        let steps = &seen["timeline"]["nodes"];
        assert_eq!(steps[0]["to"], "PUBLISHED");
        assert_eq!(steps[0]["actor"], "SYSTEM");
        assert_eq!(steps[0]["ruleVersion"], "screen/1");
        assert_eq!(steps[1]["to"], "REVIEW");
        assert_eq!(steps[1]["actor"], "USER");
        let stranger = see(&world.visitor(), &post, "allowedTransitions
            timeline { nodes { to } }").await;
        assert_eq!(stranger, json!({ "allowedTransitions": [], "timeline": { "nodes": [] } }));
    }

    async fn the_same_key_publishes_once(world) {
        let ana = world.person("ana").await;
        let post = draft(world, &ana, json!({})).await;
        let input = json!({ "idempotencyKey": key(), "postId": post });
        let _ = ana.act(PUBLISH, input.clone()).await.done();
        let again = nothing_changed(world, ana.act(PUBLISH, input.clone())).await.done();
        assert_eq!(again.text("postPublish.post.id"), post);
        let other = draft(world, &ana, json!({})).await;
        let reused = json!({ "idempotencyKey": input["idempotencyKey"], "postId": other });
        nothing_changed(world, ana.act(PUBLISH, reused)).await.refused("IDEMPOTENCY_CONFLICT");
    }

    async fn what_cannot_be_handed_in_is_refused(world) {
        let ana = world.person("ana").await;
        let bob = world.person("bob").await;
        let scarf = goods(world, "Scarf").await;
        let post = draft(world, &ana, json!({ "tags": [tag(&scarf)] })).await;
        let input = |key: String| json!({ "idempotencyKey": key, "postId": post });
        let short = input("short".to_owned());
        nothing_changed(world, ana.act(PUBLISH, short)).await.refused("IDEMPOTENCY_KEY_INVALID");
        nothing_changed(world, publish(&bob, &post)).await.refused("POST_NOT_FOUND");
        let withdraw = format!(
            "UPDATE product SET state = 'DELISTED' WHERE id = {}", uuid(world, &scarf.product));
        world.run(&withdraw).await;
        nothing_changed(world, publish(&ana, &post)).await.refused("PRODUCT_NOT_LIVE");
        let live = published(world, &ana, json!({})).await;
        nothing_changed(world, publish(&ana, &live)).await.refused("NOT_A_DRAFT");
    }

    async fn a_doubtful_post_waits_for_staff(world) {
        let ana = world.person("ana").await;
        let post = draft(world, &ana, json!({ "text": "加我微信 13812345678" })).await;
        let answer = publish(&ana, &post).await.done();
        assert_eq!(answer.text("postPublish.post.state"), "REVIEW");
        assert_eq!(see(&world.visitor(), &post, "id").await, Value::Null);
        assert_eq!(see(&ana, &post, "state").await["state"], "REVIEW");
        nothing_changed(world, ana.act(REMOVE, json!({ "postId": post }))).await
            .refused("NOT_REMOVABLE");
        let approve = json!({ "postId": post });
        nothing_changed(world, ana.act(APPROVE, approve.clone())).await.error("FORBIDDEN");

        let staff = world.staff("COMPLIANCE").await;
        assert_eq!(listed(&staff, "postQueue(queue: REVIEW)").await, [post.as_str()]);
        let _ = staff.act(APPROVE, approve.clone()).await.done();
        assert_eq!(see(&world.visitor(), &post, "state").await["state"], "PUBLISHED");
        nothing_changed(world, staff.act(APPROVE, approve)).await.refused("NOT_IN_REVIEW");
        let other = draft(world, &ana, json!({})).await;
        nothing_changed(world, staff.act(APPROVE, json!({ "postId": other }))).await
            .refused("POST_NOT_FOUND");
    }

    async fn a_removed_post_is_gone_for_everybody(world) {
        let ana = world.person("ana").await;
        let bob = world.person("bob").await;
        let post = published(world, &ana, json!({ "topics": ["tea"] })).await;
        let input = json!({ "postId": post });
        nothing_changed(world, bob.act(REMOVE, input.clone())).await.refused("POST_NOT_FOUND");
        let _ = ana.act(REMOVE, input.clone()).await.done();
        for eyes in [&ana, &bob, &world.visitor()] {
            assert_eq!(see(eyes, &post, "id").await, Value::Null);
            assert_eq!(listed(eyes, "feedDiscover").await, [""; 0]);
            assert_eq!(listed(eyes, r#"posts(where: { topic: "tea" })"#).await, [""; 0]);
        }
        let topics = world.visitor().run("{ topics { nodes { name } } }", json!({})).await;
        assert!(topics.list("topics.nodes").is_empty());
        nothing_changed(world, ana.act(REMOVE, input)).await.refused("POST_NOT_FOUND");
        let staff = world.staff("COMPLIANCE").await;
        let late = json!({ "postId": post, "reason": "x" });
        nothing_changed(world, staff.act(HIDE, late)).await.refused("NOT_PUBLISHED");
    }

    async fn a_draft_can_be_thrown_away(world) {
        let ana = world.person("ana").await;
        let post = draft(world, &ana, json!({})).await;
        let _ = ana.act(REMOVE, json!({ "postId": post })).await.done();
        assert_eq!(listed(&ana, "myPosts").await, [""; 0]);
        nothing_changed(world, publish(&ana, &post)).await.refused("POST_NOT_FOUND");
    }
}
