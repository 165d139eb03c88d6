//! A database per test, cut from a template that is migrated once per engine and process.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use migration::Migrator;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use sea_orm_migration::MigratorTrait;
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::postgres;

/// Which engine a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A database of one test's own. Dropped with [`Fresh::drop`], or left to the end of the process.
pub struct Fresh {
    engine: Engine,
    url: String,
    name: String,
    /// The root of the keys, and on SQLite everything else.
    folder: TempDir,
}

impl Fresh {
    /// A migrated, empty database; nothing where the engine is not installed.
    pub async fn migrated(engine: Engine) -> Option<Self> {
        match engine {
            Engine::Sqlite => {
                let (data, keys) = sqlite_template();
                let fresh = Self::sqlite();
                for (file, bytes) in [("test.db", data), ("keys.db", keys)] {
                    let path = fresh.folder.path().join(file);
                    std::fs::write(path, bytes).expect("a copy of the template");
                }
                Some(fresh)
            }
            Engine::Postgres => {
                let server = postgres::server()?;
                postgres_template(server);
                Some(Self::postgres(server, "TEMPLATE migrated").await)
            }
        }
    }

    /// A database without a table, for the tests of migrations.
    pub async fn bare(engine: Engine) -> Option<Self> {
        match engine {
            Engine::Sqlite => Some(Self::sqlite()),
            Engine::Postgres => {
                let server = postgres::server()?;
                Some(Self::postgres(server, "TEMPLATE template0").await)
            }
        }
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The address, as a setting would have it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address of the key store: a file of its own, or a schema of its own.
    pub fn key_store(&self) -> String {
        match self.engine {
            Engine::Sqlite => sqlite_url(&self.folder.path().join("keys.db")),
            Engine::Postgres => self.url.clone(),
        }
    }

    /// Where the root of the keys is, or is made.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("vault.key")
    }

    /// The folder of this database's own.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Every folder in which it is kept: on PostgreSQL the whole server's, too.
    pub fn folders(&self) -> Vec<PathBuf> {
        let server = match self.engine {
            Engine::Sqlite => None,
            Engine::Postgres => postgres::server().map(|server| server.folder().to_owned()),
        };
        server.into_iter().chain([self.folder.path().to_owned()]).collect()
    }

    /// One connection of the test's own, beside those of the application.
    pub async fn connect(&self) -> DatabaseConnection {
        connect(&self.url).await
    }

    /// One connection to the key store.
    pub async fn connect_to_keys(&self) -> DatabaseConnection {
        connect_to_keys(&self.key_store()).await
    }

    /// Removes the database, whoever is still connected.
    pub async fn drop(self) {
        if self.engine == Engine::Postgres {
            let statement = format!("DROP DATABASE {} WITH (FORCE)", self.name);
            on_server(&statement).await;
        }
        self.folder.close().ok();
    }

    fn sqlite() -> Self {
        let folder = folder();
        let url = sqlite_url(&folder.path().join("test.db"));
        Self { engine: Engine::Sqlite, url, name: String::new(), folder }
    }

    async fn postgres(server: &postgres::Server, template: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        on_server(&format!("CREATE DATABASE {name} {template}")).await;
        Self { engine: Engine::Postgres, url: server.url(&name), name, folder: folder() }
    }
}

/// Databases are made and dropped one after the other: a template must have no other reader.
async fn on_server(statement: &str) {
    static TURN: Mutex<()> = Mutex::const_new(());
    let _turn = TURN.lock().await;
    let server = postgres::server().expect("a server, as the test has a database on it");
    let connection = connect(&server.url("postgres")).await;
    connection.execute_unprepared(statement).await.expect(statement);
    connection.close().await.ok();
}

/// The template as bytes: a file of it would outlive the process, as statics are never dropped.
fn sqlite_template() -> &'static (Vec<u8>, Vec<u8>) {
    static TEMPLATE: OnceLock<(Vec<u8>, Vec<u8>)> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = folder();
        let (data, keys) = (folder.path().join("data.db"), folder.path().join("keys.db"));
        apart(migrate(sqlite_url(&data)));
        apart(prepare(sqlite_url(&keys)));
        let read = |path| std::fs::read(path).expect("the migrated file");
        (read(data), read(keys))
    })
}

fn postgres_template(server: &'static postgres::Server) {
    static TEMPLATE: OnceLock<()> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        apart(async {
            on_server("CREATE DATABASE migrated TEMPLATE template0").await;
            migrate(server.url("migrated")).await;
            prepare(server.url("migrated")).await;
        });
    });
}

async fn migrate(url: String) {
    let connection = connect(&url).await;
    Migrator::up(&connection, None).await.expect("the migrations run");
    connection.close().await.expect("a closed template");
}

/// The tables of the key store.
async fn prepare(url: String) {
    let connection = connect_to_keys(&url).await;
    migration::key_store::prepare(&connection).await.expect("the tables of the key store");
    connection.close().await.expect("a closed template");
}

async fn connect_to_keys(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.idle_timeout(None).max_lifetime(None).max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|sqlite| sqlite.foreign_keys(true));
    options.map_sqlx_postgres_opts(|postgres| {
        postgres.options([("search_path", migration::key_store::SCHEMA)])
    });
    sea_orm::Database::connect(options).await.expect("a database that answers")
}

/// One connection: on several, SQLite would see an older schema than the one just made.
async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    // As the server's own pools: no task that tends them.
    options.idle_timeout(None).max_lifetime(None);
    options.max_connections(1).sqlx_logging(false).test_before_acquire(false);
    options.map_sqlx_sqlite_opts(|sqlite| sqlite.foreign_keys(true));
    sea_orm::Database::connect(options).await.expect("a database that answers")
}

fn folder() -> TempDir {
    tempfile::Builder::new().prefix("fairstall-").tempdir().expect("a folder")
}

fn sqlite_url(path: &std::path::Path) -> String {
    format!("sqlite://{}?mode=rwc", path.display())
}

/// Waits for a future on a runtime of its own: the caller's belongs to one test.
fn apart<F: Future<Output = ()> + Send>(future: F) {
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(future);
    };
    std::thread::scope(|scope| scope.spawn(run).join()).expect("a template that could be made");
}
