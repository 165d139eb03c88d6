//! Following and blocking.

use futures_util::future::join_all;
use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use super::{BLOCK, FOLLOW, listed, published, see};

const UNFOLLOW: &str = "mutation ($input: UserUnfollowInput!) { userUnfollow(input: $input) {
    user { followerCount viewerFollows } userErrors { code } } }";
const UNBLOCK: &str = "mutation ($input: UserUnblockInput!) { userUnblock(input: $input) {
    user { viewerBlocks } userErrors { code } } }";

scenario! {
    async fn following_twice_counts_once(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let input = json!({ "userId": ana.id });
        let followed = bob.act(FOLLOW, input.clone()).await.done();
        assert_eq!(followed.number("userFollow.user.followerCount"), 1);
        assert_eq!(followed.data("userFollow.user.viewerFollows"), &json!(true));
        let _ = nothing_changed(world, bob.act(FOLLOW, input.clone())).await.done();
        let query = "query ($id: ID!) { user(id: $id) { followerCount followingCount
            viewerFollows viewerBlocks } }";
        let seen = world.visitor().run(query, json!({ "id": bob.id })).await;
        let none = json!({ "followerCount": 0, "followingCount": 1, "viewerFollows": null,
            "viewerBlocks": null });
        assert_eq!(seen.data("user"), &none);
        let back = bob.act(UNFOLLOW, input.clone()).await.done();
        assert_eq!(back.number("userUnfollow.user.followerCount"), 0);
        let _ = nothing_changed(world, bob.act(UNFOLLOW, input)).await.done();
    }

    async fn what_cannot_be_followed_is_refused(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let gone = json!({ "userId": format!("user_{}", "0".repeat(32)) });
        for (mutation, codes) in [
            (FOLLOW, ["USER_NOT_FOUND", "ONESELF"]),
            (BLOCK, ["USER_NOT_FOUND", "ONESELF"]),
        ] {
            nothing_changed(world, ana.act(mutation, gone.clone())).await.refused(codes[0]);
            let own = json!({ "userId": ana.id });
            nothing_changed(world, ana.act(mutation, own)).await.refused(codes[1]);
        }
        for mutation in [UNFOLLOW, UNBLOCK] {
            nothing_changed(world, ana.act(mutation, gone.clone())).await
                .refused("USER_NOT_FOUND");
        }
        let _ = bob.act(BLOCK, json!({ "userId": ana.id })).await.done();
        let blocked = json!({ "userId": bob.id });
        nothing_changed(world, ana.act(FOLLOW, blocked)).await.refused("USER_NOT_FOUND");
        world.run("UPDATE account_reach SET following_count = 5000").await;
        let eve = world.person("eve").await;
        let many = json!({ "userId": eve.id });
        nothing_changed(world, bob.act(FOLLOW, many)).await.refused("TOO_MANY");
        world.run("UPDATE account_reach SET following_count = 0").await;
        world.run("UPDATE account SET state = 'SUSPENDED' WHERE handle = 'eve'").await;
        let mut eve = eve;
        eve.sign_in_again().await;
        let act = eve.act(FOLLOW, json!({ "userId": ana.id }));
        nothing_changed(world, act).await.refused("ACCOUNT_NOT_ACTIVE");
    }

    async fn a_block_hides_both_ways_and_ends_follows(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let _ = bob.act(FOLLOW, json!({ "userId": ana.id })).await.done();
        let _ = ana.act(FOLLOW, json!({ "userId": bob.id })).await.done();
        let of_ana = published(world, &ana, json!({})).await;
        let of_bob = published(world, &bob, json!({})).await;
        let blocked = ana.act(BLOCK, json!({ "userId": bob.id })).await.done();
        assert_eq!(blocked.data("userBlock.user.viewerFollows"), &json!(false));
        assert_eq!(blocked.data("userBlock.user.viewerBlocks"), &json!(true));
        assert_eq!(world.count("SELECT count(*) FROM follow").await, 0);
        let sums = "SELECT sum(follower_count + following_count) FROM account_reach";
        assert_eq!(world.count(sums).await, 0);
        assert_eq!(see(&ana, &of_bob, "id").await, Value::Null);
        assert_eq!(see(&bob, &of_ana, "id").await, Value::Null);
        assert_eq!(listed(&ana, "feedDiscover").await, [of_ana.as_str()]);
        assert_eq!(listed(&bob, "feedDiscover").await, [of_bob.as_str()]);
        let _ = nothing_changed(world, ana.act(BLOCK, json!({ "userId": bob.id }))).await.done();

        let _ = ana.act(UNBLOCK, json!({ "userId": bob.id })).await.done();
        let _ = nothing_changed(world, ana.act(UNBLOCK, json!({ "userId": bob.id }))).await.done();
        assert_ne!(see(&ana, &of_bob, "id").await, Value::Null);
        assert_eq!(world.count("SELECT count(*) FROM follow").await, 0);
    }

    /// Whoever is first, a block leaves no follow behind.
    async fn following_and_blocking_at_once_leaves_no_follow(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        for _ in 0..5 {
            let follow = bob.act(FOLLOW, json!({ "userId": ana.id }));
            let block = ana.act(BLOCK, json!({ "userId": bob.id }));
            let acts: [std::pin::Pin<Box<dyn Future<Output = kit::Answer> + '_>>; 2] =
                [Box::pin(follow), Box::pin(block)];
            join_all(acts).await;
            assert_eq!(world.count("SELECT count(*) FROM follow").await, 0);
            let _ = ana.act(UNBLOCK, json!({ "userId": bob.id })).await.done();
        }
    }
}
