//! Timers: at their time and not before, once, through restarts and doubles (CAL-5).

use kit::{World, hours, machinery, minutes, seconds};
use platform::{App, Failure, timers, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::reactions::{
    RINGS, RINGS_BADLY, attempts, begun, effects, gate, open_gate, prepare, reactions,
};

async fn set(app: &App, kind: &'static str, of: Uuid, due: OffsetDateTime) {
    let set: Result<(), Failure> = transaction!(app, |tx| { timers::set(tx, kind, of, due).await });
    set.expect("a timer that was set");
}

async fn anything(world: &World) -> Uuid {
    prepare(world).await;
    world.app().new_uuid()
}

machinery! {
    with reactions();

    async fn a_timer_fires_at_its_time_and_not_before(world) {
        let lamp = anything(world).await;
        let due = world.app().now() + hours(24);
        set(world.app(), RINGS, lamp, due).await;
        world.later(hours(23) + minutes(59) + seconds(59)).await;
        assert_eq!(effects(world, lamp).await, [""; 0]);
        world.later(seconds(1)).await;
        assert_eq!(effects(world, lamp).await, [due.unix_timestamp().to_string()]);
        world.later(hours(48)).await;
        assert_eq!(attempts(world, lamp).await, 1, "it fires once");
    }

    async fn two_servers_fire_a_timer_once(world) {
        let lamp = anything(world).await;
        let other = world.another_server().await;
        set(world.app(), RINGS, lamp, world.app().now() + hours(1)).await;
        world.pass(hours(1));
        let (one, two) = tokio::join!(timers::fire_due(world.app()), timers::fire_due(&other));
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        assert_eq!(effects(world, lamp).await.len(), 1);
    }

    /// CAL-5: set by a server that is gone, it fires on the one that came after, and once.
    async fn a_timer_survives_the_server_that_set_it(world) {
        let lamp = anything(world).await;
        let first = world.another_server().await;
        set(&first, RINGS, lamp, world.app().now() + hours(1)).await;
        first.database().clone().close().await.unwrap();
        let second = world.another_server().await;
        world.pass(hours(2));
        assert_eq!(timers::fire_due(&second).await.unwrap(), 1);
        assert_eq!(timers::fire_due(&second).await.unwrap(), 0);
        assert_eq!(effects(world, lamp).await.len(), 1);
    }

    /// A firing that was under way when its server died is taken over, and still happens once.
    async fn a_double_firing_does_nothing(world) {
        let lamp = anything(world).await;
        let gate = gate(lamp);
        set(world.app(), RINGS, lamp, world.app().now()).await;
        let slow = world.app().clone();
        let server = tokio::spawn(async move { timers::fire_due(&slow).await });
        begun(world, lamp).await;
        world.pass(seconds(31));
        assert_eq!(timers::fire_due(&world.another_server().await).await.unwrap(), 1);
        gate.add_permits(1);
        assert_eq!(server.await.unwrap().unwrap(), 0, "its lease was lost");
        assert_eq!(effects(world, lamp).await.len(), 1);
        assert_eq!(attempts(world, lamp).await, 2);
    }

    async fn a_deadline_moved_while_it_fires_stands(world) {
        let lamp = anything(world).await;
        drop(gate(lamp));
        let (app, now) = (world.app().clone(), world.app().now());
        set(&app, RINGS, lamp, now).await;
        let firing = tokio::spawn(async move { timers::fire_due(&app).await });
        begun(world, lamp).await;
        set(world.app(), RINGS, lamp, now + hours(5)).await;
        open_gate(lamp);
        assert_eq!(firing.await.unwrap().unwrap(), 0);
        assert_eq!(effects(world, lamp).await, [""; 0]);
        world.later(hours(5)).await;
        assert_eq!(effects(world, lamp).await, [(now + hours(5)).unix_timestamp().to_string()]);
    }

    async fn a_cancelled_timer_does_not_fire(world) {
        let lamp = anything(world).await;
        set(world.app(), RINGS, lamp, world.app().now() + hours(1)).await;
        let cancelled: Result<(), Failure> =
            transaction!(world.app(), |tx| { timers::cancel(tx, RINGS, lamp).await });
        cancelled.unwrap();
        world.later(hours(3)).await;
        assert_eq!(effects(world, lamp).await, [""; 0]);
    }

    async fn a_failed_firing_is_tried_again(world) {
        let lamp = anything(world).await;
        set(world.app(), RINGS_BADLY, lamp, world.app().now()).await;
        world.settle().await;
        assert_eq!(effects(world, lamp).await, [""; 0]);
        world.later(seconds(10)).await;
        assert_eq!(effects(world, lamp).await, ["1"]);
        assert_eq!(attempts(world, lamp).await, 3);
    }
}
