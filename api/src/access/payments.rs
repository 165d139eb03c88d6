//! Who may ask for what of payments and of the risk centre. Which rows of data somebody sees is
//! decided where they are read.

use platform::graphql::AccessRow;

/// The rows of payments.
pub const ROWS: &[AccessRow] = &[];
