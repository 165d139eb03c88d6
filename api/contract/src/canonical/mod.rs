//! One text for one content (RFC 8785): whoever writes a contract down, on whatever machine, gets
//! the same bytes, so a hash over them means the content.
//!
//! Contracts know no fractions: amounts are counted in minor units. A number is an integer that
//! every reader of JSON keeps exactly, or it is refused.

mod read;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use serde_json::{Map, Value};

pub use read::{Unread, read};

/// The largest integer that every reader of JSON keeps exactly: 2^53 - 1.
pub const LARGEST: i64 = 9_007_199_254_740_991;

/// Why a content has no canonical text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{pointer}` is not an integer between -(2^53-1) and 2^53-1")]
pub struct NotCanonical {
    /// Where the number stands (RFC 6901).
    pub pointer: String,
}

/// The canonical text of a content.
///
/// # Errors
/// A number in it has a fraction, or is beyond 2^53-1 on either side.
pub fn write(value: &Value) -> Result<String, NotCanonical> {
    let mut text = String::new();
    put(&mut text, value).map_err(|path| {
        let pointer = path.into_iter().rev().fold(String::new(), |path, step| path + "/" + &step);
        NotCanonical { pointer }
    })?;
    Ok(text)
}

/// One step of a JSON pointer: `~` and `/` are written otherwise in it.
pub(crate) fn step(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The members of an object in their canonical order: by UTF-16 code units.
pub(crate) fn ordered(members: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut ordered: Vec<_> = members.iter().collect();
    ordered.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
    ordered
}

/// Fails with the path to the number, inmost step first.
fn put(text: &mut String, value: &Value) -> Result<(), Vec<String>> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => {
            let exact = |number: &i64| (-LARGEST..=LARGEST).contains(number);
            let number = number.as_i64().filter(exact).ok_or_else(Vec::new)?;
            text.push_str(&number.to_string());
        }
        Value::String(string) => put_string(text, string),
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                put(text, item).map_err(|path| longer(path, place.to_string()))?;
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (place, (name, member)) in ordered(members).into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                put_string(text, name);
                text.push(':');
                put(text, member).map_err(|path| longer(path, step(name)))?;
            }
            text.push('}');
        }
    }
    Ok(())
}

fn longer(mut path: Vec<String>, step: String) -> Vec<String> {
    path.push(step);
    path
}

fn put_string(text: &mut String, string: &str) {
    text.push('"');
    for letter in string.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            control if control < ' ' => {
                // Writing into a string does not fail.
                let _ = write!(text, "\\u{:04x}", u32::from(control));
            }
            letter => text.push(letter),
        }
    }
    text.push('"');
}
