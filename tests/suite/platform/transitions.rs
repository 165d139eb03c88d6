//! Transitions: the database refuses every edge that is not in the table, whoever asks, for every
//! machine of the shop.

use std::collections::BTreeSet;

use kit::database::{Engine, Fresh};
use kit::{World, machinery};
use platform::transitions::{Actor, ActorKind, States, Step};
use platform::{Failure, transaction, transitions};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use sea_orm_migration::SchemaManager;
use uuid::Uuid;

use super::reactions::reactions;

/// A machine of the test's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lamp {
    Dark,
    Lit,
    Broken,
}

impl States for Lamp {
    const MACHINE: &'static str = "lamp";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Dark, Self::Lit, &[ActorKind::User]),
        (Self::Lit, Self::Dark, &[ActorKind::User]),
        (Self::Lit, Self::Broken, &[ActorKind::System]),
    ];
    fn name(self) -> String {
        format!("{self:?}").to_uppercase()
    }
}

const EDGES: [(&str, &str); 3] = [("DARK", "LIT"), ("LIT", "DARK"), ("LIT", "BROKEN")];

async fn lamp(world: &mut World) -> Uuid {
    let uuid = if world.engine() == Engine::Sqlite { "blob" } else { "uuid" };
    world.run(&format!("CREATE TABLE lamp (id {uuid} PRIMARY KEY, state text NOT NULL)")).await;
    let manager = SchemaManager::new(world.direct());
    migration::guard_states(&manager, "lamp", &EDGES).await.unwrap();
    world.accept_edges().await;
    let id = world.app().new_uuid();
    let literal = match world.engine() {
        Engine::Sqlite => format!("x'{}'", id.simple()),
        Engine::Postgres => format!("'{id}'"),
    };
    world.run(&format!("INSERT INTO lamp VALUES ({literal}, 'DARK')")).await;
    id
}

fn step(of: Uuid, from: Lamp, to: Lamp, kind: ActorKind) -> Step<Lamp> {
    let actor = Actor { kind, account: None };
    Step { aggregate: of, from, to, actor, cause: "a test".to_owned(), rule_version: None }
}

async fn walk(world: &World, step: Step<Lamp>) -> Result<(), Failure> {
    let to = step.to.name();
    transaction!(world.app(), |tx| {
        tx.conn().execute_unprepared(&format!("UPDATE lamp SET state = '{to}'")).await?;
        transitions::record(tx, step.clone()).await
    })
}

async fn moves_are_written_down_in_order(world: &mut World) {
    let lamp = lamp(world).await;
    walk(world, step(lamp, Lamp::Dark, Lamp::Lit, ActorKind::User)).await.unwrap();
    walk(world, step(lamp, Lamp::Lit, Lamp::Broken, ActorKind::System)).await.unwrap();
    let timeline = transitions::timeline(world.app(), lamp, None, 10).await.unwrap();
    let moves: Vec<_> = timeline.iter().map(|moved| (moved.seq, moved.to.as_str())).collect();
    assert_eq!(moves, [(2, "BROKEN"), (1, "LIT")]);
}

async fn the_wrong_edge_or_the_wrong_hand_is_a_defect(world: &mut World) {
    let lamp = lamp(world).await;
    for wrong in [
        step(lamp, Lamp::Dark, Lamp::Broken, ActorKind::System),
        step(lamp, Lamp::Dark, Lamp::Lit, ActorKind::Staff),
    ] {
        assert!(walk(world, wrong).await.is_err());
    }
    assert_eq!(world.ask("SELECT state FROM lamp").await, ["DARK"]);
    assert_eq!(world.count("SELECT count(*) FROM transition").await, 0);
}

async fn tell(story: impl AsyncFn(&mut World)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(mut world) = World::reacting(engine, reactions()).await else { continue };
        story(&mut world).await;
        assert_eq!(kit::invariants::broken(&world).await, [""; 0]);
        world.close().await;
    }
}

#[tokio::test]
async fn a_move_leaves_a_row_in_the_timeline() {
    tell(moves_are_written_down_in_order).await;
}

#[tokio::test]
async fn a_wrong_move_leaves_nothing() {
    tell(the_wrong_edge_or_the_wrong_hand_is_a_defect).await;
}

/// A table of states whose constraints, but for the guard, are out of the way, so that a row with
/// any state can be put into it.
async fn laid_bare(connection: &DatabaseConnection, table: &str) {
    let sqlite = connection.get_database_backend() == sea_orm::DatabaseBackend::Sqlite;
    // Whatever else a trigger keeps is not what is asked here.
    let others = if sqlite {
        format!(
            "SELECT 'DROP TRIGGER ' || name AS it FROM sqlite_master WHERE type = 'trigger' \
             AND tbl_name = '{table}' AND name <> 'guard_{table}_state'"
        )
    } else {
        format!(
            "SELECT 'DROP TRIGGER ' || tgname || ' ON \"{table}\"' AS it FROM pg_trigger \
             WHERE tgrelid = '\"{table}\"'::regclass AND NOT tgisinternal \
             AND tgname <> 'guard_{table}_state'"
        )
    };
    for drop in column(connection, &others).await {
        run(connection, &drop).await;
    }
    if sqlite {
        run(connection, "PRAGMA foreign_keys = OFF").await;
        run(connection, "PRAGMA ignore_check_constraints = ON").await;
        return;
    }
    let names = format!(
        "SELECT conname AS it FROM pg_constraint WHERE conrelid = '\"{table}\"'::regclass \
         AND contype IN ('c', 'f')"
    );
    for name in column(connection, &names).await {
        run(connection, &format!("ALTER TABLE \"{table}\" DROP CONSTRAINT \"{name}\"")).await;
    }
}

