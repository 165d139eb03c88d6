//! Migrations run up, down and up again on both engines, and leave nothing behind.

use std::collections::BTreeSet;

use kit::database::{Engine, Fresh};
use migration::Migrator;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use sea_orm_migration::MigratorTrait;

/// Everything that was made: tables with their columns, indices, triggers, functions, constraints.
async fn made(connection: &DatabaseConnection) -> BTreeSet<String> {
    let backend = connection.get_database_backend();
    let question = match backend {
        sea_orm::DatabaseBackend::Postgres => {
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable \
             AS it FROM information_schema.columns WHERE table_schema = 'public' \
             UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' \
             UNION SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger \
             WHERE NOT tgisinternal \
             UNION SELECT 'function ' || proname FROM pg_proc \
             WHERE pronamespace = 'public'::regnamespace \
             UNION SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) \
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        }
        _ => {
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS it FROM sqlite_master \
             WHERE name NOT LIKE 'sqlite_%'"
        }
    };
    let rows = connection.query_all_raw(Statement::from_string(backend, question)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "it").unwrap()).collect()
}

async fn up_down_up(engine: Engine) {
    let Some(fresh) = Fresh::bare(engine).await else { return };
    let connection = fresh.connect().await;
    Migrator::install(&connection).await.unwrap();
    let nothing = made(&connection).await;

    Migrator::up(&connection, None).await.unwrap();
    let first = made(&connection).await;
    assert!(first.len() > nothing.len());
    assert!(Migrator::get_pending_migrations(&connection).await.unwrap().is_empty());

    Migrator::down(&connection, None).await.unwrap();
    let left: Vec<String> = made(&connection).await.difference(&nothing).cloned().collect();
    assert!(left.is_empty(), "left behind: {left:#?}");

    Migrator::up(&connection, None).await.unwrap();
    assert_eq!(made(&connection).await, first);
    fresh.drop().await;
}

#[tokio::test]
async fn up_down_up_on_sqlite() {
    up_down_up(Engine::Sqlite).await;
}

#[tokio::test]
async fn up_down_up_on_postgres() {
    up_down_up(Engine::Postgres).await;
}

/// One at a time down and up again: a release may stop between any two.
#[tokio::test]
async fn every_migration_can_be_taken_back_alone() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(fresh) = Fresh::bare(engine).await else { continue };
        let connection = fresh.connect().await;
        for _ in Migrator::migrations() {
            Migrator::up(&connection, Some(1)).await.unwrap();
            let once = made(&connection).await;
            Migrator::down(&connection, Some(1)).await.unwrap();
            Migrator::up(&connection, Some(1)).await.unwrap();
            assert_eq!(made(&connection).await, once);
        }
        fresh.drop().await;
    }
}

/// What was run is known by its name, so names are dated, in order and each its own.
#[test]
fn migrations_are_named_in_order() {
    let names: Vec<String> =
        Migrator::migrations().iter().map(|one| one.name().to_owned()).collect();
    let numbered =
        |(index, name): (usize, &String)| name[10..].starts_with(&format!("{:06}_", index + 1));
    assert!(names.iter().all(|name| name.starts_with('m') && name.len() > 17), "{names:?}");
    assert!(names.iter().enumerate().all(numbered), "{names:?}");
    assert!(names.is_sorted(), "{names:?}");
}
