//! The allow-list: the only fields of events and spans that leave the process, and how values are
//! made harmless. A field that names a person's data is not on it, and is dropped without a word.

/// Every field that is logged or traced. Add one only if its value can never be somebody's name,
/// address, number, message or secret.
pub const FIELDS: &[&str] = &[
    // A request.
    "request_id",
    "method",
    "route",
    "status",
    "operation",
    "document",
    "principal",
    "code",
    "ms",
    "cost",
    "path",
    "reason",
    // What broke.
    "failure",
    "panic",
    "place",
    "attempts",
    // Work beside requests.
    "consumer",
    "event",
    "kind",
    "machine",
    "aggregate",
    "lag_ms",
    "count",
    // Starting and stopping.
    "listen",
    "engine",
    "version",
    "environment",
    "migration",
    "folder",
];

/// The longest value that is written, in characters.
const LONGEST: usize = 4_000;

/// Whether a field is on the list.
pub(super) fn is_allowed(name: &str) -> bool {
    FIELDS.contains(&name)
}

/// The text on one line, without control characters and turned direction, and not endless.
pub(super) fn harmless(text: &str) -> String {
    let mut clean: String = text
        .chars()
        .take(LONGEST)
        .map(|character| match character {
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => ' ',
            character if character.is_control() => ' ',
            character => character,
        })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        clean.push('…');
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_on_its_line() {
        assert_eq!(harmless("a\r\nb\u{1b}[31mc\u{2028}d\u{202e}e"), "a  b [31mc d e");
        let endless = harmless(&"长".repeat(LONGEST + 1));
        assert_eq!(endless.chars().count(), LONGEST + 1);
        assert!(endless.ends_with('…'));
    }

    #[test]
    fn only_what_is_listed_is_allowed() {
        assert!(is_allowed("request_id"));
        for name in ["email", "phone", "password", "token", "variables", "query", "authorization"] {
            assert!(!is_allowed(name), "{name}");
        }
    }
}
