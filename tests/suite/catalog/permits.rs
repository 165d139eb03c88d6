//! Permits without which some goods are not sold (CA-5).

use kit::world::{days, seconds};
use kit::{nothing_changed, scenario};
use serde_json::{Value, json};
use time::macros::datetime;

use super::{FILE, category_of, delist, draft, permit, see, state, submit, tell, unsaleable};

scenario! {
    async fn ca_5_food_without_a_permit_on_file_is_not_published(world) {
        let (ana, shop) = world.seller("ana").await;
        let food = category_of(world, "food", "FOOD", None).await;
        let (product, _) = draft(&ana, &shop, &food).await;
        let _ = tell(&ana, &product, "ZH", &[]).await.done();
        let refused = nothing_changed(world, submit(&ana, &product)).await;
        refused.refused("PERMIT_MISSING");
        let missing = refused.text("productSubmit.userErrors.0.missingPermit");
        assert_eq!(missing, "FOOD_TRADE");
        let filed = permit(world, &ana, &shop, "2027-12-31").await.done();
        assert_eq!(filed.data("operatorPermitFile.permit.isGood"), &json!(true));
        let _ = submit(&ana, &product).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "LIVE");
        let permits = "query ($id: ID!) { operator(by: {id: $id}) { permits { number } } }";
        let seen = world.visitor().run(permits, json!({ "id": shop })).await.done();
        assert_eq!(seen.text("operator.permits.0.number"), "JY10000000000001");
    }

    async fn ca_5_a_permit_that_has_ended_is_not_on_file(world) {
        let (mut ana, shop) = world.seller("ana").await;
        let food = category_of(world, "food", "FOOD", None).await;
        let (product, _) = draft(&ana, &shop, &food).await;
        let _ = tell(&ana, &product, "ZH", &[]).await.done();
        let _ = permit(world, &ana, &shop, "2026-11-30").await.done();
        let _ = submit(&ana, &product).await.done();
        world.settle().await;
        let end = datetime!(2026-12-01 00:00 +8);
        let visitor = world.visitor();
        world.later((end - time::Duration::SECOND - world.app().now()).unsigned_abs()).await;
        assert_eq!(unsaleable(&visitor, &product, "DOMESTIC", "CN").await, Value::Null);
        world.pass(seconds(1));
        assert_eq!(unsaleable(&visitor, &product, "DOMESTIC", "CN").await, "PERMIT_MISSING");
        // And it does not come back through the screen.
        ana.sign_in_again().await;
        let _ = delist(&ana, &product).await.done();
        nothing_changed(world, submit(&ana, &product)).await.refused("PERMIT_MISSING");
        let _ = permit(world, &ana, &shop, "2027-12-31").await.done();
        let _ = submit(&ana, &product).await.done();
    }

    async fn ca_5_a_permit_that_ends_before_the_screen_blocks(world) {
        let (mut ana, shop) = world.seller("ana").await;
        let food = category_of(world, "food", "FOOD", None).await;
        let (product, _) = draft(&ana, &shop, &food).await;
        let _ = tell(&ana, &product, "ZH", &[]).await.done();
        let _ = permit(world, &ana, &shop, "2026-11-22").await.done();
        let _ = submit(&ana, &product).await.done();
        world.pass(days(1));
        world.settle().await;
        assert_eq!(state(world).await, "BLOCKED");
        ana.sign_in_again().await;
        let seen = see(&ana, &product, "blockReason measures { kind rule }").await;
        assert_eq!(seen["measures"], json!([{ "kind": "BLOCKED", "rule": "CA-5" }]));
        assert!(seen["blockReason"].as_str().is_some_and(|why| why.contains("permit")));
    }

    async fn what_is_no_permit_is_refused(world) {
        let (ana, shop) = world.seller("ana").await;
        let sheet = crate::social::picture(world, &ana).await;
        let input = |changes: Value| {
            let mut input = json!({
                "operatorId": shop, "kind": "FOOD_TRADE", "number": "JY1",
                "validFrom": "2026-01-01", "validUntil": "2027-01-01", "documentId": sheet,
            });
            for (name, value) in changes.as_object().into_iter().flatten() {
                input[name] = value.clone();
            }
            input
        };
        for (changes, code) in [
            (json!({ "operatorId": "operator_019a0000000070008000000000000009" }),
                "OPERATOR_NOT_FOUND"),
            (json!({ "number": " " }), "NUMBER_INVALID"),
            (json!({ "number": "x".repeat(61) }), "NUMBER_INVALID"),
            (json!({ "validFrom": "soon" }), "DATES_INVALID"),
            (json!({ "validUntil": "2025-12-31" }), "DATES_INVALID"),
            (json!({ "validUntil": "2026-11-21" }), "EXPIRED"),
            (json!({ "documentId": "upload_019a0000000070008000000000000009" }),
                "DOCUMENT_INVALID"),
        ] {
            nothing_changed(world, ana.act(FILE, input(changes))).await.refused(code);
        }
        let (eve, _) = world.seller("eve").await;
        let foreign = eve.act(FILE, input(json!({})));
        nothing_changed(world, foreign).await.refused("OPERATOR_NOT_FOUND");
        let _ = ana.act(FILE, input(json!({ "validUntil": "2026-11-22" }))).await.done();
        let other = crate::social::picture(world, &ana).await;
        let twice = input(json!({ "validUntil": "2026-11-22", "documentId": other }));
        nothing_changed(world, ana.act(FILE, twice)).await.refused("ALREADY_FILED");
        let renewed = input(json!({ "validUntil": "2028-11-22", "documentId": other }));
        let _ = ana.act(FILE, renewed).await.done();
    }
}
