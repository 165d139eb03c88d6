//! Where a sealed value stands. The place is authenticated with the value, so that a value moved
//! to another row, column, person, shop or version no longer opens (trust.md §3, AAD).

use uuid::Uuid;

/// What kind of data a value is: kinds have their own rules of keeping and erasing.
///
/// The codes are part of every sealed value; a change of one makes its values unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Phone numbers and e-mail addresses.
    Contact,
    /// Names of people.
    Name,
    /// Numbers of identity documents.
    Identity,
    /// Where a person lives or receives goods.
    Address,
    /// Accounts that money is paid to.
    Payment,
    /// Uploaded papers and evidence.
    Document,
    /// What the law has a shop keep for three years or longer, whatever else is erased.
    TradeRecord,
    /// Keys that open other values.
    Key,
}

impl Category {
    fn code(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Name => "name",
            Self::Identity => "identity",
            Self::Address => "address",
            Self::Payment => "payment",
            Self::Document => "document",
            Self::TradeRecord => "trade_record",
            Self::Key => "key",
        }
    }
}

/// One cell of the database at one version of its row. Holds ids only, no label that may change:
/// a renamed shop must not lose its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The shop or house whose data it is; nil for the platform itself.
    pub tenant: Uuid,
    /// The table's name.
    pub table: &'static str,
    /// The column's name.
    pub column: &'static str,
    /// The person that the value is about.
    pub subject: Uuid,
    /// The row's id.
    pub record: Uuid,
    /// The version of the row: an older value put back does not open.
    pub row_version: u64,
    /// The kind of data.
    pub category: Category,
}

/// What the tuple is made for, and how: a change of its fields needs another name.
const FORMAT: &[u8] = b"fairstall/vault/place/1";

impl Place {
    /// The place as bytes, each part with its length before it, so that no two places are the
    /// same bytes.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        tuple(&[
            FORMAT,
            self.tenant.as_bytes(),
            self.table.as_bytes(),
            self.column.as_bytes(),
            self.subject.as_bytes(),
            self.record.as_bytes(),
            &self.row_version.to_be_bytes(),
            self.category.code().as_bytes(),
        ])
    }

    /// Whether a value may move from `self` to `other` without being read: only the version of
    /// its row may differ, or a move would be a way round the gate.
    pub(crate) fn is_same_cell(self, other: Self) -> bool {
        Self { row_version: 0, ..self } == Self { row_version: 0, ..other }
    }
}

/// Parts with their lengths before them: 8 bytes, most significant first.
pub(crate) fn tuple(parts: &[&[u8]]) -> Vec<u8> {
    let size = parts.iter().map(|part| 8 + part.len()).sum();
    let mut bytes = Vec::with_capacity(size);
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_slide_into_each_other() {
        assert_ne!(tuple(&[b"ab", b"c"]), tuple(&[b"a", b"bc"]));
        assert_ne!(tuple(&[b"", b"a"]), tuple(&[b"a", b""]));
        assert_ne!(tuple(&[b"a"]), tuple(&[b"a", b""]));
    }

    #[test]
    fn only_the_version_may_change_on_a_move() {
        let place = Place {
            tenant: Uuid::from_u128(1),
            table: "a",
            column: "b",
            subject: Uuid::from_u128(2),
            record: Uuid::from_u128(3),
            row_version: 4,
            category: Category::Contact,
        };
        assert!(place.is_same_cell(Place { row_version: 5, ..place }));
        assert!(!place.is_same_cell(Place { subject: Uuid::from_u128(9), ..place }));
        assert!(!place.is_same_cell(Place { column: "c", ..place }));
    }
}
