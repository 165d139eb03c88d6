//! Personal data by declaration: every slice says in one place which of its columns are personal,
//! of whom, how they are exported and what becomes of them. A test reads every column of the
//! database and fails on one that nobody declared.

mod store;

pub use store::{documents, rows};

use super::retention::Class;

/// What one table holds of people.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    pub name: &'static str,
    /// Whose the rows are.
    pub subject: Subject,
    pub class: Class,
    pub erasure: Erasure,
    pub personal: &'static [Column],
    /// Every other column, with spaces between: keys, states, counts, clocks.
    pub impersonal: &'static str,
}

impl Table {
    /// Every column of it.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.personal.iter().map(|column| column.0).chain(self.impersonal.split_whitespace())
    }
}

/// Whose a row is.
#[derive(Debug, Clone, Copy)]
pub enum Subject {
    /// Any of these columns names the account.
    Columns(&'static [&'static str]),
    /// A column leads to another table, which names the account.
    Through { column: &'static str, table: &'static str, key: &'static str, whose: &'static str },
    /// The table is about nobody.
    Nobody,
}

impl Subject {
    /// The condition that finds a subject's rows, with `$1` for the subject; nothing if there are
    /// none.
    pub fn clause(self) -> Option<String> {
        match self {
            Self::Columns(columns) => {
                let each: Vec<String> =
                    columns.iter().map(|column| format!("{column} = $1")).collect();
                Some(format!("({})", each.join(" OR ")))
            }
            Self::Through { column, table, key, whose } => {
                Some(format!("{column} IN (SELECT {key} FROM {table} WHERE {whose} = $1)"))
            }
            Self::Nobody => None,
        }
    }
}

/// What becomes of rows when an account is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    /// Deleted or emptied in the transaction that closes the account.
    AtClosing,
    /// Deleted or hidden by the consumer of this name.
    By(&'static str),
    /// Deleted by [`purge`](super::retention::purge), as soon as its class allows.
    Purged,
    /// Goes by its own clock.
    Expires,
    /// Kept, and why: a duty, or because it names nobody any more.
    Kept(&'static str),
}

/// A personal column: its name, its kind, and how its owner gets it.
#[derive(Debug, Clone, Copy)]
pub struct Column(pub &'static str, pub Category, pub Export);

/// Kinds of personal data in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// What somebody is called here.
    Name,
    /// How somebody is reached.
    Contact,
    /// What somebody proves themselves with.
    Credential,
    /// What somebody wrote or showed.
    Content,
    /// What somebody did, and when.
    Behaviour,
    /// Who somebody has to do with.
    Relation,
    /// What somebody said of themselves, or was made.
    Standing,
}

impl Category {
    /// Whether people gave it themselves, so that they may take it along to somebody else
    /// [PIPL 45]. What they did, whom they met and what was made of them is told, not carried over.
    pub const fn is_given(self) -> bool {
        matches!(self, Self::Name | Self::Contact | Self::Content)
    }
}

/// How much of what there is of a person is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Everything,
    /// What they gave themselves.
    Given,
}

/// How a column is given to its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// As it is.
    Plain,
    /// As the JSON that it is.
    Json,
    /// Opened first, by the slice that sealed it.
    Opened,
    /// Not at all, and why.
    Withheld(&'static str),
}
