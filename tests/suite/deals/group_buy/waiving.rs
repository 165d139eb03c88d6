//! What cannot be declared complete: a group that nobody has paid for, or that does not form.

use kit::{hours, minutes, nothing_changed, scenario};
use serde_json::json;

use super::{Story, WAIVE, seating};

scenario! {
    async fn nobody_declares_an_empty_group_complete(world) {
        let mut story = Story::of_three(world).await;
        let ana = story.buyer("ana").await;
        let (group, order) = seating(&story.ask_to_open(&ana, json!({})).await.done(), "Open");
        story.tea.owner.wake().await;
        let id = json!({ "id": group });
        let early = story.tea.owner.act(WAIVE, id.clone());
        nothing_changed(world, early).await.refused("NOT_FORMING");
        ana.pay(&order).await;
        let _ = ana.leaves(&group).await.done();
        world.settle().await;
        let empty = story.tea.owner.act(WAIVE, id.clone());
        nothing_changed(world, empty).await.refused("NOBODY_PAID");
        let none = json!({ "id": "group_buy_00000000000070008000000000000001" });
        let none = story.tea.owner.act(WAIVE, none);
        nothing_changed(world, none).await.refused("GROUP_NOT_FOUND");
        world.later(hours(24)).await;
        story.tea.owner.sign_in_again().await;
        let late = story.tea.owner.act(WAIVE, id);
        nothing_changed(world, late).await.refused("NOT_FORMING");
        assert_eq!(story.look(&group, "state").await["state"], "REFUNDED");
    }

    /// The clock of the deadline is late: the instant counts, not the state.
    async fn nobody_declares_a_group_complete_at_its_deadline(world) {
        let mut story = Story::of_three(world).await;
        let ana = story.buyer("ana").await;
        let (group, _) = story.led_by(&ana).await;
        world.later(minutes(24 * 60 - 1)).await;
        story.tea.owner.sign_in_again().await;
        world.pass(minutes(1));
        let late = story.tea.owner.act(WAIVE, json!({ "id": group }));
        nothing_changed(world, late).await.refused("NOT_FORMING");
        world.settle().await;
        assert_eq!(story.money().await, (9_900, 9_900));
    }
}
