//! Servers that start at the same moment take turns at the tables, on both engines.

use std::time::Duration;

use futures_util::future::join_all;
use kit::database::{Engine, Fresh};
use migration::Migrator;
use platform::database::{Connect, alone};
use sea_orm_migration::MigratorTrait;

async fn take_turns(engine: Engine) {
    let Some(fresh) = Fresh::bare(engine).await else { return };
    let connect = Connect {
        url: fresh.url().to_owned(),
        max_connections: 4,
        statement_timeout: Duration::from_secs(10),
        schema: None,
    };
    let start = || {
        alone(&connect, async |db| {
            let pending = Migrator::get_pending_migrations(db).await?.len();
            Migrator::up(db, None).await?;
            Ok(pending)
        })
    };
    let found: Vec<usize> =
        join_all((0..4).map(|_| start())).await.into_iter().map(|ran| ran.unwrap()).collect();
    let worked = found.iter().filter(|pending| **pending > 0).count();
    assert_eq!(worked, 1, "each found so many migrations to run: {found:?}");
    fresh.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    take_turns(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres() {
    take_turns(Engine::Postgres).await;
}
