//! Names of people: any script, composed letters, one line.

use zeroize::Zeroizing;

use super::{breaks_a_line, composed, normal};

/// A person's name of 1 to 100 characters.
pub struct PersonName(Zeroizing<String>);

normal!(PersonName, "name");

/// The text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoName {
    /// Nothing is left of it without blanks.
    #[error("a name has at least one character")]
    Empty,
    /// It has more than 100 characters.
    #[error("a name has at most 100 characters")]
    TooLong,
    /// It has control characters, line breaks or marks that turn the direction of reading.
    #[error("a name is one line of visible characters")]
    Characters,
}

const CHARACTERS: usize = 100;

impl PersonName {
    /// Reads a name; blanks around it do not count.
    ///
    /// # Errors
    /// In the order of [`NoName`].
    pub fn parse(text: &str) -> Result<Self, NoName> {
        // No composed form has less than a third of its bytes: what is longer cannot fit.
        if text.len() > CHARACTERS * 4 * 3 {
            return Err(NoName::TooLong);
        }
        let value = composed(text);
        if value.is_empty() {
            return Err(NoName::Empty);
        }
        if value.chars().count() > CHARACTERS {
            return Err(NoName::TooLong);
        }
        if value.chars().any(breaks_a_line) {
            return Err(NoName::Characters);
        }
        Ok(Self(value))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Normal as _;
    use super::*;

    #[test]
    fn names_as_a_table() {
        for (text, value) in [
            ("张三", "张三"),
            ("  Jane Doe\u{3000}", "Jane Doe"),
            ("Jose\u{301}", "José"),
            ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ] {
            assert_eq!(PersonName::parse(text).ok().unwrap().as_str(), value);
        }
        assert!(PersonName::parse(&"张".repeat(100)).is_ok());
        for (text, error) in [
            (String::new(), NoName::Empty),
            (" \t".to_owned(), NoName::Empty),
            ("张".repeat(101), NoName::TooLong),
            ("a".repeat(1_000_000), NoName::TooLong),
            ("a\nb".to_owned(), NoName::Characters),
            ("a\u{0}b".to_owned(), NoName::Characters),
            ("a\u{202e}b".to_owned(), NoName::Characters),
        ] {
            assert_eq!(PersonName::parse(&text).err(), Some(error));
        }
    }
}
