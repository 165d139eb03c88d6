//! Bounded text as people write it: trimmed, without characters that deceive or break a line.
//!
//! [`Line`] is for names and titles, [`Prose`] for what may have paragraphs. Lengths are counted
//! in characters, so a bound is the same for Chinese and English.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize};

/// Bytes in lower-case hexadecimal, two digits each.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Why a text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Fewer characters than this remain after trimming, or none that can be seen.
    #[error("must have at least {0} characters")]
    TooShort(usize),
    /// More characters than this.
    #[error("must have at most {0} characters")]
    TooLong(usize),
    /// A control character, or a line break in a line.
    #[error("must not contain control characters")]
    Control,
    /// A character that turns the direction of the text after it.
    #[error("must not contain characters that turn the direction of text")]
    Direction,
}

/// One line of `MIN` to `MAX` characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Line<const MIN: usize, const MAX: usize>(String);

/// Paragraphs of `MIN` to `MAX` characters in all; line breaks count and are always `\n`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Prose<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Line<MIN, MAX> {
    /// Trims, then refuses what breaks a bound or a line.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        bounded(text.trim(), MIN, MAX, is_control).map(Self)
    }
}

impl<const MIN: usize, const MAX: usize> Prose<MIN, MAX> {
    /// Trims, makes every line break `\n` and every tab a space, then refuses what breaks a bound
    /// and every other control character.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        // A text far too long is refused before it is copied.
        if text.len() > MAX.saturating_mul(8).saturating_add(1_024) {
            return Err(TextFault::TooLong(MAX));
        }
        let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
        let text = text.replace('\t', " ");
        bounded(text.trim(), MIN, MAX, |character| character != '\n' && is_control(character))
            .map(Self)
    }
}

fn bounded(
    text: &str,
    min: usize,
    max: usize,
    refused: impl Fn(char) -> bool,
) -> Result<String, TextFault> {
    // Counting stops one past the bound: a huge text costs no more than a long one.
    let length = text.chars().take(max.saturating_add(1)).count();
    if length > max {
        return Err(TextFault::TooLong(max));
    }
    if length < min || (min > 0 && text.chars().all(is_blank)) {
        return Err(TextFault::TooShort(min));
    }
    if text.chars().any(refused) {
        return Err(TextFault::Control);
    }
    if text.chars().any(turns_direction) {
        return Err(TextFault::Direction);
    }
    Ok(text.to_owned())
}

/// C0, DEL and C1, the two Unicode separators that end a line, and the tags and interlinear marks
/// that carry hidden text.
fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(character, '\u{E0001}')
}

/// The embeddings, overrides and isolates of the bidirectional algorithm. Plain marks (U+200E,
/// U+200F) stay: they only help.
const fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// What leaves no ink: a name made of these alone would show as nothing.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}'
                | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
                | '\u{2060}'..='\u{2064}' | '\u{206A}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// What a bounded text shares with any other: it reads as `str` and is refused on the way in.
macro_rules! reads_as_str {
    ($($name:ident),+) => {$(
        impl<const MIN: usize, const MAX: usize> $name<MIN, MAX> {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Gives the text away.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl<const MIN: usize, const MAX: usize> Deref for $name<MIN, MAX> {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl<const MIN: usize, const MAX: usize> fmt::Display for $name<MIN, MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<const MIN: usize, const MAX: usize> From<$name<MIN, MAX>> for String {
            fn from(text: $name<MIN, MAX>) -> Self {
                text.0
            }
        }

        impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for $name<MIN, MAX> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

reads_as_str!(Line, Prose);

#[cfg(test)]
mod tests {
    use super::*;

    type Name = Line<1, 5>;
    type Bio = Prose<0, 8>;

    #[test]
    fn length_is_counted_in_characters_after_trimming() {
        assert_eq!(Name::parse("  草木染小铺  ").unwrap().as_str(), "草木染小铺");
        assert_eq!(Name::parse("abcdef"), Err(TextFault::TooLong(5)));
        assert_eq!(Name::parse(" \u{3000} "), Err(TextFault::TooShort(1)));
        assert_eq!(Bio::parse(""), Ok(Prose(String::new())));
    }

    #[test]
    fn a_name_that_cannot_be_seen_is_empty() {
        for text in ["\u{200B}", "\u{FEFF}\u{2060}", "\u{3164}", "\u{2800}"] {
            assert_eq!(Name::parse(text), Err(TextFault::TooShort(1)), "{text:?}");
        }
        // A joiner inside a picture of a family stays.
        assert!(Name::parse("👩\u{200D}👧").is_ok());
    }

    #[test]
    fn control_and_direction_are_refused() {
        for text in ["a\nb", "a\tb", "a\u{0}b", "a\u{7f}b", "a\u{85}b", "a\u{2028}b"] {
            assert_eq!(Name::parse(text), Err(TextFault::Control), "{text:?}");
        }
        for text in ["a\u{202E}b", "a\u{2066}b"] {
            assert_eq!(Name::parse(text), Err(TextFault::Direction), "{text:?}");
        }
    }

    #[test]
    fn prose_keeps_paragraphs_and_one_kind_of_line_break() {
        assert_eq!(Bio::parse("\r\na\r\nb\rc\td\n").unwrap().as_str(), "a\nb\nc d");
        assert_eq!(Bio::parse("a\u{1b}b"), Err(TextFault::Control));
        assert_eq!(Bio::parse(&"x".repeat(1 << 20)), Err(TextFault::TooLong(8)));
    }

    #[test]
    fn stored_text_is_checked_again_when_read() {
        assert!(serde_json::from_str::<Name>("\"abcdef\"").is_err());
        assert_eq!(serde_json::to_string(&Name::parse("ab").unwrap()).unwrap(), "\"ab\"");
    }
}
