//! Who may ask for what: every field of every type, once. A field without a row is refused, and a
//! test compares the rows with the schema. Which rows of data somebody sees is decided where they
//! are read.

use platform::graphql::Access::{Anyone, Person};
use platform::graphql::AccessRow;

/// The authority table, by type.
pub const ROWS: &[AccessRow] = &[];
