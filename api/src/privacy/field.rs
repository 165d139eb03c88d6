//! The columns that hold sealed values, each a type of the slice that owns its table.

use uuid::Uuid;
use vault::pii::Row;

/// Declares sealed columns of a table: `table "contact": Address("sealed") of Contact, Contact,
/// Short;` names the type, the column, the type of its value, the kind of data, and the padding.
macro_rules! fields {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident = $table:literal . $column:literal: $value:ty, $category:ident, $padding:ident;
    )+) => {$(
        $(#[doc = $doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl vault::pii::Field for $name {
            type Value = $value;
            const TABLE: &'static str = $table;
            const COLUMN: &'static str = $column;
            const CATEGORY: vault::Category = vault::Category::$category;
            const PADDING: vault::padding::Padding = vault::padding::Padding::$padding;
        }
    )+};
}
pub(crate) use fields;

/// A row about one subject; `version` counts up where the row's sealed values are changed in
/// place, and is 1 where they never are.
pub fn row(subject: Uuid, record: Uuid, version: u64) -> Row {
    Row { tenant: Uuid::nil(), subject, record, version }
}
