//! Seats: held for a quarter of an hour, left, freed, and never more than there are.

use kit::{minutes, nothing_changed, scenario, seconds};
use serde_json::{Value, json};

use super::{LEAVE, Story, look, seating};
use crate::orders::CANCEL;
use crate::orders::paying::payment;

scenario! {
    /// Fifteen minutes to the second; then somebody else may have it, and what is paid late goes
    /// back by itself.
    async fn a_seat_that_is_not_paid_is_free_again(world) {
        let story = Story::with(world, &json!({ "size": 2 })).await;
        let (ana, mut bob, eva) =
            (story.buyer("ana").await, story.buyer("bob").await, story.buyer("eva").await);
        let (group, _) = story.led_by(&ana).await;
        let order = bob.sits(&group).await;
        let id = payment(&bob.actor, &order).await;
        let slow = json!({ "idempotencyKey": "slow-payment", "sandboxScript": "delay:3600" });
        let _ = bob.actor.confirm(&id, slow).await.done();
        let full = nothing_changed(world, eva.ask_to_join(&group, json!({}))).await;
        full.refused("GROUP_FULL");
        assert!(!full.data("groupBuyJoin.userErrors.0.retryAt").is_null());
        world.later(seconds(899)).await;
        assert_eq!(story.look(&group, "seats").await["seats"], 2);
        world.later(seconds(1)).await;
        assert_eq!(story.look(&group, "seats").await["seats"], 1);
        assert_eq!(story.members().await, ["EXPIRED", "PAID"]);
        let mut eva = eva;
        eva.actor.wake().await;
        let _ = story.joins(&eva, &group).await;
        assert_eq!(story.look(&group, "state").await["state"], "SUCCEEDED");
        world.later(minutes(120)).await;
        bob.actor.wake().await;
        assert_eq!(bob.order(&order).await, "CANCELLED");
        assert_eq!(story.money().await, (29_700, 9_900), "the late payment found its refund");
        assert_eq!(story.look(&group, "paid seats").await, json!({ "paid": 2, "seats": 2 }));
    }

    /// Who leaves while it forms is refunded; the group goes on without them.
    async fn a_member_leaves_and_is_refunded(world) {
        let story = Story::of_three(world).await;
        let (ana, bob, eva) =
            (story.buyer("ana").await, story.buyer("bob").await, story.buyer("eva").await);
        let (group, first) = story.led_by(&ana).await;
        let second = story.joins(&bob, &group).await;
        nothing_changed(world, eva.leaves(&group)).await.refused("GROUP_NOT_FOUND");
        // A group that forms is left through the group.
        let cancel = bob.actor.act(CANCEL, json!({ "id": second }));
        nothing_changed(world, cancel).await.refused("TOO_LATE");
        let left = bob.leaves(&group).await.done();
        assert_eq!(left.text("groupBuyLeave.seating.seat.state"), "LEFT");
        assert_eq!(left.number("groupBuyLeave.seating.group.seats"), 1);
        let _ = nothing_changed(world, bob.leaves(&group)).await.done();
        world.settle().await;
        assert_eq!(bob.order(&second).await, "CANCELLED");
        assert_eq!(story.money().await, (19_800, 9_900));
        assert_eq!(story.reserved().await, 1);
        // The leader, too; others may still fill it.
        let _ = ana.leaves(&group).await.done();
        world.settle().await;
        assert_eq!(ana.order(&first).await, "CANCELLED");
        let seen = story.look(&group, "state paid seats membersMissing").await;
        assert_eq!(seen, json!({ "state": "FORMING", "paid": 0, "seats": 0, "membersMissing": 3 }));
        let _ = story.joins(&eva, &group).await;
        assert_eq!(story.look(&group, "paid").await["paid"], 1);
    }

    async fn nobody_leaves_a_group_that_is_complete_or_over(world) {
        let story = Story::with(world, &json!({ "size": 2 })).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let _ = story.joins(&bob, &group).await;
        nothing_changed(world, bob.leaves(&group)).await.refused("NOT_FORMING");
        let none = json!({ "id": "group_buy_00000000000070008000000000000001",
            "idempotencyKey": "leave-nothing" });
        nothing_changed(world, bob.actor.act(LEAVE, none)).await.refused("GROUP_NOT_FOUND");
    }

    /// The same key leaves once: whoever has taken a seat again meanwhile keeps it.
    async fn a_seat_is_left_once_under_a_key(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let _ = bob.sits(&group).await;
        let input = |group: &str, key: &str| json!({ "id": group, "idempotencyKey": key });
        nothing_changed(world, bob.actor.act(LEAVE, input(&group, "short"))).await
            .refused("IDEMPOTENCY_KEY_INVALID");
        let _ = bob.actor.act(LEAVE, input(&group, "leave-it-once")).await.done();
        let again = bob.actor.act(LEAVE, input(&group, "leave-it-once"));
        let again = nothing_changed(world, again).await.done();
        assert!(!again.data("groupBuyLeave.seating").is_null());
        let other = "group_buy_00000000000070008000000000000001";
        nothing_changed(world, bob.actor.act(LEAVE, input(other, "leave-it-once"))).await
            .refused("IDEMPOTENCY_CONFLICT");
    }

    /// A group begins with its leader's payment: before it nobody else sees it, and without it
    /// there is none.
    async fn a_group_begins_when_its_leader_pays(world) {
        let story = Story::of_three(world).await;
        let (mut ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let asked = story.ask_to_open(&ana, json!({})).await.done();
        let (group, order) = seating(&asked, "Open");
        assert_eq!(story.look(&group, "state").await, Value::Null);
        let own = look(&ana.actor, &group, "state deadline mySeat { state isLeader }").await;
        assert_eq!((&own["state"], &own["deadline"]), (&json!("OPENED"), &Value::Null));
        assert_eq!(own["mySeat"], json!({ "state": "SEATED", "isLeader": true }));
        let join = bob.ask_to_join(&group, json!({}));
        nothing_changed(world, join).await.refused("GROUP_NOT_FOUND");
        let join = ana.ask_to_join(&group, json!({ "idempotencyKey": "another-key" }));
        nothing_changed(world, join).await.refused("NOT_FORMING");
        world.later(minutes(15)).await;
        ana.actor.wake().await;
        assert_eq!(ana.order(&order).await, "CANCELLED");
        assert_eq!(look(&ana.actor, &group, "state").await["state"], "CANCELLED");
        assert_eq!(world.count("SELECT taken FROM group_campaign").await, 0);
        // And again, as if nothing had been.
        let changes = json!({ "idempotencyKey": "second-try" });
        let asked = story.ask_to_open(&ana, &changes).await.done();
        ana.pay(&seating(&asked, "Open").1).await;
    }

    /// So many pieces in all groups of a campaign, whichever account asks for them.
    async fn one_person_has_only_so_many_pieces(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (one, _) = story.led_by(&ana).await;
        let (other, _) = story.led_by(&bob).await;
        let pieces = |quantity: i32| json!({ "idempotencyKey": "more-pieces",
            "purchase": { "quantity": quantity },
            "seenTotalMinor": (i64::from(quantity) * 9_900).to_string() });
        for quantity in [0, -1, 3, i32::MAX] {
            let ask = bob.ask_to_join(&one, pieces(quantity));
            nothing_changed(world, ask).await.refused("TOO_MANY_PIECES");
        }
        let ask = ana.ask_to_join(&other, pieces(2));
        nothing_changed(world, ask).await.refused("TOO_MANY_PIECES");
        let _ = ana.ask_to_join(&other, pieces(1)).await.done();
        let _ = ana.leaves(&other).await.done();
        let _ = ana.leaves(&one).await.done();
        let again = json!({ "idempotencyKey": "after-leaving", "purchase": { "quantity": 2 },
            "seenTotalMinor": "19800" });
        let _ = ana.ask_to_join(&other, &again).await.done();
    }
}
