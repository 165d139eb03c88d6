//! What a sealed column is, said once as a type; and the row that a value of it stands in.

use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use super::FieldName;
use crate::padding::Padding;
use crate::place::{Category, Place};

/// A sealed column. Implemented by an empty type of the slice that owns the table.
pub trait Field {
    /// What is sealed.
    type Value: Stored;
    /// The table's name; part of every sealed value, so it never changes.
    const TABLE: &'static str;
    /// The column's name; as the table's.
    const COLUMN: &'static str;
    /// The kind of data.
    const CATEGORY: Category;
    /// How its length is hidden.
    const PADDING: Padding;

    /// How a grant names it.
    fn name() -> FieldName {
        FieldName { table: Self::TABLE, column: Self::COLUMN }
    }
}

/// A value that can be sealed and read again.
pub trait Stored: Zeroize + Sized {
    /// The bytes that are sealed.
    fn stored(&self) -> &[u8];
    /// Reads what was sealed; nothing when it is no such value.
    fn from_stored(bytes: Zeroizing<Vec<u8>>) -> Option<Self>;
}

/// Free bytes, for values that have no form of their own.
impl Stored for Vec<u8> {
    fn stored(&self) -> &[u8] {
        self
    }

    fn from_stored(mut bytes: Zeroizing<Vec<u8>>) -> Option<Self> {
        Some(std::mem::take(&mut *bytes))
    }
}

/// One version of one row that is about one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The shop or house whose row it is; nil for the platform itself.
    pub tenant: Uuid,
    /// The person it is about.
    pub subject: Uuid,
    /// The row's id.
    pub record: Uuid,
    /// Counts up with every change of the row.
    pub version: u64,
}

impl Row {
    /// The cell of this row and the column `F`.
    pub fn place<F: Field>(&self) -> Place {
        Place {
            tenant: self.tenant,
            table: F::TABLE,
            column: F::COLUMN,
            subject: self.subject,
            record: self.record,
            row_version: self.version,
            category: F::CATEGORY,
        }
    }
}
