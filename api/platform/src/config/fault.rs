//! The one line that ends a start with a wrong setting.

use std::fmt;

use super::sources::Source;

/// How much of a wrong value is repeated.
const SHOWN: usize = 80;

/// A setting that cannot be used. Displays as exactly one line that names the key, the value
/// (masked if it is secret), where it came from, and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingFault {
    subject: String,
    value: Option<String>,
    source: Option<Source>,
    reason: String,
}

impl SettingFault {
    /// A value that `key` cannot take. `value` is `None` where it must not be shown.
    pub(super) fn wrong(key: &str, value: Option<&str>, source: Source, allowed: &str) -> Self {
        let value = value.map_or_else(|| "********".to_owned(), quoted);
        let reason = format!("must be {allowed}");
        Self { subject: one_line(key), value: Some(value), source: Some(source), reason }
    }

    /// A key that does not exist; `value` is `None` where it must not be shown.
    pub(super) fn unknown(
        key: &str,
        value: Option<&str>,
        source: Source,
        nearest: Option<&str>,
    ) -> Self {
        let value = value.map_or_else(|| "********".to_owned(), quoted);
        let hint = nearest.map_or_else(
            || "`fairstall config` lists all".to_owned(),
            |nearest| format!("the nearest is {nearest}"),
        );
        let reason = format!("no such setting; {hint}");
        Self { subject: one_line(key), value: Some(value), source: Some(source), reason }
    }

    /// A key whose value is missing or does not go with the rest; `value` as displayed already.
    pub(super) fn unfit(key: &str, value: &str, source: Source, reason: &str) -> Self {
        let (subject, reason) = (key.to_owned(), reason.to_owned());
        Self { subject, value: Some(quoted(value)), source: Some(source), reason }
    }

    /// A source that could not be read at all.
    pub(super) fn unreadable(source: &Source, reason: &str) -> Self {
        let subject = one_line(&source.to_string());
        Self { subject, value: None, source: None, reason: one_line(reason) }
    }
}

impl fmt::Display for SettingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.subject)?;
        if let Some(value) = &self.value {
            write!(f, " = {value}")?;
        }
        if let Some(source) = &self.source {
            write!(f, " ({})", one_line(&source.to_string()))?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for SettingFault {}

fn quoted(value: &str) -> String {
    let cut: String = value.chars().take(SHOWN).collect();
    let more = if cut.len() < value.len() { "…" } else { "" };
    format!("\"{}{more}\"", one_line(&cut))
}

fn one_line(text: &str) -> String {
    let escaped = |character: char| -> String {
        if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
            character.escape_default().collect()
        } else {
            character.to_string()
        }
    };
    text.chars().map(escaped).collect()
}
