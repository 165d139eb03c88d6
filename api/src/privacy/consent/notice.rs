//! Notices: what people are told before they consent. Each version is kept for ever, with the hash
//! of its words in every language.

use platform::kernel::{Id, Noun};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

use super::purpose::Purpose;

/// One version of what people are told about one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: Id<Notice>,
    pub purpose: Purpose,
    /// From 1, without gaps within the purpose.
    pub version: i32,
    /// How it is done.
    pub method: String,
    pub data_kinds: Vec<DataKind>,
    /// How long a consent lasts; for ever if none.
    pub term_days: Option<i32>,
    pub effective_from: OffsetDateTime,
    pub published_by: Option<Uuid>,
}

impl Noun for Notice {
    const PREFIX: &'static str = "notice";
}

/// A notice in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeText {
    pub language: String,
    pub text: String,
    /// Of the text's UTF-8, in lower-case hexadecimal.
    pub sha256: String,
}

impl NoticeText {
    /// A text with its hash.
    pub fn of(language: String, text: String) -> Self {
        let sha256 = sha256_of(&text);
        Self { language, text, sha256 }
    }
}

/// Kinds of personal data, as people are told of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataKind {
    Name,
    Contact,
    Address,
    IdentityNumber,
    Order,
    Behaviour,
    Content,
}

const KINDS: [(DataKind, &str); 7] = [
    (DataKind::Name, "NAME"),
    (DataKind::Contact, "CONTACT"),
    (DataKind::Address, "ADDRESS"),
    (DataKind::IdentityNumber, "IDENTITY_NUMBER"),
    (DataKind::Order, "ORDER"),
    (DataKind::Behaviour, "BEHAVIOUR"),
    (DataKind::Content, "CONTENT"),
];

impl DataKind {
    /// The word in columns and receipts.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// Whether it is sensitive [PIPL 28].
    pub fn is_sensitive(self) -> bool {
        matches!(self, Self::Contact | Self::Address | Self::IdentityNumber)
    }
}

/// The kinds as they stand in a column: words with spaces between.
pub fn words_of(kinds: &[DataKind]) -> String {
    let words: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    words.join(" ")
}

/// The kinds of such a column.
pub fn kinds_of(words: &str) -> Vec<DataKind> {
    let kind = |word: &str| KINDS.iter().find(|(_, name)| *name == word).map(|(kind, _)| *kind);
    words.split(' ').filter_map(kind).collect()
}

/// The SHA-256 of a text, in lower-case hexadecimal.
pub fn sha256_of(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_come_back_from_their_column() {
        let kinds: Vec<DataKind> = KINDS.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds_of(&words_of(&kinds)), kinds);
        assert_eq!(kinds_of("NAME NOBODY"), [DataKind::Name]);
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_of("abc"), abc);
    }
}
