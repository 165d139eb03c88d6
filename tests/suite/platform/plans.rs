//! Each list has an index for its order: the database reads a page where it begins and stops where
//! it ends, instead of sorting all there is. Asked of the statements that the shop really runs.

use std::sync::{Arc, Mutex};

use kit::{Actor, Engine, World, scenario};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::json;

use crate::data_rights::{FILE, GIVE, HOLD, given};
use crate::operators::story::{business, file};

/// What a list's page is read by: it has an order and an end.
fn is_page(statement: &Statement) -> bool {
    statement.sql.contains("ORDER BY") && statement.sql.contains("LIMIT")
}

/// How the database would carry a statement out.
pub async fn plan(world: &World, connection: &DatabaseConnection, statement: &Statement) -> String {
    let backend = connection.get_database_backend();
    let (explain, column) = match world.engine() {
        Engine::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
        Engine::Postgres => ("EXPLAIN", "QUERY PLAN"),
    };
    let question = Statement::from_string(backend, format!("{explain} {statement}"));
    let rows = connection.query_all_raw(question).await.expect("a plan");
    let lines = rows.iter().map(|row| row.try_get::<String>("", column).expect("a line"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a plan sorts, or reads a table from end to end.
fn is_wasteful(plan: &str) -> bool {
    plan.lines().any(|line| {
        line.contains("USE TEMP B-TREE")
            || line.contains("Sort")
            || line.contains("Seq Scan")
            || (line.trim_start().starts_with("SCAN") && !line.contains("USING"))
    })
}

/// The pages that a query read, and the plans of those that waste.
async fn read(
    world: &World,
    heard: &Arc<Mutex<Vec<Statement>>>,
    (who, query): (&Actor<'_>, &str),
    connection: &DatabaseConnection,
) -> (usize, Vec<String>) {
    heard.lock().expect("what was heard").clear();
    let answer = who.say(query).await;
    assert!(answer.codes().is_empty(), "{query}: {answer}");
    let pages: Vec<Statement> =
        heard.lock().expect("what was heard").iter().filter(|one| is_page(one)).cloned().collect();
    let mut wasteful = Vec::new();
    for statement in &pages {
        let plan = plan(world, connection, statement).await;
        if is_wasteful(&plan) {
            wasteful.push(format!("{query}\n{}\n{plan}", statement.sql));
        }
    }
    (pages.len(), wasteful)
}

/// Asks for pages as clients do, and panics with the plans of those that sort or read everything.
pub async fn assert_no_waste(world: &World, lists: &[(&Actor<'_>, &str)]) {
    if world.engine() == Engine::Postgres {
        // A handful of rows is read fastest from end to end; a million is not.
        for setting in ["enable_seqscan", "enable_sort", "enable_bitmapscan"] {
            world.run(&format!("SET {setting} = off")).await;
        }
    }
    let heard: Arc<Mutex<Vec<Statement>>> = Arc::default();
    let ears = Arc::clone(&heard);
    let hears = world.app().database().listen(move |statement| {
        ears.lock().expect("what was heard").push(statement.clone());
    });
    assert!(hears, "nobody else listens");
    let mut wasteful = Vec::new();
    for (who, query) in lists {
        let (pages, bad) = read(world, &heard, (who, query), world.direct()).await;
        assert!(pages > 0, "{query} reads no page");
        wasteful.extend(bad);
    }
    assert!(wasteful.is_empty(), "{}", wasteful.join("\n\n"));
}

scenario! {
    async fn every_list_of_data_rights_and_registration_has_its_index(world) {
        let (mut ana, shop) = world.founder("ana").await;
        let (mut support, mut judge) =
            (world.staff("SUPPORT").await, world.staff("COMPLIANCE").await);
        for who in [&mut ana, &mut support, &mut judge] {
            who.sign_in_again().await;
        }
        let _ = file(&ana, &shop, business(&json!({})), &json!({})).await;
        let _ = ana.act(GIVE, given("MARKETING")).await.done();
        let correct = json!({ "idempotencyKey": "key-00001", "kind": "CORRECT",
            "corrections": [{ "field": "a", "value": "b" }] });
        let _ = ana.act(FILE, correct).await.done();
        let hold = json!({ "targetId": ana.id, "reason": "File 2026-17." });
        let _ = judge.act(HOLD, hold).await.done();
        let registrations = format!(
            "{{ operator(by: {{id: \"{shop}\"}}) {{ registrations(first: 5) {{ nodes {{ id }} }} }} }}"
        );
        let lists: [(&Actor<'_>, &str); 9] = [
            (&ana, "{ myDataAccesses(first: 5) { nodes { id } } }"),
            (&ana, "{ consentHistory(first: 5) { nodes { id } } }"),
            (&ana, "{ mySubjectRequests(first: 5) { nodes { id } } }"),
            (&ana, registrations.as_str()),
            (&judge, "{ registrationQueue(first: 5) { nodes { id } } }"),
            (&support, "{ subjectRequestQueue(first: 5) { nodes { id } } }"),
            (&judge, "{ subjectAppealQueue(first: 5) { nodes { id } } }"),
            (&judge, "{ legalHolds(first: 5) { nodes { id } } }"),
            (&judge, "{ breaches(first: 5) { nodes { id } } }"),
        ];
        assert_no_waste(world, &lists).await;
        // And the test sees a plan that wastes: no index has this order.
        let unsorted = Statement::from_string(
            world.direct().get_database_backend(),
            "SELECT id FROM access_entry ORDER BY request LIMIT 5",
        );
        assert!(is_wasteful(&plan(world, world.direct(), &unsorted).await));
    }
}
