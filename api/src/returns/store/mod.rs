//! Rows of returns: one file for each table, or a few that belong together.

pub mod evidence;
pub mod limits;
pub mod lists;
pub mod pieces;
pub mod promises;
pub mod receipts;
pub mod returns;
pub mod scene;
pub mod words;

use platform::clock::to_millis;
use sea_orm::sea_query::Expr;
use time::OffsetDateTime;

/// An instant, or none, as a value to set.
fn at(instant: Option<OffsetDateTime>) -> Expr {
    Expr::value(instant.map(to_millis))
}