async fn run(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn column(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let question = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(question).await;
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.iter().map(|row| row.try_get("", "it").unwrap()).collect()
}

/// Something for every column that must have a value.
async fn insert(connection: &DatabaseConnection, table: &str, state: &str) {
    let question = match connection.get_database_backend() {
        sea_orm::DatabaseBackend::Postgres => format!(
            "SELECT column_name || ' ' || data_type AS it FROM information_schema.columns \
             WHERE table_name = '{table}' AND is_nullable = 'NO' AND is_generated = 'NEVER'"
        ),
        _ => format!(
            "SELECT name || ' ' || lower(type) AS it FROM pragma_table_info('{table}') \
             WHERE \"notnull\" OR pk"
        ),
    };
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for described in column(connection, &question).await {
        let (name, kind) = described.split_once(' ').unwrap();
        let value = match (name, kind) {
            ("state", _) => format!("'{state}'"),
            (_, "uuid") => "gen_random_uuid()".to_owned(),
            (_, "blob") => "randomblob(16)".to_owned(),
            (_, "bytea") => "'\\x00'".to_owned(),
            (_, "jsonb" | "json") => "'{}'".to_owned(),
            (_, "boolean") => "false".to_owned(),
            (_, "bigint" | "integer" | "smallint") => "1".to_owned(),
            _ => "'x'".to_owned(),
        };
        names.push(format!("\"{name}\""));
        values.push(value);
    }
    let (names, values) = (names.join(", "), values.join(", "));
    run(connection, &format!("INSERT INTO \"{table}\" ({names}) VALUES ({values})")).await;
}

/// Every (from, to) of one machine, tried by SQL.
async fn sweep(connection: &DatabaseConnection, machine: &str) {
    let edges = column(
        connection,
        &format!(
            "SELECT from_state || ' ' || to_state AS it FROM allowed_transition \
             WHERE machine = '{machine}'"
        ),
    )
    .await;
    let allowed: BTreeSet<(&str, &str)> =
        edges.iter().filter_map(|edge| edge.split_once(' ')).collect();
    let states: BTreeSet<&str> = allowed.iter().flat_map(|(from, to)| [*from, *to]).collect();
    laid_bare(connection, machine).await;
    for from in &states {
        for to in states.iter().chain(["NO_SUCH_STATE"].iter()) {
            run(connection, &format!("DELETE FROM \"{machine}\"")).await;
            insert(connection, machine, from).await;
            let update = format!("UPDATE \"{machine}\" SET state = '{to}'");
            let outcome = connection.execute_unprepared(&update).await;
            let legal = from == to || allowed.contains(&(*from, *to));
            assert_eq!(outcome.is_ok(), legal, "{machine}: {from} to {to}: {outcome:?}");
        }
    }
}

async fn sweep_all(engine: Engine) {
    let Some(fresh) = Fresh::migrated(engine).await else { return };
    let connection = fresh.connect().await;
    let machines = "SELECT DISTINCT machine AS it FROM allowed_transition ORDER BY machine";
    for machine in column(&connection, machines).await {
        sweep(&connection, &machine).await;
    }
    fresh.drop().await;
}

#[tokio::test]
async fn every_illegal_edge_is_refused_on_sqlite() {
    sweep_all(Engine::Sqlite).await;
}

#[tokio::test]
async fn every_illegal_edge_is_refused_on_postgres() {
    sweep_all(Engine::Postgres).await;
}

machinery! {
    with reactions();

    /// A column called `state` without a guard would be a machine that anybody can break. That of
    /// a passkey's ceremony is what the library remembers of it, not where a noun stands.
    async fn every_state_column_is_guarded(world) {
        let tables = match world.engine() {
            Engine::Sqlite => {
                "SELECT t.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c \
                 WHERE t.type = 'table' AND c.name = 'state' AND t.name <> 'ceremony' ORDER BY 1"
            }
            Engine::Postgres => {
                "SELECT table_name FROM information_schema.columns \
                 WHERE table_schema = 'public' AND column_name = 'state' \
                 AND table_name <> 'ceremony' ORDER BY 1"
            }
        };
        let guarded = "SELECT DISTINCT machine FROM allowed_transition ORDER BY machine";
        assert_eq!(world.ask(tables).await, world.ask(guarded).await);
    }

    async fn a_timeline_row_of_no_edge_is_refused(world) {
        let sqlite = world.engine() == Engine::Sqlite;
        let id = if sqlite { "randomblob(16)" } else { "gen_random_uuid()" };
        let row = format!(
            "INSERT INTO transition (aggregate, seq, machine, from_state, to_state, actor_kind, \
             cause, at) VALUES ({id}, 1, 'post', 'NOWHERE', 'ELSEWHERE', 'SYSTEM', 'none', 1)"
        );
        assert!(world.direct().execute_unprepared(&row).await.is_err());
    }
}
