//! Campaigns: drafted, looked at, run, stopped; and what no campaign can say.

use kit::{days, hours, nothing_changed, scenario};
use serde_json::json;

use super::{CREATE, DECIDE, HAND_IN, STOP, after, begun, campaign, help, running, start, wish};
use crate::catalog;
use crate::orders::{another_shop, shop};

const SEE: &str = "query ($id: ID!) { priceCutCampaign(id: $id) { state rejection } }";

scenario! {
    async fn what_no_campaign_can_say(world) {
        let tea = shop(world, "tea").await;
        for (changes, code) in [
            (json!({ "floorMinor": "12800" }), "PRICE_INVALID"),
            (json!({ "floorMinor": "12801" }), "PRICE_INVALID"),
            (json!({ "floorMinor": "0" }), "PRICE_INVALID"),
            (json!({ "floorMinor": "-1" }), "PRICE_INVALID"),
            (json!({ "floorMinor": i64::MAX.to_string() }), "PRICE_INVALID"),
            (json!({ "floorMinor": i64::MIN.to_string() }), "PRICE_INVALID"),
            (json!({ "mostHelps": 1 }), "HELPS_INVALID"),
            (json!({ "mostHelps": 101 }), "HELPS_INVALID"),
            (json!({ "mostHelps": -5 }), "HELPS_INVALID"),
            (json!({ "floorMinor": "12796" }), "HELPS_INVALID"),
            (json!({ "partsBought": 0 }), "PARTS_INVALID"),
            (json!({ "partsBought": 6 }), "PARTS_INVALID"),
            (json!({ "hours": 0 }), "HOURS_INVALID"),
            (json!({ "hours": 73 }), "HOURS_INVALID"),
            (json!({ "stock": 0 }), "STOCK_INVALID"),
            (json!({ "stock": 100_001 }), "STOCK_INVALID"),
            (json!({ "endsAt": after(world, std::time::Duration::ZERO) }), "TIMES_INVALID"),
            (json!({ "endsAt": after(world, days(91)) }), "TIMES_INVALID"),
            (json!({ "startsAt": after(world, days(8)) }), "TIMES_INVALID"),
            (json!({ "idempotencyKey": "short" }), "IDEMPOTENCY_KEY_INVALID"),
            (json!({ "skuId": "sku_019a0000000070008000000000000009" }), "SKU_NOT_FOUND"),
        ] {
            let input = wish(world, &tea, &changes);
            nothing_changed(world, tea.owner.act(CREATE, input)).await.refused(code);
        }
        let cups = another_shop(world, "cups").await;
        let foreign = cups.owner.act(CREATE, wish(world, &tea, &json!({})));
        nothing_changed(world, foreign).await.refused("SKU_NOT_FOUND");
        let input = wish(world, &tea, &json!({}));
        let first = tea.owner.act(CREATE, input.clone()).await.done();
        let again = nothing_changed(world, tea.owner.act(CREATE, input)).await.done();
        let id = "priceCutCampaignCreate.campaign.id";
        assert_eq!(first.text(id), again.text(id));
        let other = wish(world, &tea, &json!({ "stock": 3 }));
        nothing_changed(world, tea.owner.act(CREATE, other)).await.refused("IDEMPOTENCY_CONFLICT");
    }

    async fn staff_look_at_a_campaign_before_anybody_else(world) {
        let tea = shop(world, "tea").await;
        let drafted = tea.owner.act(CREATE, wish(world, &tea, &json!({}))).await.done();
        let id = drafted.text("priceCutCampaignCreate.campaign.id");
        let ana = world.person("ana").await;
        let asked = json!({ "id": id });
        assert!(ana.run(SEE, asked.clone()).await.done().data("priceCutCampaign").is_null());
        nothing_changed(world, start(&ana, &id)).await.refused("CAMPAIGN_NOT_FOUND");
        nothing_changed(world, ana.act(HAND_IN, asked.clone())).await
            .refused("CAMPAIGN_NOT_FOUND");
        let staff = world.staff("COMPLIANCE").await;
        nothing_changed(world, staff.act(DECIDE, asked.clone())).await.refused("NOT_IN_REVIEW");
        let _ = tea.owner.act(HAND_IN, asked.clone()).await.done();
        nothing_changed(world, tea.owner.act(HAND_IN, asked.clone())).await.refused("NOT_DRAFT");
        nothing_changed(world, tea.owner.act(STOP, asked.clone())).await.refused("NOT_RUNNING");
        nothing_changed(world, ana.act(DECIDE, asked.clone())).await.error("FORBIDDEN");
        let no = json!({ "id": id, "rejection": "PRICE_MISLEADING" });
        let _ = staff.act(DECIDE, no).await.done();
        let seen = tea.owner.run(SEE, asked.clone()).await.done();
        assert_eq!(seen.text("priceCutCampaign.state"), "REJECTED");
        assert_eq!(seen.text("priceCutCampaign.rejection"), "PRICE_MISLEADING");
        nothing_changed(world, start(&ana, &id)).await.refused("CAMPAIGN_NOT_FOUND");
        let nobody = json!({ "id": "cut_campaign_019a0000000070008000000000000009" });
        nothing_changed(world, staff.act(DECIDE, nobody)).await.refused("CAMPAIGN_NOT_FOUND");
    }

    async fn a_campaign_begins_and_ends_by_the_clock_and_by_every_look(world) {
        let tea = shop(world, "tea").await;
        let changes = json!({
            "startsAt": after(world, hours(2)), "endsAt": after(world, hours(4)),
        });
        let id = campaign(world, &tea, &changes).await;
        let mut ana = world.person("ana").await;
        nothing_changed(world, start(&ana, &id)).await.refused("NOT_RUNNING");
        // No timer has come: every look decides by itself.
        world.pass(hours(2));
        ana.wake().await;
        let _ = start(&ana, &id).await.done();
        world.later(hours(1)).await;
        let seen = world.visitor().run(SEE, json!({ "id": id })).await.done();
        assert_eq!(seen.text("priceCutCampaign.state"), "RUNNING");
        let mut bob = world.person("bob").await;
        world.pass(hours(2));
        bob.wake().await;
        nothing_changed(world, start(&bob, &id)).await.refused("NOT_RUNNING");
        world.settle().await;
        let seen = world.visitor().run(SEE, json!({ "id": id })).await.done();
        assert_eq!(seen.text("priceCutCampaign.state"), "ENDED");
    }

    async fn a_blocked_product_has_no_cuts(world) {
        let (tea, id) = running(world, &json!({})).await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let (_, token) = begun(&ana, &id).await;
        nothing_changed(world, start(&tea.owner, &id)).await.refused("OWN_SHOP");
        let staff = world.staff("COMPLIANCE").await;
        let _ = catalog::block(&staff, &tea.product, "not what it says").await.done();
        nothing_changed(world, start(&bob, &id)).await.refused("NOT_FOR_SALE");
        nothing_changed(world, help(&bob, &token)).await.refused("NOT_FOR_SALE");
        world.settle().await;
        let seen = world.visitor().run(SEE, json!({ "id": id })).await.done();
        assert_eq!(seen.text("priceCutCampaign.state"), "STOPPED");
        nothing_changed(world, start(&bob, &id)).await.refused("NOT_RUNNING");
    }

    async fn a_price_that_moved_is_not_cut_from_the_old_one(world) {
        let tea = shop(world, "tea").await;
        let drafted = tea.owner.act(CREATE, wish(world, &tea, &json!({}))).await.done();
        let id = drafted.text("priceCutCampaignCreate.campaign.id");
        world.run("UPDATE sku SET price_minor = 12900 WHERE code = '50'").await;
        let refused = tea.owner.act(HAND_IN, json!({ "id": id }));
        nothing_changed(world, refused).await.refused("PRICE_CHANGED");
        world.run("UPDATE sku SET price_minor = 12800 WHERE code = '50'").await;
        let _ = tea.owner.act(HAND_IN, json!({ "id": id })).await.done();
        let _ = world.staff("COMPLIANCE").await.act(DECIDE, json!({ "id": id })).await.done();
        world.settle().await;
        world.run("UPDATE sku SET price_minor = 12900 WHERE code = '50'").await;
        let ana = world.person("ana").await;
        nothing_changed(world, start(&ana, &id)).await.refused("PRICE_CHANGED");
    }
}
