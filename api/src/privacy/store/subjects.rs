//! Whether a subject has a row in the table of its kind.

use platform::Failure;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Query};
use uuid::Uuid;

/// Those of some subjects that have a row in a table, by its `id`.
pub async fn among(
    db: &impl ConnectionTrait,
    table: &str,
    subjects: &[Uuid],
) -> Result<Vec<Uuid>, Failure> {
    let question = Query::select()
        .column(Alias::new("id"))
        .from(Alias::new(table))
        .and_where(Expr::col(Alias::new("id")).is_in(subjects.iter().copied()))
        .to_owned();
    let rows = db.query_all(&question).await?;
    rows.into_iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}
