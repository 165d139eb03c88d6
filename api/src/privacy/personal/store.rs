//! The SQL of exports: a subject's rows of declared tables, as JSON, the same on both engines.

use futures_util::{Stream, StreamExt as _};
use platform::Failure;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, FromQueryResult, Statement,
    StreamTrait as _,
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Export, Extent, Table};

#[derive(FromQueryResult)]
struct Document {
    document: String,
}

/// What declared tables hold of a subject: a list of rows for each table that has any. Instants
/// are milliseconds since 1970.
///
/// # Errors
/// The database's own.
pub async fn rows(
    conn: &impl ConnectionTrait,
    tables: &[Table],
    subject: Uuid,
) -> Result<Map<String, Value>, Failure> {
    let mut found = Map::new();
    for table in tables {
        let backend = conn.get_database_backend();
        let Some(statement) = question(backend, (table, Extent::Everything), subject) else {
            continue;
        };
        let rows = Document::find_by_statement(statement).all(conn).await?;
        let rows: Result<Vec<Value>, _> =
            rows.iter().map(|row| serde_json::from_str(&row.document)).collect();
        let rows = rows.map_err(|error| Failure::because("an exported row", error))?;
        if !rows.is_empty() {
            found.insert(table.name.to_owned(), Value::Array(rows));
        }
    }
    Ok(found)
}

/// The rows of a subject in one declared table as they are read, each a JSON object; nothing if
/// none of its columns is asked for.
///
/// # Errors
/// The database's own.
pub async fn documents<'a>(
    conn: &'a DatabaseConnection,
    (table, extent): (&Table, Extent),
    subject: Uuid,
) -> Result<Option<impl Stream<Item = Result<String, Failure>> + 'a>, Failure> {
    let backend = conn.get_database_backend();
    let Some(statement) = question(backend, (table, extent), subject) else { return Ok(None) };
    let rows = conn.stream_raw(statement).await?;
    Ok(Some(rows.map(|row| Ok(row?.try_get("", "document")?))))
}

fn question(
    backend: DatabaseBackend,
    (table, extent): (&Table, Extent),
    subject: Uuid,
) -> Option<Statement> {
    let whose = table.subject.clause()?;
    let given = |export| matches!(export, Export::Plain | Export::Json);
    let columns: Vec<(&str, Export)> = table
        .personal
        .iter()
        .filter(|column| given(column.2))
        .filter(|column| extent == Extent::Everything || column.1.is_given())
        .map(|column| (column.0, column.2))
        .collect();
    if columns.is_empty() {
        return None;
    }
    let document = if backend == DatabaseBackend::Postgres {
        let pairs: Vec<String> =
            columns.iter().map(|(name, _)| format!("'{name}', {name}")).collect();
        format!("jsonb_build_object({})::text", pairs.join(", "))
    } else {
        let pair = |(name, export): &(&str, Export)| format!("'{name}', {}", lite(name, *export));
        let pairs: Vec<String> = columns.iter().map(pair).collect();
        format!("json_object({})", pairs.join(", "))
    };
    let text = format!("SELECT {document} AS document FROM {} WHERE {whose}", table.name);
    Some(Statement::from_sql_and_values(backend, text, [subject.into()]))
}

/// SQLite keeps UUIDs as bytes, which JSON cannot hold, and JSON as text.
fn lite(name: &str, export: Export) -> String {
    if export == Export::Json {
        return format!("json({name})");
    }
    let hex = format!("lower(hex({name}))");
    format!(
        "CASE typeof({name}) WHEN 'blob' THEN substr({hex}, 1, 8) || '-' || substr({hex}, 9, 4) \
         || '-' || substr({hex}, 13, 4) || '-' || substr({hex}, 17, 4) || '-' || \
         substr({hex}, 21) ELSE {name} END"
    )
}
