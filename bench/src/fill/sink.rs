//! Writing many rows at once: by COPY on PostgreSQL, by statements of many rows on SQLite, in one
//! transaction on both.

use std::fmt::Write as _;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, Postgres, Sqlite,
    SqliteConnection, query, query_scalar,
};
use uuid::Uuid;

use crate::fault::{Outcome, While};

/// Rows of a statement on SQLite: more would only make its text longer.
const ROWS: usize = 50;

/// Where rows go.
pub struct Table {
    pub name: &'static str,
    /// With commas between them.
    pub columns: &'static str,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Id(Uuid),
    Text(String),
    Number(i64),
    Flag(bool),
    Null,
}

impl Cell {
    /// A text.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A connection that only fills.
pub enum Sink {
    Postgres(Box<PgConnection>),
    Sqlite(Box<SqliteConnection>),
}

impl Sink {
    /// Connects. On SQLite there must be no other connection: what grows by gigabytes is written
    /// into the file itself and not through its log.
    pub async fn open(url: &str) -> Outcome<Self> {
        if url.starts_with("postgres") {
            let options: PgConnectOptions = url.parse()?;
            let mut connection = options.disable_statement_logging().connect().await?;
            connection.execute("SET synchronous_commit = off; SET statement_timeout = 0").await?;
            // The rows refer to each other by construction. Who may not say so waits longer.
            let _ = connection.execute("SET session_replication_role = replica").await;
            return Ok(Self::Postgres(Box::new(connection)));
        }
        let options: SqliteConnectOptions = url.parse()?;
        let connection = options
            .foreign_keys(false)
            .busy_timeout(Duration::from_secs(5))
            .journal_mode(SqliteJournalMode::Delete)
            .synchronous(SqliteSynchronous::Off)
            .pragma("cache_size", "-400000")
            .disable_statement_logging()
            .connect()
            .await
            .when("the embedded database for ourselves (is a server running on it?)")?;
        Ok(Self::Sqlite(Box::new(connection)))
    }

    /// Begins the one transaction.
    pub async fn begin(&mut self) -> Outcome<()> {
        match self {
            Self::Postgres(connection) => connection.execute("BEGIN").await.map(|_| ())?,
            Self::Sqlite(connection) => connection.execute("BEGIN EXCLUSIVE").await.map(|_| ())?,
        }
        Ok(())
    }

    /// Ends it.
    pub async fn commit(&mut self) -> Outcome<()> {
        match self {
            Self::Postgres(connection) => connection.execute("COMMIT").await.map(|_| ())?,
            Self::Sqlite(connection) => connection.execute("COMMIT").await.map(|_| ())?,
        }
        Ok(())
    }

