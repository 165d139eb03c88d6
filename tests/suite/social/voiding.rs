//! PO-5: what was fabricated does not count.

use kit::{nothing_changed, scenario};
use serde_json::json;

use super::{LIKE, copy, listed, published, see};

const SAVE: &str = "mutation ($input: PostSaveInput!) { postSave(input: $input) {
    post { id } userErrors { code } } }";

const VOID: &str = "mutation ($input: UserReactionsVoidInput!) { userReactionsVoid(input: $input) {
    userId userErrors { code field } } }";

scenario! {
    /// Likes and saves of one whose reactions were fabricated are gone, the honest ones stay, and
    /// the rank is what those make it.
    async fn po_5_fabricated_reactions_are_voided(world) {
        let (ana, ben) = (world.person("ana").await, world.person("ben").await);
        let (farm, eve) = (world.person("farm").await, world.person("eve").await);
        let honest = published(world, &ana, json!({})).await;
        let pushed = published(world, &ben, json!({})).await;
        for post in [&honest, &pushed] {
            let _ = eve.act(LIKE, json!({ "postId": post })).await.done();
        }
        let _ = eve.act(LIKE, json!({ "postId": honest })).await.done();
        let _ = ben.act(SAVE, json!({ "postId": honest })).await.done();
        for act in [LIKE, SAVE] {
            let _ = farm.act(act, json!({ "postId": pushed })).await.done();
        }
        world.settle().await;
        let risk = world.staff("RISK").await;
        let _ = risk.act(VOID, json!({ "userId": farm.id, "reason": "a farm" })).await.done();
        world.settle().await;
        let fields = "likeCount saveCount";
        let counts = see(&eve, &pushed, fields).await;
        assert_eq!(counts, json!({ "likeCount": 1, "saveCount": 0 }));
        let counts = see(&eve, &honest, fields).await;
        assert_eq!(counts, json!({ "likeCount": 1, "saveCount": 1 }));
        assert_eq!(listed(&eve, "feedDiscover(first: 2)").await[0], honest, "the better liked");
        assert_eq!(see(&farm, &pushed, "viewer { hasLiked }").await["viewer"]["hasLiked"], false);
    }

    /// More than one transaction takes back: every one of them, and nobody else's.
    async fn po_5_a_farm_of_hundreds_is_voided_whole(world) {
        let (ana, farm) = (world.person("ana").await, world.person("farm").await);
        let post = published(world, &ana, json!({})).await;
        copy(world, &post, 250).await;
        let _ = ana.act(LIKE, json!({ "postId": post })).await.done();
        for (table, at) in [("post_like", "liked_at"), ("post_save", "saved_at")] {
            world.run(&format!(
                "INSERT INTO {table} (account_id, post_id, {at}) \
                 SELECT a.id, p.id, p.published_at FROM account a CROSS JOIN post p \
                 WHERE a.handle = 'farm'"
            ))
            .await;
        }
        world.run("UPDATE post SET like_count = like_count + 1, save_count = save_count + 1").await;
        let risk = world.staff("RISK").await;
        let _ = risk.act(VOID, json!({ "userId": farm.id, "reason": "a farm" })).await.done();
        world.settle().await;
        assert_eq!(world.count("SELECT count(*) FROM post_like").await, 1);
        assert_eq!(world.count("SELECT count(*) FROM post_save").await, 0);
        assert_eq!(world.count("SELECT CAST(sum(like_count) AS BIGINT) FROM post").await, 1);
        assert_eq!(world.count("SELECT CAST(sum(save_count) AS BIGINT) FROM post").await, 0);
    }

    async fn voiding_is_for_risk_staff_and_never_of_ones_own(world) {
        let ana = world.person("ana").await;
        let risk = world.staff("RISK").await;
        let void = |id: &str, reason: &str| json!({ "userId": id, "reason": reason });
        let nobody = "user_019a0000000070008000000000000001";
        let eve = world.person("eve").await;
        nothing_changed(world, eve.act(VOID, void(&ana.id, "x"))).await.error("FORBIDDEN");
        nothing_changed(world, risk.act(VOID, void(&ana.id, " "))).await.refused("REASON_INVALID");
        nothing_changed(world, risk.act(VOID, void(nobody, "x"))).await.refused("USER_NOT_FOUND");
        let own = risk.act(VOID, void(&risk.id, "x"));
        nothing_changed(world, own).await.refused("OWN_ACCOUNT");
    }
}
