//! What is refused to whoever wants a seat, and that nothing changes then.

use kit::{hours, minutes, nothing_changed, scenario, seconds};
use serde_json::json;

use super::{JOIN, OPEN, Story, home};
use crate::catalog;
use crate::orders::address_in;

scenario! {
    async fn what_stands_against_a_seat_changes_nothing(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let abroad = address_in(&bob.actor, "DE-BE").await;
        let hers = &ana.home;
        let table = [
            (json!({ "seenTotalMinor": "9899" }), "TOTAL_CHANGED"),
            (json!({ "seenTotalMinor": "12800" }), "TOTAL_CHANGED"),
            (json!({ "seenTotalMinor": "-1" }), "TOTAL_CHANGED"),
            (json!({ "seenTotalMinor": i64::MAX.to_string() }), "TOTAL_CHANGED"),
            (json!({ "purchase": { "addressId": abroad } }), "NOT_SENT_THERE"),
            (json!({ "purchase": { "addressId": hers } }), "ADDRESS_NOT_FOUND"),
        ];
        for (changes, code) in table {
            nothing_changed(world, bob.ask_to_join(&group, &changes)).await.refused(code);
        }
        let none = "group_buy_00000000000070008000000000000001";
        nothing_changed(world, bob.ask_to_join(none, json!({}))).await.refused("GROUP_NOT_FOUND");
        let open = json!({ "seenTotalMinor": "1" });
        nothing_changed(world, story.ask_to_open(&bob, &open)).await.refused("TOTAL_CHANGED");
    }

    /// A shop does not buy from itself, in a group either.
    async fn a_shop_takes_no_seat_in_its_own_group(world) {
        let mut story = Story::of_three(world).await;
        let ana = story.buyer("ana").await;
        let (group, _) = story.led_by(&ana).await;
        story.tea.owner.wake().await;
        let own = home(&story.tea.owner, "13700000001").await;
        let input = json!({ "idempotencyKey": "own-shop-1", "groupId": group,
            "seenTotalMinor": "9900", "purchase": { "addressId": own } });
        let join = story.tea.owner.act(JOIN, input);
        nothing_changed(world, join).await.refused("OWN_SHOP");
    }

    /// Before its time, after its time, and where there is none.
    async fn groups_are_opened_only_while_a_campaign_runs(world) {
        let begins = (world.app().now() + time::Duration::hours(3))
            .format(&time::format_description::well_known::Rfc3339)
            .unwrap();
        let story = Story::with(world, &json!({ "startsAt": begins })).await;
        let mut ana = story.buyer("ana").await;
        let early = nothing_changed(world, story.ask_to_open(&ana, json!({}))).await;
        early.refused("NOT_RUNNING");
        assert!(!early.data("groupBuyOpen.userErrors.0.retryAt").is_null());
        world.later(hours(24 * 7)).await;
        ana.actor.sign_in_again().await;
        let late = nothing_changed(world, story.ask_to_open(&ana, json!({}))).await;
        late.refused("NOT_RUNNING");
        let input = json!({ "idempotencyKey": "no-campaign", "seenTotalMinor": "9900",
            "campaignId": "group_campaign_00000000000070008000000000000001",
            "purchase": { "addressId": ana.home } });
        let none = ana.actor.act(OPEN, input);
        nothing_changed(world, none).await.refused("CAMPAIGN_NOT_FOUND");
    }

    /// The clock of the campaign is late: the instant counts, not the state.
    async fn a_late_clock_opens_no_group(world) {
        let story = Story::of_three(world).await;
        let mut ana = story.buyer("ana").await;
        world.later(seconds(7 * 24 * 3_600 - 200)).await;
        ana.actor.sign_in_again().await;
        world.pass(seconds(200));
        nothing_changed(world, story.ask_to_open(&ana, json!({}))).await.refused("NOT_RUNNING");
        world.settle().await;
    }

    /// After the deadline nobody sits down, though no timer has run.
    async fn nobody_joins_after_the_deadline(world) {
        let story = Story::of_three(world).await;
        let (ana, mut bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        world.later(minutes(24 * 60 - 1)).await;
        bob.actor.wake().await;
        world.pass(minutes(1));
        let join = bob.ask_to_join(&group, json!({}));
        nothing_changed(world, join).await.refused("NOT_FORMING");
        world.settle().await;
        assert_eq!(story.look(&group, "state").await["state"], "REFUNDED");
    }

    /// A product that its shop took from the shelves is joined by nobody.
    async fn what_is_not_on_sale_is_not_joined(world) {
        let mut story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        story.tea.owner.wake().await;
        let _ = catalog::delist(&story.tea.owner, &story.tea.product).await.done();
        world.settle().await;
        let join = bob.ask_to_join(&group, json!({}));
        nothing_changed(world, join).await.refused("NOT_FOR_SALE");
        assert_eq!(story.look(&group, "state").await["state"], "FORMING", "it is not blocked");
    }

    /// Who may not act may not buy in a group.
    async fn a_child_without_a_guardian_takes_no_seat(world) {
        let story = Story::of_three(world).await;
        let ana = story.buyer("ana").await;
        let (group, _) = story.led_by(&ana).await;
        let kid = world.person_of("kid", "UNDER_14").await;
        let input = json!({ "idempotencyKey": "a-child-01", "groupId": group,
            "seenTotalMinor": "9900", "purchase": { "addressId": ana.home } });
        nothing_changed(world, kid.act(JOIN, input)).await.refused("MAY_NOT_ACT");
    }

    /// The list price may fall below that of the group: buyers pay what is cheaper, and a group
    /// keeps its own price whatever becomes of the list.
    async fn terms_change_only_in_the_buyers_favour(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        world.run("UPDATE sku SET price_minor = 20000 WHERE code = '50'").await;
        let _ = bob.sits(&group).await;
        let _ = bob.leaves(&group).await.done();
        world.run("UPDATE sku SET price_minor = 5000 WHERE code = '50'").await;
        let cheap = json!({ "idempotencyKey": "cheaper-now", "seenTotalMinor": "5000" });
        let _ = bob.ask_to_join(&group, &cheap).await.done();
    }
}
