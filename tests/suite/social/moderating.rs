//! Staff hide a post, its author appeals, and staff decide.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use super::{HIDE, draft, listed, published, see};

const APPEAL: &str = "mutation ($input: PostAppealInput!) { postAppeal(input: $input) {
    post { state appeal { text answer } } userErrors { code } } }";
const RESTORE: &str = "mutation ($input: PostRestoreInput!) { postRestore(input: $input) {
    post { state hiddenReason appeal { text } } userErrors { code } } }";
const DISMISS: &str = "mutation ($input: PostAppealDismissInput!) {
    postAppealDismiss(input: $input) { post { state appeal { answer } } userErrors { code } } }";

scenario! {
    async fn a_hidden_post_comes_back_after_an_appeal(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let staff = world.staff("COMPLIANCE").await;
        let post = published(world, &ana, json!({ "topics": ["tea"] })).await;
        let hide = json!({ "postId": post, "reason": "A hidden advertisement." });
        nothing_changed(world, bob.act(HIDE, hide.clone())).await.error("FORBIDDEN");
        let hidden = staff.act(HIDE, hide).await.done();
        assert_eq!(hidden.text("postHide.post.hiddenReason"), "A hidden advertisement.");
        for eyes in [&bob, &world.visitor()] {
            assert_eq!(see(eyes, &post, "id").await, Value::Null);
            assert_eq!(listed(eyes, r#"posts(where: { topic: "tea" })"#).await, [""; 0]);
        }
        let own = see(&ana, &post, "state hiddenReason allowedTransitions").await;
        assert_eq!(own["hiddenReason"], "A hidden advertisement.");
        assert_eq!(own["allowedTransitions"], json!([]));

        let restore = json!({ "postId": post });
        nothing_changed(world, staff.act(RESTORE, restore.clone())).await.refused("NOT_APPEALED");
        let appeal = json!({ "postId": post, "text": "I bought it myself." });
        nothing_changed(world, bob.act(APPEAL, appeal.clone())).await.refused("POST_NOT_FOUND");
        let _ = ana.act(APPEAL, appeal.clone()).await.done();
        nothing_changed(world, ana.act(APPEAL, appeal)).await.refused("ALREADY_APPEALED");
        assert_eq!(listed(&staff, "postQueue(queue: APPEALS)").await, [post.as_str()]);
        let seen = see(&staff, &post, "allowedTransitions appeal { text }").await;
        assert_eq!(seen["allowedTransitions"], json!(["PUBLISHED"]));
        let restored = staff.act(RESTORE, restore.clone()).await.done();
        assert_eq!(restored.data("postRestore.post.hiddenReason"), &Value::Null);
        assert_eq!(see(&bob, &post, "state").await["state"], "PUBLISHED");
        assert_eq!(listed(&bob, r#"posts(where: { topic: "tea" })"#).await, [post.as_str()]);
        nothing_changed(world, staff.act(RESTORE, restore)).await.refused("NOT_HIDDEN");
    }

    async fn a_dismissed_appeal_says_why(world) {
        let ana = world.person("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let post = published(world, &ana, json!({})).await;
        let answer = json!({ "postId": post, "reason": "It is one." });
        nothing_changed(world, staff.act(DISMISS, answer.clone())).await.refused("NOT_APPEALED");
        let _ = staff.act(HIDE, json!({ "postId": post, "reason": "An advertisement." })).await.done();
        let _ = ana.act(APPEAL, json!({ "postId": post, "text": "No." })).await.done();
        let blank = json!({ "postId": post, "reason": " " });
        nothing_changed(world, staff.act(DISMISS, blank)).await.refused("REASON_INVALID");
        let _ = staff.act(DISMISS, answer.clone()).await.done();
        assert_eq!(see(&ana, &post, "appeal { answer }").await["appeal"]["answer"], "It is one.");
        assert_eq!(listed(&staff, "postQueue(queue: APPEALS)").await, [""; 0]);
        nothing_changed(world, staff.act(DISMISS, answer)).await.refused("NOT_APPEALED");
    }

    async fn what_staff_cannot_do_is_refused(world) {
        let ana = world.person("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let secret = draft(world, &ana, json!({})).await;
        let post = published(world, &ana, json!({})).await;
        let hide = |post: &str, reason: &str| json!({ "postId": post, "reason": reason });
        nothing_changed(world, staff.act(HIDE, hide(&post, ""))).await.refused("REASON_INVALID");
        nothing_changed(world, staff.act(HIDE, hide(&secret, "x"))).await
            .refused("POST_NOT_FOUND");
        assert_eq!(see(&staff, &secret, "id").await, Value::Null);
        let late = json!({ "postId": post, "text": "x" });
        nothing_changed(world, ana.act(APPEAL, late)).await.refused("NOT_HIDDEN");
        let empty = json!({ "postId": post, "text": "" });
        nothing_changed(world, ana.act(APPEAL, empty)).await.refused("TEXT_INVALID");
        nothing_changed(world, staff.act(RESTORE, json!({ "postId": secret }))).await
            .refused("POST_NOT_FOUND");
        let none = json!({ "postId": secret, "reason": "x" });
        nothing_changed(world, staff.act(DISMISS, none)).await.refused("POST_NOT_FOUND");
    }
}
