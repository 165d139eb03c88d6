//! The manifest: what is in the archive, of which case, and when it was made.

use std::fmt::Write as _;

use contract::canonical;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use crate::paths::{is_text, unusable};
use crate::{Fault, MOST_ENTRIES};

/// Which rules an archive was written by.
pub const FORMAT: &str = "fairstall-case-archive/1";

/// The longest name of a case, and of a media type.
const LONGEST_NAME: usize = 100;
/// The longest saying of what an entry is.
const LONGEST_WHAT: usize = 300;

/// One entry of an archive, as its manifest has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// How many bytes it has.
    pub bytes: u64,
    /// What kind of file it is, such as `application/json`.
    pub media_type: String,
    /// Where in the archive.
    pub path: String,
    /// The SHA-256 of its bytes, in small hexadecimal digits.
    pub sha256: String,
    /// What it is, for people.
    pub what: String,
}

impl Entry {
    /// Whether it was made of these bytes.
    pub(crate) fn is_of(&self, content: &[u8]) -> bool {
        u64::try_from(content.len()).is_ok_and(|length| length == self.bytes)
            && self.sha256 == sha256(content)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    pub case_id: String,
    pub entries: Vec<Entry>,
    pub format: String,
    #[serde(with = "time::serde::rfc3339")]
    pub made_at: OffsetDateTime,
}

/// What of a manifest is not as it must be.
pub enum Bad {
    Case,
    Entries,
    Path(String),
    Text(String),
}

impl Manifest {
    /// The text of it: canonical, as that of contracts. Nothing if a member has none.
    pub fn to_json(&self) -> Option<String> {
        canonical::write(&serde_json::to_value(self).ok()?).ok()
    }

    /// Reads what was signed.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let form = |why: &dyn ToString| Fault::Form(why.to_string());
        let text = std::str::from_utf8(bytes).map_err(|error| form(&error))?;
        let value = canonical::read(text).map_err(|error| form(&error))?;
        let format = value.get("format").and_then(serde_json::Value::as_str);
        if let Some(format) = format.filter(|format| *format != FORMAT) {
            return Err(form(&format!("its format `{format}` is not known")));
        }
        let manifest: Self = serde_json::from_value(value).map_err(|error| form(&error))?;
        match manifest.check() {
            Ok(()) if !manifest.is_sorted() => Err(form(&"its entries are not sorted")),
            Ok(()) => Ok(manifest),
            Err(Bad::Case) => Err(form(&"its case has no proper name")),
            Err(Bad::Entries) => Err(form(&"it has too many entries")),
            Err(Bad::Path(path)) => Err(form(&format!("it has an entry `{path}`"))),
            Err(Bad::Text(path)) => Err(form(&format!("what it says of `{path}` is no text"))),
        }
    }

    /// Whether it keeps the bounds that make it safe to unpack and to print.
    pub fn check(&self) -> Result<(), Bad> {
        if !is_text(&self.case_id, LONGEST_NAME) {
            return Err(Bad::Case);
        }
        if self.entries.len() > MOST_ENTRIES {
            return Err(Bad::Entries);
        }
        if let Some(path) = unusable(self.entries.iter().map(|entry| entry.path.as_str())) {
            return Err(Bad::Path(path.to_owned()));
        }
        let texts = |entry: &&Entry| {
            is_text(&entry.media_type, LONGEST_NAME) && is_text(&entry.what, LONGEST_WHAT)
        };
        match self.entries.iter().find(|entry| !texts(entry)) {
            Some(entry) => Err(Bad::Text(entry.path.clone())),
            None => Ok(()),
        }
    }

    fn is_sorted(&self) -> bool {
        self.entries.is_sorted_by(|one, other| one.path < other.path)
    }
}

/// A hash as text.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
