//! Advertising says so: forced by what ties the author to the seller, and there for good.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use super::{PUBLISH, UPDATE, draft, goods, key, publish, published, see, tag, uuid};

scenario! {
    /// PO-1: whatever ties the author to the seller forces the label, wherever the post is shown.
    async fn po_1_a_tie_to_the_seller_forces_the_label(world) {
        let ana = world.person("ana").await;
        let rows = [
            ("NONE", Value::Null),
            ("GIFT", json!("广告")),
            ("COMMISSION", json!("广告")),
            ("PAID", json!("广告")),
            ("OWN_SHOP", json!("广告")),
        ];
        for (relation, label) in rows {
            let post = published(world, &ana, json!({ "relation": relation })).await;
            let seen = see(&world.visitor(), &post, "adLabel relation").await;
            assert_eq!(seen, json!({ "adLabel": label, "relation": relation }));
            let feed = world.visitor()
                .run("{ feedDiscover(first: 50) { nodes { id adLabel } } }", json!({})).await;
            let nodes = feed.list("feedDiscover.nodes");
            let found = nodes.iter().find(|node| node["id"] == json!(post)).expect("in the feed");
            assert_eq!(found["adLabel"], label);
        }
    }

    /// PO-1 also for whoever writes past the actions: the database refuses the row.
    async fn po_1_no_row_goes_without_its_label(world) {
        let ana = world.person("ana").await;
        let post = draft(world, &ana, json!({ "relation": "PAID" })).await;
        let id = uuid(world, &post);
        let sql = format!("UPDATE post SET ad_label = FALSE WHERE id = {id}");
        assert!(refused(world, &sql).await.contains("ck_post__ad_label"));
    }

    /// PO-2: the author cannot take the label away; nor does the database let anybody.
    async fn po_2_the_label_stays(world) {
        let ana = world.person("ana").await;
        let post = published(world, &ana, json!({ "relation": "PAID" })).await;
        let input = json!({ "postId": post, "relation": "NONE" });
        nothing_changed(world, ana.act(UPDATE, input)).await.refused("NOT_A_DRAFT");
        let id = uuid(world, &post);
        let sql = format!("UPDATE post SET relation = 'NONE', ad_label = FALSE WHERE id = {id}");
        assert!(refused(world, &sql).await.contains("ck_post__label_kept"));
    }

    /// Who acts for a shop says so when showing its goods.
    async fn po_1_an_own_shop_must_be_declared(world) {
        let ana = world.person("ana").await;
        let scarf = goods(world, "Scarf").await;
        let member = format!(
            "INSERT INTO operator_member (operator_id, account_id, role, joined_at) \
             VALUES ({}, {}, 'OWNER', 1)",
            uuid(world, &scarf.operator),
            uuid(world, &ana.id)
        );
        world.run(&member).await;
        let post = draft(world, &ana, json!({ "tags": [tag(&scarf)] })).await;
        let input = json!({ "idempotencyKey": key(), "postId": post });
        nothing_changed(world, ana.act(PUBLISH, input)).await.refused("OWN_SHOP_UNDECLARED");
        let _ = ana.act(UPDATE, json!({ "postId": post, "relation": "OWN_SHOP" })).await.done();
        let answer = publish(&ana, &post).await.done();
        assert_eq!(answer.text("postPublish.post.adLabel"), "广告");
    }
}

/// What the database says against a statement.
async fn refused(world: &kit::World, sql: &str) -> String {
    use sea_orm::ConnectionTrait;
    let outcome = world.direct().execute_unprepared(sql).await;
    outcome.expect_err("the database lets it pass").to_string()
}
