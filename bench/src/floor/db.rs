//! One way to ask either engine: statements that are prepared once, rows read where they lie.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteRow};
use sqlx::{
    ConnectOptions, Executor, PgPool, Postgres, Row, Sqlite, SqlitePool, Transaction, query,
};
use uuid::Uuid;

use crate::fault::{Fault, Outcome};

/// As many as the server has.
const CONNECTIONS: u32 = 10;

/// The database, with the connections and the settings that the server has.
pub enum Db {
    Postgres(PgPool),
    Sqlite { readers: SqlitePool, writer: SqlitePool },
}

/// What a statement is given.
#[derive(Debug, Clone, Copy)]
pub enum Given<'a> {
    Id(Option<Uuid>),
    Number(i64),
    Text(&'a str),
}

/// Gives values to a statement of either engine.
macro_rules! given {
    ($statement:expr, $values:expr) => {{
        let mut statement = $statement;
        for value in $values {
            statement = match value {
                Given::Id(id) => statement.bind(*id),
                Given::Number(number) => statement.bind(*number),
                Given::Text(text) => statement.bind((*text).to_owned()),
            };
        }
        statement
    }};
}

impl Db {
    /// Opens it by the address that the server is given.
    pub async fn open(url: &str) -> Outcome<Self> {
        if url.starts_with("postgres") {
            let options: PgConnectOptions = url.parse()?;
            let pool = PgPoolOptions::new()
                .max_connections(CONNECTIONS)
                .test_before_acquire(false)
                // Planning anew, because the first answers looked cheaper, would cost more than it
                // saves: these statements have one good plan.
                .connect_with(
                    options
                        .options([("plan_cache_mode", "force_generic_plan")])
                        .disable_statement_logging(),
                )
                .await?;
            return Ok(Self::Postgres(pool));
        }
        if !url.starts_with("sqlite") {
            return Err(Fault::new(format!("{url} is of no known engine")));
        }
        let writer = sqlite_pool(url, 1, false).await?;
        let readers = sqlite_pool(url, CONNECTIONS, true).await?;
        Ok(Self::Sqlite { readers, writer })
    }

    /// Reads rows.
    pub async fn rows(&self, sql: &'static str, values: &[Given<'_>]) -> Outcome<Rows> {
        match self {
            Self::Postgres(pool) => {
                Ok(Rows::Postgres(given!(query::<Postgres>(sql), values).fetch_all(pool).await?))
            }
            Self::Sqlite { readers, .. } => {
                Ok(Rows::Sqlite(given!(query::<Sqlite>(sql), values).fetch_all(readers).await?))
            }
        }
    }

    /// Reads the rows of a page.
    pub async fn page(&self, statement: &'static Statement, values: &[Given<'_>]) -> Outcome<Rows> {
        match self {
            Self::Postgres(_) => self.rows(&statement.postgres, values).await,
            Self::Sqlite { .. } => self.rows(&statement.sqlite, values).await,
        }
    }

    /// Begins to write.
    pub async fn begin(&self) -> Outcome<Tx> {
        match self {
            Self::Postgres(pool) => Ok(Tx::Postgres(pool.begin().await?)),
            Self::Sqlite { writer, .. } => {
                Ok(Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?))
            }
        }
    }

    /// Lets go of every connection.
    pub async fn close(self) {
        match self {
            Self::Postgres(pool) => pool.close().await,
            Self::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
        }
    }
}

/// A statement that begins with a page and joins to it what the page shows.
pub struct Statement {
    postgres: String,
    sqlite: String,
}

impl Statement {
    /// One text for both engines. SQLite knows little of how much is where, and is told two things:
    /// to begin with the page, which is short; and to walk down a feed by time, and not to sort all
    /// that its authors ever wrote.
    pub fn new(text: &str) -> Self {
        let sqlite = text
            .replace("FROM page p JOIN", "FROM page p CROSS JOIN")
            .replace("p.author_id IN (", "+p.author_id IN (");
        Self { postgres: text.to_owned(), sqlite }
    }
}

async fn sqlite_pool(url: &str, connections: u32, query_only: bool) -> Outcome<SqlitePool> {
    let options: SqliteConnectOptions = url.parse()?;
    let options = options
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("journal_mode", "WAL")
        .pragma("synchronous", "FULL")
        .pragma("secure_delete", "ON")
        .pragma("cache_size", "-16000")
        .pragma("query_only", if query_only { "ON" } else { "OFF" })
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new().max_connections(connections).test_before_acquire(false);
    Ok(pool.connect_with(options).await?)
}

/// A transaction; dropped, it leaves nothing behind.
pub enum Tx {
    Postgres(Transaction<'static, Postgres>),
    Sqlite(Transaction<'static, Sqlite>),
}

impl Tx {
    /// Runs a statement; rows are what it returns.
    pub async fn rows(&mut self, sql: &'static str, values: &[Given<'_>]) -> Outcome<Rows> {
        match self {
            Self::Postgres(tx) => {
                let statement = given!(query::<Postgres>(sql), values);
                Ok(Rows::Postgres(tx.fetch_all(statement).await?))
            }
            Self::Sqlite(tx) => {
                let statement = given!(query::<Sqlite>(sql), values);
                Ok(Rows::Sqlite(tx.fetch_all(statement).await?))
            }
        }
    }

    /// Keeps what was done.
    pub async fn commit(self) -> Outcome<()> {
        match self {
            Self::Postgres(tx) => tx.commit().await?,
            Self::Sqlite(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// Rows of either engine; columns are numbered from 0.
pub enum Rows {
    Postgres(Vec<PgRow>),
    Sqlite(Vec<SqliteRow>),
}

/// Reads one cell of either engine.
macro_rules! cell {
    ($rows:expr, $row:expr, $column:expr) => {
        match $rows {
            Rows::Postgres(rows) => match rows.get($row) {
                Some(row) => Ok(row.try_get($column)?),
                None => Err(missing($row)),
            },
            Rows::Sqlite(rows) => match rows.get($row) {
                Some(row) => Ok(row.try_get($column)?),
                None => Err(missing($row)),
            },
        }
    };
}

impl Rows {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Postgres(rows) => rows.len(),
            Self::Sqlite(rows) => rows.len(),
        }
    }

    /// A text.
    pub fn text(&self, row: usize, column: usize) -> Outcome<&str> {
        cell!(self, row, column)
    }

    /// A text, where there is one.
    pub fn maybe_text(&self, row: usize, column: usize) -> Outcome<Option<&str>> {
        cell!(self, row, column)
    }

    /// A whole number of 64 bits.
    pub fn number(&self, row: usize, column: usize) -> Outcome<i64> {
        cell!(self, row, column)
    }

    /// A whole number of 64 bits, where there is one.
    pub fn maybe_number(&self, row: usize, column: usize) -> Outcome<Option<i64>> {
        cell!(self, row, column)
    }

    /// A UUID.
    pub fn id(&self, row: usize, column: usize) -> Outcome<Uuid> {
        cell!(self, row, column)
    }

    /// A UUID, where there is one.
    pub fn maybe_id(&self, row: usize, column: usize) -> Outcome<Option<Uuid>> {
        cell!(self, row, column)
    }
}

fn missing(row: usize) -> Fault {
    Fault::new(format!("the database gave no row {row}"))
}
