//! Events: at least once to each consumer, effects once, in order per aggregate, whoever dies.

use std::time::Duration;

use kit::{World, machinery, seconds};
use platform::events::{self, Event, Fact};
use platform::{App, Failure, transaction};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::reactions::{Noted, attempts, begun, effects, noted, open_gate, prepare, reactions};

async fn record(app: &App, fact: Noted) {
    let recorded: Result<(), Failure> = transaction!(app, |tx| { events::record(tx, &fact).await });
    recorded.expect("a recorded fact");
}

async fn anybody(world: &World) -> Uuid {
    prepare(world).await;
    world.app().new_uuid()
}

machinery! {
    with reactions();

    async fn a_fact_is_told_once_to_each_consumer(world) {
        let somebody = anybody(world).await;
        record(world.app(), noted(somebody, 1)).await;
        let waiting = "SELECT consumer FROM event_delivery ORDER BY consumer";
        assert_eq!(world.ask(waiting).await, ["test.looks_on", "test.writes_down"]);
        world.settle().await;
        world.later(seconds(3_600)).await;
        assert_eq!(effects(world, somebody).await, ["1"]);
        assert_eq!(attempts(world, somebody).await, 1);
    }

    async fn what_was_undone_is_not_told(world) {
        let somebody = anybody(world).await;
        let fact = noted(somebody, 1);
        let undone: Result<(), Failure> = transaction!(world.app(), |tx| {
            events::record(tx, &fact).await?;
            Err(Failure::broken("second thoughts"))
        });
        assert!(undone.is_err());
        world.later(seconds(60)).await;
        assert_eq!(effects(world, somebody).await, [""; 0]);
        assert_eq!(world.count("SELECT count(*) FROM event").await, 0);
    }

    /// The lease is the server's hold on a delivery: 30 seconds after its death another has it.
    async fn a_dead_servers_event_is_taken_over(world) {
        let somebody = anybody(world).await;
        record(world.app(), Noted { waits: true, ..noted(somebody, 1) }).await;
        let dying = world.app().clone();
        let server = tokio::spawn(async move { events::deliver_due(&dying).await });
        begun(world, somebody).await;
        server.abort();

        let other = world.another_server().await;
        world.pass(seconds(29));
        events::deliver_due(&other).await.unwrap();
        assert_eq!(effects(world, somebody).await, [""; 0], "the lease still held");
        world.pass(seconds(2));
        events::deliver_due(&other).await.unwrap();
        assert_eq!(effects(world, somebody).await, ["1"]);
        assert_eq!(attempts(world, somebody).await, 2);
    }

    /// It was only slow: when it wakes, its effect must not stand beside the other's.
    async fn a_server_that_lost_its_lease_undoes_its_effect(world) {
        let somebody = anybody(world).await;
        record(world.app(), Noted { waits: true, ..noted(somebody, 1) }).await;
        let slow = world.app().clone();
        let server = tokio::spawn(async move { events::deliver_due(&slow).await });
        begun(world, somebody).await;
        world.pass(seconds(31));
        let other = world.another_server().await;
        events::deliver_due(&other).await.unwrap();
        open_gate(somebody);
        server.await.unwrap().unwrap();
        assert_eq!(effects(world, somebody).await, ["1"]);
        assert_eq!(attempts(world, somebody).await, 2);
    }

    async fn two_servers_tell_everything_once_and_in_order(world) {
        prepare(world).await;
        let other = world.another_server().await;
        let people: Vec<Uuid> = (0..4).map(|_| world.app().new_uuid()).collect();
        for number in 1..=12 {
            for person in &people {
                // Every third attempt fails once, and what comes after it has to wait.
                let failures = i64::from(number % 3 == 0);
                record(world.app(), Noted { failures, ..noted(*person, number) }).await;
            }
        }
        for _ in 0..60 {
            let (one, two) =
                tokio::join!(events::deliver_due(world.app()), events::deliver_due(&other));
            one.unwrap();
            two.unwrap();
            world.pass(seconds(1));
        }
        let in_order: Vec<String> = (1..=12).map(|number| number.to_string()).collect();
        for person in people {
            assert_eq!(effects(world, person).await, in_order);
            assert_eq!(attempts(world, person).await, 12 + 4);
        }
    }

    async fn events_of_another_server_are_heard_within_a_second(world) {
        let somebody = anybody(world).await;
        let other = world.another_server().await;
        let stop = CancellationToken::new();
        let listening = tokio::spawn(events::run_live(world.app().clone(), stop.clone()));
        let mut heard = world.app().live().subscribe();
        // The listener finds the end of the log first; what was before is no news.
        tokio::time::sleep(Duration::from_millis(300)).await;
        for number in 1..=3 {
            record(&other, noted(somebody, number)).await;
        }
        for number in 1..=3 {
            let event = tokio::time::timeout(Duration::from_secs(1), heard.recv()).await;
            let event: Event = (*event.expect("within a second").unwrap()).clone();
            assert_eq!((event.kind.as_str(), event.seq), (Noted::KIND, number));
            assert_eq!(event.fact::<Noted>().unwrap().unwrap().number, number);
        }
        stop.cancel();
        listening.await.unwrap();
    }
}
