//! Likes and saves: idempotent, exact whoever else does it at the same moment.

use futures_util::future::join_all;
use kit::{Actor, World, nothing_changed, scenario};
use serde_json::{Value, json};

use super::{LIKE, draft, listed, published, see};

const UNLIKE: &str = "mutation ($input: PostUnlikeInput!) { postUnlike(input: $input) {
    post { likeCount viewer { hasLiked } } userErrors { code } } }";
const SAVE: &str = "mutation ($input: PostSaveInput!) { postSave(input: $input) {
    post { saveCount viewer { hasSaved } } userErrors { code } } }";
const UNSAVE: &str = "mutation ($input: PostUnsaveInput!) { postUnsave(input: $input) {
    post { saveCount viewer { hasSaved } } userErrors { code } } }";

async fn crowd(world: &World, size: usize) -> Vec<Actor<'_>> {
    let mut crowd = Vec::new();
    for n in 0..size {
        crowd.push(world.person(&format!("fan{n}")).await);
    }
    crowd
}

scenario! {
    async fn liking_twice_counts_once(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let post = published(world, &ana, json!({})).await;
        let input = json!({ "postId": post });
        let liked = bob.act(LIKE, input.clone()).await.done();
        assert_eq!(liked.number("postLike.post.likeCount"), 1);
        assert_eq!(liked.data("postLike.post.viewer.hasLiked"), &json!(true));
        let again = nothing_changed(world, bob.act(LIKE, input.clone())).await.done();
        assert_eq!(again.number("postLike.post.likeCount"), 1);
        let back = bob.act(UNLIKE, input.clone()).await.done();
        assert_eq!(back.number("postUnlike.post.likeCount"), 0);
        let none = nothing_changed(world, bob.act(UNLIKE, input)).await.done();
        assert_eq!(none.number("postUnlike.post.likeCount"), 0);
    }

    async fn what_is_saved_is_found_again(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let first = published(world, &ana, json!({})).await;
        let second = published(world, &ana, json!({})).await;
        for post in [&second, &first] {
            world.pass(kit::seconds(1));
            let saved = bob.act(SAVE, json!({ "postId": post })).await.done();
            assert_eq!(saved.data("postSave.post.viewer.hasSaved"), &json!(true));
        }
        let _ = nothing_changed(world, bob.act(SAVE, json!({ "postId": first }))).await.done();
        assert_eq!(listed(&bob, "savedPosts").await, [first.as_str(), second.as_str()]);
        assert_eq!(listed(&ana, "savedPosts").await, [""; 0]);
        let _ = bob.act(UNSAVE, json!({ "postId": first })).await.done();
        let _ = nothing_changed(world, bob.act(UNSAVE, json!({ "postId": first }))).await.done();
        assert_eq!(listed(&bob, "savedPosts").await, [second.as_str()]);
        assert_eq!(see(&ana, &second, "saveCount").await["saveCount"], 1);
    }

    async fn what_is_not_seen_is_neither_liked_nor_saved(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let hidden = [
            draft(world, &ana, json!({})).await,
            published(world, &ana, json!({ "visibility": "PRIVATE" })).await,
            published(world, &ana, json!({ "visibility": "FOLLOWERS" })).await,
            format!("post_{}", "0".repeat(32)),
        ];
        for post in &hidden {
            for mutation in [LIKE, UNLIKE, SAVE, UNSAVE] {
                let act = bob.act(mutation, json!({ "postId": post }));
                nothing_changed(world, act).await.refused("POST_NOT_FOUND");
            }
        }
        let own = json!({ "postId": hidden[0] });
        nothing_changed(world, ana.act(LIKE, own)).await.refused("POST_NOT_FOUND");
        let visitor = world.visitor();
        nothing_changed(world, visitor.act(LIKE, json!({ "postId": hidden[3] }))).await
            .error("UNAUTHENTICATED");
    }

    async fn a_suspended_account_likes_nothing(world) {
        let ana = world.person("ana").await;
        let mut bob = world.person("bob").await;
        let post = published(world, &ana, json!({})).await;
        world.run("UPDATE account SET state = 'SUSPENDED' WHERE handle = 'bob'").await;
        bob.sign_in_again().await;
        for mutation in [LIKE, UNLIKE, SAVE, UNSAVE] {
            let act = bob.act(mutation, json!({ "postId": post }));
            nothing_changed(world, act).await.refused("ACCOUNT_NOT_ACTIVE");
        }
    }

    /// Fifty people like one post at the same moment, some of them twice: fifty likes.
    async fn fifty_likes_at_once_are_fifty(world) {
        let ana = world.person("ana").await;
        let post = published(world, &ana, json!({})).await;
        let fans = crowd(world, 50).await;
        let input = json!({ "postId": post });
        let twice = fans.iter().chain(fans.iter().take(10));
        let answers = join_all(twice.map(|fan| fan.act(LIKE, input.clone()))).await;
        for answer in answers {
            let _ = answer.done();
        }
        assert_eq!(see(&ana, &post, "likeCount").await["likeCount"], 50);
        assert_eq!(world.count("SELECT count(*) FROM post_like").await, 50);
        let half = fans.iter().take(25);
        let answers = join_all(half.map(|fan| fan.act(UNLIKE, input.clone()))).await;
        for answer in answers {
            let _ = answer.done();
        }
        assert_eq!(see(&ana, &post, "likeCount").await["likeCount"], 25);
        assert_eq!(see(&world.visitor(), &post, "viewer { hasLiked }").await["viewer"], Value::Null);
    }
}
