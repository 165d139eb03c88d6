//! Rows of complaints: one file for each table, or a few that belong together.

pub mod archives;
pub mod cases;
pub mod evidence;
pub mod lists;
pub mod messages;
pub mod offers;
pub mod panels;
pub mod remedies;
pub mod subjects;

use platform::Failure;
use platform::clock::to_millis;
use platform::transitions::States;
use sea_orm::sea_query::Expr;
use time::OffsetDateTime;

/// The state of a name that the database gave.
fn state_of<S: States>(name: &str) -> Result<S, Failure> {
    S::named(name).ok_or_else(|| Failure::broken("a state of complaints is not known"))
}

/// A small number that the database gave.
fn small(number: i16) -> Result<u8, Failure> {
    u8::try_from(number).map_err(|_| Failure::broken("a number of a complaint is out of range"))
}

/// An instant, or none, as a value to set.
fn at(instant: Option<OffsetDateTime>) -> Expr {
    Expr::value(instant.map(to_millis))
}
