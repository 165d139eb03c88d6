//! Comments: one level of replies, counted, and taken away by whoever may.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use super::{BLOCK, COMMENT, draft, key, published, see};

const REMOVE: &str = "mutation ($input: CommentRemoveInput!) { commentRemove(input: $input) {
    comment { id text isRemoved } userErrors { code } } }";

const THREAD: &str = "commentCount comments { nodes { id text replyCount viewerMayRemove
    author { handle } replies { nodes { id text author { handle } } } } }";

async fn say(who: &kit::Actor<'_>, post: &str, parent: Option<&str>, text: &str) -> String {
    let input = json!({ "idempotencyKey": key(), "postId": post, "parentId": parent,
        "text": text });
    who.act(COMMENT, input).await.done().text("commentAdd.comment.id")
}

scenario! {
    async fn replies_go_one_level_deep(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let post = published(world, &ana, json!({})).await;
        let first = say(&bob, &post, None, "Where is it from?").await;
        world.pass(kit::seconds(1));
        let reply = say(&ana, &post, Some(&first), "From Guizhou.").await;
        world.pass(kit::seconds(1));
        let second = say(&bob, &post, None, "Nice").await;
        let seen = see(&world.visitor(), &post, THREAD).await;
        assert_eq!(seen["commentCount"], 3);
        let nodes = &seen["comments"]["nodes"];
        assert_eq!(nodes[0]["id"], json!(second));
        assert_eq!(nodes[1]["id"], json!(first));
        assert_eq!(nodes[1]["replyCount"], 1);
        assert_eq!(nodes[1]["replies"]["nodes"][0]["author"]["handle"], "ana");
        assert_eq!(nodes[1]["viewerMayRemove"], false);
        let deeper = json!({ "idempotencyKey": key(), "postId": post, "parentId": reply,
            "text": "Deeper" });
        nothing_changed(world, bob.act(COMMENT, deeper)).await.refused("PARENT_IS_REPLY");
    }

    async fn the_same_key_says_it_once(world) {
        let ana = world.person("ana").await;
        let post = published(world, &ana, json!({})).await;
        let mut input = json!({ "idempotencyKey": key(), "postId": post, "text": "One" });
        let first = ana.act(COMMENT, input.clone()).await.done().text("commentAdd.comment.id");
        let again = nothing_changed(world, ana.act(COMMENT, input.clone())).await.done();
        assert_eq!(again.text("commentAdd.comment.id"), first);
        input["text"] = json!("Two");
        nothing_changed(world, ana.act(COMMENT, input)).await.refused("IDEMPOTENCY_CONFLICT");
    }

    async fn what_cannot_be_said_is_refused(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let post = published(world, &ana, json!({})).await;
        let other = published(world, &ana, json!({})).await;
        let elsewhere = say(&ana, &other, None, "Elsewhere").await;
        let secret = draft(world, &ana, json!({})).await;
        let rows = [
            (json!({ "idempotencyKey": "short" }), "IDEMPOTENCY_KEY_INVALID"),
            (json!({ "text": "" }), "TEXT_INVALID"),
            (json!({ "text": "x".repeat(501) }), "TEXT_INVALID"),
            (json!({ "text": "call 13812345678" }), "TEXT_DOUBTFUL"),
            (json!({ "postId": secret }), "POST_NOT_FOUND"),
            (json!({ "parentId": elsewhere }), "PARENT_NOT_FOUND"),
        ];
        for (more, code) in rows {
            let mut input = json!({ "idempotencyKey": key(), "postId": post, "text": "Hello" });
            for (name, value) in more.as_object().into_iter().flatten() {
                input[name] = value.clone();
            }
            nothing_changed(world, bob.act(COMMENT, input)).await.refused(code);
        }
    }

    /// PD-5: under 14 without a guardian there is no commenting.
    async fn pd_5_a_child_without_a_guardian_says_nothing(world) {
        let ana = world.person("ana").await;
        let kim = world.person_of("kim", "UNDER_14").await;
        let post = published(world, &ana, json!({})).await;
        let input = json!({ "idempotencyKey": key(), "postId": post, "text": "Hello" });
        nothing_changed(world, kim.act(COMMENT, input)).await.refused("GUARDIAN_NEEDED");
    }

    async fn author_post_author_and_staff_take_a_comment_away(world) {
        let (ana, bob, eve) =
            (world.person("ana").await, world.person("bob").await, world.person("eve").await);
        let staff = world.staff("COMPLIANCE").await;
        let post = published(world, &ana, json!({})).await;
        for remover in [&bob, &ana, &staff] {
            let comment = say(&bob, &post, None, "Hello").await;
            let input = json!({ "commentId": comment });
            let stranger = eve.act(REMOVE, input.clone());
            nothing_changed(world, stranger).await.refused("NOT_YOURS");
            let removed = remover.act(REMOVE, input.clone()).await.done();
            assert_eq!(removed.data("commentRemove.comment.text"), &Value::Null);
            let _ = nothing_changed(world, remover.act(REMOVE, input)).await.done();
            assert_eq!(see(&eve, &post, "commentCount").await["commentCount"], 0);
        }
        assert_eq!(see(&eve, &post, THREAD).await["comments"]["nodes"], json!([]));
        let none = json!({ "commentId": format!("comment_{}", "0".repeat(32)) });
        nothing_changed(world, ana.act(REMOVE, none)).await.refused("COMMENT_NOT_FOUND");
    }

    async fn a_removed_comment_keeps_its_place_while_it_has_replies(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let post = published(world, &ana, json!({})).await;
        let first = say(&bob, &post, None, "Question").await;
        say(&ana, &post, Some(&first), "Answer").await;
        let _ = bob.act(REMOVE, json!({ "commentId": first })).await.done();
        let seen = see(&bob, &post, THREAD).await;
        assert_eq!(seen["commentCount"], 1);
        assert_eq!(seen["comments"]["nodes"][0]["text"], Value::Null);
        assert_eq!(seen["comments"]["nodes"][0]["replies"]["nodes"][0]["text"], "Answer");
        let late = json!({ "idempotencyKey": key(), "postId": post, "parentId": first,
            "text": "Late" });
        nothing_changed(world, ana.act(COMMENT, late)).await.refused("PARENT_NOT_FOUND");
    }

    async fn nobody_reads_whom_they_blocked(world) {
        let (ana, bob, eve) =
            (world.person("ana").await, world.person("bob").await, world.person("eve").await);
        let post = published(world, &ana, json!({})).await;
        let comment = say(&bob, &post, None, "Hello").await;
        let _ = eve.act(BLOCK, json!({ "userId": bob.id })).await.done();
        assert_eq!(see(&eve, &post, THREAD).await["comments"]["nodes"], json!([]));
        let query = "query ($id: ID!) { comment(id: $id) { text } }";
        let alone = eve.run(query, json!({ "id": comment })).await;
        assert_eq!(alone.data("comment"), &Value::Null);
        assert_eq!(see(&ana, &post, THREAD).await["comments"]["nodes"][0]["text"], "Hello");
    }
}
