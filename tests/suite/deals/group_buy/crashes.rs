//! A server is killed at every step of completion and of refund: another one goes on, and the end
//! is the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kit::{World, minutes, scenario, seconds};
use platform::{events, timers};
use serde_json::json;
use tokio::sync::Notify;

use super::Story;
use super::rules::capture_alone;
use crate::orders::paying::payment;

/// A server works on what is due, and is gone at a statement of its own; whether it came that far.
async fn dies_at(world: &World, statement: usize) -> bool {
    let server = world.another_server().await;
    let (gone, said) = (Arc::new(Notify::new()), AtomicUsize::new(0));
    let told = Arc::clone(&gone);
    let hears = server.database().listen(move |_| {
        if said.fetch_add(1, Ordering::Relaxed) + 1 == statement {
            told.notify_one();
        }
    });
    assert!(hears, "nobody else listens");
    let work = async {
        loop {
            let delivered = events::deliver_due(&server).await.expect("events");
            if delivered + timers::fire_due(&server).await.expect("timers") == 0 {
                break;
            }
        }
    };
    let died = tokio::select! {
        biased;
        () = gone.notified() => true,
        () = work => false,
    };
    server.database().clone().close().await.ok();
    died
}

/// Server after server comes, and each dies a little further on: at every second statement of all
/// that is to be done. What one held is another's when its lease is over.
async fn to_the_end(world: &World) {
    for statement in (1..1_000).step_by(2) {
        let died = dies_at(world, statement).await;
        world.pass(seconds(31));
        if !died {
            world.settle().await;
            return;
        }
    }
    panic!("it does not come to an end");
}

scenario! {
    /// What is claimed by a server that dies is another's when the lease is over: nothing is done
    /// twice, and nothing is left.
    async fn a_group_is_completed_by_whoever_is_left(world) {
        let story = Story::with(world, &json!({ "size": 2 })).await;
        let (ana, mut bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let order = bob.sits(&group).await;
        let id = payment(&bob.actor, &order).await;
        let _ = bob.actor.confirm(&id, json!({})).await.done();
        capture_alone(world).await;
        to_the_end(world).await;
        bob.actor.wake().await;
        assert_eq!(story.look(&group, "state").await["state"], "SUCCEEDED");
        assert_eq!(bob.order(&order).await, "TO_SHIP");
        assert_eq!(story.money().await, (19_800, 0));
        let told = "SELECT count(*) FROM event WHERE kind = 'group_buy.succeeded'";
        assert_eq!(world.count(told).await, 1);
    }

    async fn a_group_is_refunded_by_whoever_is_left(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let _ = story.joins(&bob, &group).await;
        world.later(seconds(24 * 3_600 - 1)).await;
        world.pass(seconds(1));
        to_the_end(world).await;
        assert_eq!(story.look(&group, "state").await["state"], "REFUNDED");
        assert_eq!(story.money().await, (19_800, 19_800));
        assert_eq!(story.reserved().await, 0);
    }

    /// The same fact delivered again, and the same timer fired again, do nothing.
    async fn facts_and_timers_twice_are_once(world) {
        let story = Story::with(world, &json!({ "size": 2 })).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let _ = story.joins(&bob, &group).await;
        let again = "INSERT INTO event_delivery (event_id, consumer, aggregate, seq, due_at, \
            attempts, fence) SELECT id, 'group_buys.orders', aggregate, seq, 0, 0, 0 FROM event \
            WHERE kind IN ('order.forming', 'order.cancelled', 'order.shipped')";
        world.run(again).await;
        let at = "INSERT INTO timer (kind, aggregate, generation, due_at, next_at, \
            attempts, fence) SELECT 'group_buy.deadline', id, 9, 0, 0, 0, 0 FROM group_buy";
        world.run(at).await;
        world.later(minutes(1)).await;
        let seen = story.look(&group, "state paid seats").await;
        assert_eq!(seen, json!({ "state": "SUCCEEDED", "paid": 2, "seats": 2 }));
        assert_eq!(story.money().await, (19_800, 0));
    }
}
