//! Through the screen and off the shelves.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use super::{approve, block, category, delist, draft, see, submit};

scenario! {
    async fn a_product_goes_live_only_through_the_screen(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let staff = world.staff("COMPLIANCE").await;
        let (product, _) = draft(&ana, &shop, &tea_category).await;
        nothing_changed(world, approve(&staff, &product)).await.refused("NOT_SCREENABLE");
        let _ = submit(&ana, &product).await.done();
        assert_eq!(see(&world.visitor(), &product, "id").await, Value::Null);
        nothing_changed(world, submit(&ana, &product)).await.refused("NOT_SUBMITTABLE");
        nothing_changed(world, approve(&ana, &product)).await.error("FORBIDDEN");
        let _ = approve(&staff, &product).await.done();
        let seen = see(&world.visitor(), &product, "state allowedTransitions
            timeline { nodes { to } }").await;
        assert_eq!(seen, json!({
            "state": "LIVE", "allowedTransitions": [], "timeline": { "nodes": [] },
        }));
        let told = see(&ana, &product, "timeline { nodes { from to actor } }").await;
        assert_eq!(told["timeline"]["nodes"], json!([
            { "from": "SCREENING", "to": "LIVE", "actor": "STAFF" },
            { "from": "DRAFT", "to": "SCREENING", "actor": "OPERATOR" },
        ]));
    }

    async fn a_block_has_a_reason_and_an_appeal(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let staff = world.staff("COMPLIANCE").await;
        let (product, _) = draft(&ana, &shop, &tea_category).await;
        let _ = submit(&ana, &product).await.done();
        let _ = approve(&staff, &product).await.done();
        nothing_changed(world, block(&staff, &product, "  ")).await.refused("REASON_INVALID");
        let _ = block(&staff, &product, "no filing").await.done();
        assert_eq!(see(&world.visitor(), &product, "id").await, Value::Null);
        let seen = see(&ana, &product, "state blockReason allowedTransitions").await;
        assert_eq!(seen, json!({
            "state": "BLOCKED", "blockReason": "no filing", "allowedTransitions": ["SCREENING"],
        }));
        let _ = submit(&ana, &product).await.done();
        let seen = see(&ana, &product, "state blockReason").await;
        assert_eq!(seen, json!({ "state": "SCREENING", "blockReason": null }));
    }

    async fn a_shop_takes_its_goods_off_the_shelves(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let staff = world.staff("COMPLIANCE").await;
        let (product, _) = draft(&ana, &shop, &tea_category).await;
        nothing_changed(world, delist(&ana, &product)).await.refused("NOT_LIVE");
        let _ = submit(&ana, &product).await.done();
        let _ = approve(&staff, &product).await.done();
        let (eve, _) = world.seller("eve").await;
        nothing_changed(world, delist(&eve, &product)).await.refused("PRODUCT_NOT_FOUND");
        nothing_changed(world, submit(&eve, &product)).await.refused("PRODUCT_NOT_FOUND");
        let _ = delist(&ana, &product).await.done();
        assert_eq!(see(&world.visitor(), &product, "id").await, Value::Null);
    }
}
