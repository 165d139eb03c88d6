//! Work on the tables themselves, by one server at a time.

use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr};

use super::{Connect, Engine, engine_of, sqlite};
use crate::failure::Failure;

/// The advisory lock of PostgreSQL that whoever changes tables holds ("fairstal" in ASCII).
const LOCK: i64 = 0x6661_6972_7374_616c;

/// How long to wait for whoever else is at it, and for one statement.
const PATIENCE: &str = "600000";

/// Runs `work` on the only connection of a pool of its own, while no other server is in here.
///
/// One connection, because SQLite's others would go on with the tables they knew. On PostgreSQL the
/// limits on statements that requests have are lifted: building an index may take its time.
///
/// # Errors
/// The database does not answer, the wait was too long, or the work failed.
pub async fn alone<T>(
    connect: &Connect,
    work: impl AsyncFnOnce(&DatabaseConnection) -> Result<T, DbErr>,
) -> Result<T, Failure> {
    let engine = engine_of(&connect.url)?;
    let (options, _turn) = match engine {
        Engine::Sqlite => (sqlite(connect, 1, false), turn(&connect.url).await?),
        Engine::Postgres => (unhurried(connect), None),
    };
    let db = sea_orm::Database::connect(options).await?;
    if engine == Engine::Postgres {
        db.execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK})")).await?;
    }
    let done = work(&db).await;
    // The lock ends with its connection, whatever became of the work.
    let closed = db.close().await;
    let done = done?;
    closed?;
    Ok(done)
}

/// Waits for the turn at a SQLite file: a lock on a file beside it, which ends with the process.
async fn turn(url: &str) -> Result<Option<File>, Failure> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() || path == ":memory:" {
        return Ok(None);
    }
    let path = PathBuf::from(format!("{path}.lock"));
    let wait = move || {
        let file = File::options().create(true).append(true).open(path)?;
        file.lock()?;
        Ok::<_, std::io::Error>(file)
    };
    let failed = "the turn at the tables";
    let waited =
        tokio::task::spawn_blocking(wait).await.map_err(|error| Failure::because(failed, error))?;
    waited.map(Some).map_err(|error| Failure::because(failed, error))
}

fn unhurried(connect: &Connect) -> ConnectOptions {
    let mut options = super::steady(&connect.url);
    let schema = connect.schema.map(|schema| ("search_path", schema));
    options
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(move |postgres| {
            postgres
                .application_name("fairstall migrate")
                .options([("statement_timeout", PATIENCE), ("lock_timeout", PATIENCE)])
                .options(schema)
        });
    options
}