    /// Adds rows to a table.
    pub async fn write(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Outcome<()> {
        let Table { name, columns } = table;
        match self {
            Self::Postgres(connection) => {
                let mut text = String::with_capacity(rows.len() * 200);
                for row in rows {
                    copied(&mut text, row);
                }
                let statement = format!("COPY {name} ({columns}) FROM STDIN");
                let mut copy = connection.copy_in_raw(&statement).await.when(name)?;
                copy.send(text.as_bytes()).await.when(name)?;
                copy.finish().await.when(name)?;
            }
            Self::Sqlite(connection) => {
                for rows in rows.chunks(ROWS) {
                    let statement =
                        format!("INSERT INTO {name} ({columns}) VALUES {}", marks(rows));
                    // Made of the names above and of question marks.
                    let mut statement = query::<Sqlite>(AssertSqlSafe(statement));
                    for cell in rows.iter().flatten() {
                        statement = bound_sqlite(statement, cell);
                    }
                    connection.execute(statement).await.when(name)?;
                }
            }
        }
        Ok(())
    }

    /// Runs one statement.
    pub async fn run(&mut self, sql: &'static str, cells: &[Cell]) -> Outcome<()> {
        match self {
            Self::Postgres(connection) => {
                let statement = cells.iter().fold(query::<Postgres>(sql), bound_postgres);
                connection.execute(statement).await.map(|_| ())?;
            }
            Self::Sqlite(connection) => {
                let statement = cells.iter().fold(query::<Sqlite>(sql), bound_sqlite);
                connection.execute(statement).await.map(|_| ())?;
            }
        }
        Ok(())
    }

    /// Leaves the database as the server wants to find it. PostgreSQL is told at once what its own
    /// upkeep would find out in a minute; on SQLite nothing does so in production either.
    pub async fn close(self) -> Outcome<()> {
        match self {
            Self::Postgres(mut connection) => {
                settle(&mut connection).await?;
                connection.close().await?;
            }
            Self::Sqlite(mut connection) => {
                connection.execute("PRAGMA journal_mode = WAL").await?;
                connection.close().await?;
            }
        }
        Ok(())
    }
}

/// Vacuums until the posts are marked as seen by everybody, which whoever reads an older state
/// meanwhile (autovacuum does) puts off: without the marks every index is read with its table.
async fn settle(connection: &mut PgConnection) -> Outcome<()> {
    connection.execute("VACUUM ANALYZE").await?;
    for _ in 0..15 {
        let marked = "SELECT relallvisible >= relpages * 9 / 10 FROM pg_class \
                      WHERE oid = 'post'::regclass";
        let marked: bool = query_scalar(marked).fetch_one(&mut *connection).await?;
        if marked {
            break;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        connection.execute("VACUUM").await?;
    }
    connection.execute("CHECKPOINT").await?;
    Ok(())
}

type PostgresQuery<'q> = Query<'q, Postgres, <Postgres as sqlx::Database>::Arguments>;
type SqliteQuery<'q> = Query<'q, Sqlite, <Sqlite as sqlx::Database>::Arguments>;

fn bound_postgres<'q>(statement: PostgresQuery<'q>, cell: &Cell) -> PostgresQuery<'q> {
    match cell {
        Cell::Id(id) => statement.bind(*id),
        Cell::Text(text) => statement.bind(text.clone()),
        Cell::Number(number) => statement.bind(*number),
        Cell::Flag(flag) => statement.bind(*flag),
        Cell::Null => statement.bind(None::<i64>),
    }
}

fn bound_sqlite<'q>(statement: SqliteQuery<'q>, cell: &Cell) -> SqliteQuery<'q> {
    match cell {
        Cell::Id(id) => statement.bind(*id),
        Cell::Text(text) => statement.bind(text.clone()),
        Cell::Number(number) => statement.bind(*number),
        Cell::Flag(flag) => statement.bind(*flag),
        Cell::Null => statement.bind(None::<i64>),
    }
}

fn marks(rows: &[Vec<Cell>]) -> String {
    let row = |row: &Vec<Cell>| format!("({})", vec!["?"; row.len()].join(","));
    rows.iter().map(row).collect::<Vec<_>>().join(",")
}

/// A row in the text form of COPY.
fn copied(text: &mut String, row: &[Cell]) {
    for (nth, cell) in row.iter().enumerate() {
        if nth > 0 {
            text.push('\t');
        }
        // Writing to a string cannot fail.
        let _ = match cell {
            Cell::Id(id) => write!(text, "{id}"),
            Cell::Number(number) => write!(text, "{number}"),
            Cell::Flag(flag) => write!(text, "{flag}"),
            Cell::Null => write!(text, "\\N"),
            Cell::Text(plain) => {
                for letter in plain.chars() {
                    match letter {
                        '\\' => text.push_str("\\\\"),
                        '\t' => text.push_str("\\t"),
                        '\n' => text.push_str("\\n"),
                        '\r' => text.push_str("\\r"),
                        _ => text.push(letter),
                    }
                }
                Ok(())
            }
        };
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_copied_as_text() {
        let mut text = String::new();
        let row = [Cell::text("a\tb\\c\nd"), Cell::Number(-3), Cell::Flag(true), Cell::Null];
        copied(&mut text, &row);
        assert_eq!(text, "a\\tb\\\\c\\nd\t-3\ttrue\t\\N\n");
        assert_eq!(marks(&[row.to_vec(), row.to_vec()]), "(?,?,?,?),(?,?,?,?)");
    }
}
