//! Two engines, one behaviour: how connections are made, and who may write.
//!
//! SQLite has one writer: a pool of one connection whose transactions begin IMMEDIATE, so that a
//! transaction that will write never starts as a reader (which SQLite would then refuse). Readers
//! have their own pool and cannot write. PostgreSQL has one pool for both.

mod alone;
mod padded;
mod sql;
mod transaction;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};
use tokio::sync::Notify;

pub use alone::alone;
pub use padded::padded;
pub use sql::{Sql, next_seq};
pub use transaction::{Attempts, Tx};

use crate::failure::Failure;

/// How many statements a connection keeps prepared: more than the server has, so that none of them
/// is read and planned twice.
const PREPARED: usize = 1_000;

/// Which engine keeps the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one server.
    Sqlite,
    /// Any number of servers.
    Postgres,
}

/// How to connect.
#[derive(Debug, Clone)]
pub struct Connect {
    /// `sqlite://PATH?mode=rwc` or `postgres://…`.
    pub url: String,
    /// Connections for reading, and on PostgreSQL also for writing. 1 or more.
    pub max_connections: u32,
    /// How long one statement may take on PostgreSQL before it is given up.
    pub statement_timeout: Duration,
    /// The schema on PostgreSQL, where it is not the usual one.
    pub schema: Option<&'static str>,
}

/// Hears statements as they are run.
type Listener = Box<dyn Fn(&Statement) + Send + Sync>;

/// The database: a writer, readers, and the bell that rings when something was committed.
#[derive(Clone)]
pub struct Database {
    engine: Engine,
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    statements: Arc<AtomicU64>,
    listener: Arc<OnceLock<Listener>>,
    pub(crate) committed: Arc<Notify>,
}

impl Database {
    /// Opens the pools; the first connection is made now, so that a wrong address shows at start.
    ///
    /// # Errors
    /// The address is of no known engine, or nothing answers there.
    pub async fn open(connect: &Connect) -> Result<Self, Failure> {
        let engine = engine_of(&connect.url)?;
        let (mut reader, mut writer) = match engine {
            Engine::Sqlite => {
                // The writer first: it creates the file.
                let writer = sea_orm::Database::connect(sqlite(connect, 1, false)).await?;
                let readers = sqlite(connect, connect.max_connections, true);
                (sea_orm::Database::connect(readers).await?, writer)
            }
            Engine::Postgres => {
                let pool = sea_orm::Database::connect(postgres(connect)).await?;
                (pool.clone(), pool)
            }
        };
        let statements = Arc::new(AtomicU64::new(0));
        let listener: Arc<OnceLock<Listener>> = Arc::default();
        for pool in [&mut reader, &mut writer] {
            let (statements, listener) = (Arc::clone(&statements), Arc::clone(&listener));
            pool.set_metric_callback(move |info| {
                statements.fetch_add(1, Ordering::Relaxed);
                if let Some(hear) = listener.get() {
                    hear(info.statement);
                }
                metrics::histogram!("database_statement_seconds").record(info.elapsed);
            });
        }
        let committed = Arc::new(Notify::new());
        Ok(Self { engine, reader, writer, statements, listener, committed })
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// For reading; cannot write on SQLite, and must not on PostgreSQL.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For migrations only: outside any transaction of ours.
    pub fn owner(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// How many statements have been run since the start.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Hears every statement from now on, for tests that ask how it is carried out; `false` if
    /// somebody hears them already.
    pub fn listen(&self, hear: impl Fn(&Statement) + Send + Sync + 'static) -> bool {
        self.listener.set(Box::new(hear)).is_ok()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), Failure> {
        self.reader.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// The database's own clock in milliseconds since 1970; `None` where it is the machine's.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn clock_millis(&self) -> Result<Option<i64>, Failure> {
        if self.engine == Engine::Sqlite {
            return Ok(None);
        }
        let question = Statement::from_string(
            DatabaseBackend::Postgres,
            "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS millis",
        );
        let Some(row) = self.reader.query_one_raw(question).await? else { return Ok(None) };
        Ok(Some(row.try_get("", "millis")?))
    }

    /// While much is loaded at once, commits of an embedded database need not each wait for the
    /// disk: the file stays whole whatever happens, but a power cut may lose the last of them.
    /// `false` goes back to what everything else is promised. Does nothing on PostgreSQL.
    ///
    /// # Errors
    /// The database's own.
    pub async fn hurry(&self, on: bool) -> Result<(), Failure> {
        if self.engine == Engine::Sqlite {
            let pragma =
                if on { "PRAGMA synchronous = NORMAL" } else { "PRAGMA synchronous = FULL" };
            self.writer.execute_unprepared(pragma).await?;
        }
        Ok(())
    }

    /// Closes every connection, after what runs on them has ended.
    ///
    /// # Errors
    /// A pool could not be closed cleanly.
    pub async fn close(self) -> Result<(), Failure> {
        self.reader.close().await?;
        if self.engine == Engine::Sqlite {
            self.writer.close().await?;
        }
        Ok(())
    }
}

fn engine_of(url: &str) -> Result<Engine, Failure> {
    match url.split(':').next() {
        Some("sqlite") => Ok(Engine::Sqlite),
        Some("postgres" | "postgresql") => Ok(Engine::Postgres),
        _ => Err(Failure::broken("the database address begins with no known engine")),
    }
}

fn sqlite(connect: &Connect, connections: u32, query_only: bool) -> ConnectOptions {
    let mut options = steady(&connect.url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(5))
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .statement_cache_capacity(PREPARED)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                // Deleted rows must not stay readable in the file (trust.md F6).
                .pragma("secure_delete", "ON")
                .pragma("cache_size", "-16000")
                .pragma("query_only", if query_only { "ON" } else { "OFF" })
        });
    options
}

/// Options of a pool that no task tends. The pool's own task counts idle connections in a way that
/// can pass below zero while one is taken, and then turns one core for ever (sqlx 0.9,
/// `PoolInner::num_idle`; transact-rs/sqlx#3645, mended by #4289, which no release has yet).
/// Without limits of age there is no such task; a connection that broke is found out when it is
/// next used.
fn steady(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options.idle_timeout(None).max_lifetime(None);
    options
}

fn postgres(connect: &Connect) -> ConnectOptions {
    let mut options = steady(&connect.url);
    let statement_timeout = connect.statement_timeout.as_millis().to_string();
    let schema = connect.schema.map(|schema| ("search_path", schema));
    options
        .max_connections(connect.max_connections)
        .acquire_timeout(Duration::from_secs(5))
        .sqlx_logging(false)
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .map_sqlx_postgres_opts(move |postgres| {
            postgres
                .application_name("fairstall")
                .statement_cache_capacity(PREPARED)
                .options([
                    ("statement_timeout", statement_timeout.as_str()),
                    // Statements are prepared and their lists padded to few lengths: planning each
                    // anew costs more than most of them take.
                    ("plan_cache_mode", "force_generic_plan"),
                    ("idle_in_transaction_session_timeout", "10000"),
                    ("lock_timeout", "5000"),
                ])
                .options(schema)
        });
    options
}
