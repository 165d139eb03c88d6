//! A campaign is stopped: by its shop, by the platform, or because its product was blocked.

use kit::{nothing_changed, scenario};
use serde_json::json;

use super::{STOP, Story, look, seating};
use crate::catalog;

scenario! {
    /// By its shop: no more groups, and those that form go on.
    async fn a_shop_stops_a_campaign_and_its_groups_go_on(world) {
        let mut story = Story::with(world, &json!({ "size": 2 })).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        story.tea.owner.wake().await;
        let id = json!({ "id": story.campaign });
        nothing_changed(world, bob.actor.act(STOP, id.clone())).await.refused("CAMPAIGN_NOT_FOUND");
        let _ = story.tea.owner.act(STOP, id.clone()).await.done();
        let _ = nothing_changed(world, story.tea.owner.act(STOP, id)).await.done();
        nothing_changed(world, story.ask_to_open(&bob, json!({}))).await.refused("NOT_RUNNING");
        let _ = story.joins(&bob, &group).await;
        assert_eq!(story.look(&group, "state").await["state"], "SUCCEEDED");
    }

    /// By the platform: everybody is refunded, whoever leads a group that nobody has paid for too.
    async fn the_platform_stops_a_campaign_with_its_groups(world) {
        let mut story = Story::of_three(world).await;
        let (ana, bob, eva) =
            (story.buyer("ana").await, story.buyer("bob").await, story.buyer("eva").await);
        let (group, _) = story.led_by(&ana).await;
        let _ = bob.sits(&group).await;
        let (opened, _) = seating(&story.ask_to_open(&eva, json!({})).await.done(), "Open");
        story.staff.wake().await;
        let id = json!({ "id": story.campaign });
        let _ = story.staff.act(STOP, id.clone()).await.done();
        world.settle().await;
        assert_eq!(story.look(&group, "state").await["state"], "REFUNDED");
        assert_eq!(look(&eva.actor, &opened, "state").await["state"], "CANCELLED");
        assert_eq!(story.money().await, (9_900, 9_900));
        assert_eq!(story.reserved().await, 0);
        let _ = nothing_changed(world, story.staff.act(STOP, id)).await.done();
    }

    /// A product is blocked: no deal sells it any more, and those who wait are refunded; a group
    /// that was complete stays what it was.
    async fn a_blocked_product_ends_its_forming_groups(world) {
        let mut story = Story::with(world, &json!({ "size": 2 })).await;
        let (ana, bob, eva) =
            (story.buyer("ana").await, story.buyer("bob").await, story.buyer("eva").await);
        let (complete, _) = story.led_by(&ana).await;
        let _ = story.joins(&bob, &complete).await;
        let (forming, order) = story.led_by(&eva).await;
        story.staff.wake().await;
        let _ = catalog::block(&story.staff, &story.tea.product, "Recalled.").await.done();
        world.settle().await;
        assert_eq!(story.look(&forming, "state").await["state"], "REFUNDED");
        assert_eq!(story.look(&complete, "state").await["state"], "SUCCEEDED");
        assert_eq!(eva.order(&order).await, "CANCELLED");
        assert_eq!(story.money().await, (29_700, 9_900));
        nothing_changed(world, story.ask_to_open(&eva, json!({
            "idempotencyKey": "once-more-1" }))).await.refused("NOT_RUNNING");
    }

    async fn what_does_not_run_is_not_stopped(world) {
        let mut story = Story::of_three(world).await;
        world.later(kit::hours(24 * 7)).await;
        story.tea.owner.sign_in_again().await;
        let stop = story.tea.owner.act(STOP, json!({ "id": story.campaign }));
        nothing_changed(world, stop).await.refused("NOTHING_TO_STOP");
    }
}
