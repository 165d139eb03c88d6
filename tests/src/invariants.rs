//! What must hold after every story, whatever was told in it.

use futures_util::future::BoxFuture;
use platform::{events, timers};

use crate::books;
use crate::database::Engine;
use crate::world::World;

/// One law: answers what is broken, in words, or nothing.
type Law = for<'world> fn(&'world World) -> BoxFuture<'world, Vec<String>>;

/// Every law; those of money are in `books`.
const LAWS: [Law; 12] = [
    |world| Box::pin(no_event_is_undelivered(world)),
    |world| Box::pin(no_timer_is_overdue(world)),
    |world| Box::pin(no_edge_was_added_or_removed(world)),
    |world| Box::pin(every_timeline_is_whole(world)),
    |world| Box::pin(every_state_is_where_its_timeline_ends(world)),
    |world| Box::pin(the_file_is_sound(world)),
    |world| Box::pin(books::every_currency_sums_to_zero(world)),
    |world| Box::pin(books::kept_balances_are_their_transfers(world)),
    |world| Box::pin(books::escrows_are_their_transfers(world)),
    |world| Box::pin(books::pools_are_on_their_side_of_zero(world)),
    |world| Box::pin(books::no_incident_is_open(world)),
    |world| Box::pin(every_comparison_agrees(world)),
];

/// Everything that does not hold now.
pub async fn broken(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    for law in LAWS {
        found.extend(law(world).await);
    }
    found
}

async fn no_event_is_undelivered(world: &World) -> Vec<String> {
    if events::pending(world.app()).await.expect("a count") == 0 {
        return Vec::new();
    }
    let stuck = "SELECT consumer || ' has not settled ' || event.kind || ' after ' || attempts \
                 || ' attempts' FROM event_delivery JOIN event ON event.id = event_id";
    world.ask(stuck).await
}

async fn no_timer_is_overdue(world: &World) -> Vec<String> {
    let overdue = timers::overdue(world.app()).await.expect("a count");
    let says = |count| format!("{count} timers are overdue");
    (overdue > 0).then(|| says(overdue)).into_iter().collect()
}

async fn no_edge_was_added_or_removed(world: &World) -> Vec<String> {
    let now = world.edges_now().await;
    let differs = now != world.edges;
    differs.then(|| "the table of allowed transitions was changed".to_owned()).into_iter().collect()
}

/// From 1 without gaps, and each move begins where the one before ended.
async fn every_timeline_is_whole(world: &World) -> Vec<String> {
    let torn = "SELECT later.machine || ' moved from ' || later.from_state || ' as its number ' \
                || later.seq || ', but was not there' FROM transition AS later \
                WHERE later.seq > 1 AND NOT EXISTS (SELECT 1 FROM transition AS earlier \
                WHERE earlier.aggregate = later.aggregate AND earlier.seq = later.seq - 1 \
                AND earlier.to_state = later.from_state)";
    world.ask(torn).await
}

/// A state that changed without a row of the timeline would be a change nobody can explain.
async fn every_state_is_where_its_timeline_ends(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    for machine in world.ask("SELECT DISTINCT machine FROM transition").await {
        let astray = format!(
            "SELECT '{machine} is ' || noun.state || ', its timeline says ' || last.to_state \
             FROM {machine} AS noun JOIN transition AS last ON last.aggregate = noun.id \
             WHERE last.machine = '{machine}' AND last.to_state <> noun.state AND last.seq = \
             (SELECT max(seq) FROM transition AS any_of WHERE any_of.aggregate = noun.id)"
        );
        found.extend(world.ask(&astray).await);
    }
    found
}

/// PostgreSQL checks every constraint as it goes; SQLite can be asked afterwards.
async fn the_file_is_sound(world: &World) -> Vec<String> {
    if world.engine() == Engine::Postgres {
        return Vec::new();
    }
    let lost =
        "SELECT 'a foreign key leads nowhere in ' || \"table\" FROM pragma_foreign_key_check";
    let mut found = world.ask(lost).await;
    let checked = world.ask("SELECT integrity_check FROM pragma_integrity_check").await;
    found.extend(checked.into_iter().filter(|line| line != "ok"));
    found
}

/// What the reconciler compares each minute agrees after every story.
async fn every_comparison_agrees(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    for check in fairstall::worker::whole_checks() {
        for told in (check.run)(world.app().clone()).await.expect(check.name) {
            found.push(format!(
                "{}: {} is {}, and should be {}",
                check.name, told.subject, told.found, told.expected
            ));
        }
    }
    found
}
