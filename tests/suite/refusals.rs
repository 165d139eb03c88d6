//! Wrong input in every mutation: a typed entry of `userErrors` or a documented code, never our own
//! failure, and not a row is another one afterwards.

use kit::{Actor, World, nothing_changed_but, scenario};

use super::reflection::{Field, Schema};
use super::sample::{Wrong, call};

/// Counts of attempts, one-time codes that were sent and ceremonies that were begun: what an
/// attempt leaves behind is their purpose.
const COUNTED: [&str; 4] = ["attempt", "one_time_code", "event", "event_delivery"];

const CODES: [&str; 8] = [
    "INVALID_ID",
    "NOT_FOUND",
    "BAD_REQUEST",
    "FORBIDDEN",
    "UNAUTHENTICATED",
    "CONFLICT",
    "TOO_COMPLEX",
    // A form of many texts, each longer than anything allows.
    "PAYLOAD_TOO_LARGE",
];

fn with_input() -> impl Iterator<Item = &'static Field> {
    let fields = Schema::get().find("Mutation").fields().iter();
    // Any long enough text is a password: no text is too strange for one.
    let free = |field: &Field| !["passwordSet", "paymentPasswordSet"].contains(&&*field.name);
    fields.filter(move |field| !field.args.is_empty() && free(field))
}

async fn try_all(world: &World, actor: &Actor<'_>, wrong: Wrong) {
    let mut found = Vec::new();
    for field in with_input() {
        let document = call("mutation", field, wrong);
        let act = actor.say(&document);
        let answer = nothing_changed_but(world, &COUNTED, act).await;
        let known = answer.codes().iter().all(|code| CODES.contains(code));
        let said_no = !answer.refusals().is_empty() || !answer.codes().is_empty();
        if !known || !said_no {
            found.push(format!("{}: {answer}", field.name));
        }
    }
    assert!(found.is_empty(), "{wrong:?}:\n{}", found.join("\n"));
}

scenario! {
    async fn nonsense_changes_nothing(world) {
        try_all(world, &world.careful_person("ana").await, Wrong::Nonsense).await;
    }

    async fn emptiness_changes_nothing(world) {
        try_all(world, &world.careful_person("ana").await, Wrong::Empty).await;
    }

    async fn size_changes_nothing(world) {
        try_all(world, &world.careful_person("ana").await, Wrong::Huge).await;
    }

    async fn hostility_changes_nothing(world) {
        try_all(world, &world.careful_person("ana").await, Wrong::Hostile).await;
    }

    async fn an_admin_is_told_no_as_well(world) {
        try_all(world, &world.staff("ADMIN").await, Wrong::Empty).await;
    }
}

#[test]
fn there_are_mutations_to_try() {
    assert!(with_input().count() > 20);
}
