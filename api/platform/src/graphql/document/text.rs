//! String values: escapes with surrogate pairs, and block strings with their common indentation
//! taken away, both exactly as the language defines them.

use super::scan::{Cursor, show, syntax};
use crate::graphql::RequestError;

/// A string in single quotation marks; the cursor stands on the first.
pub fn quoted(cursor: &mut Cursor<'_>) -> Result<String, RequestError> {
    cursor.next();
    let mut value = String::new();
    loop {
        let pos = cursor.pos();
        match cursor.byte() {
            None | Some(b'\n' | b'\r') => return Err(syntax(pos, "Unterminated string.")),
            Some(b'"') => {
                cursor.next();
                return Ok(value);
            }
            Some(b'\\') => value.push(escape(cursor)?),
            Some(_) => value.extend(cursor.next()),
        }
    }
}

fn escape(cursor: &mut Cursor<'_>) -> Result<char, RequestError> {
    let pos = cursor.pos();
    let written = cursor.rest();
    cursor.next();
    let letter = cursor.next();
    let simple = match letter {
        Some('"') => '"',
        Some('\\') => '\\',
        Some('/') => '/',
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => {
            let read = if cursor.byte() == Some(b'{') { braced(cursor) } else { fixed(cursor) };
            return read.ok_or_else(|| {
                let shown: String = written.chars().take(6).collect();
                syntax(pos, format!("Invalid Unicode escape sequence: \"{shown}\"."))
            });
        }
        _ => {
            let shown = show(written.get(1..).unwrap_or_default());
            return Err(syntax(pos, format!("Invalid character escape sequence: \\{shown}.")));
        }
    };
    Ok(simple)
}

/// `\u{1F600}`, any number of digits that names a character.
fn braced(cursor: &mut Cursor<'_>) -> Option<char> {
    cursor.next();
    let digits = cursor.take_while(|byte| byte.is_ascii_hexdigit());
    if cursor.next() != Some('}') || digits.is_empty() {
        return None;
    }
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Some('\0');
    }
    char::from_u32(u32::from_str_radix(significant, 16).ok()?)
}

/// `\u00E9`, or two of them where the first is a leading and the second a trailing surrogate.
fn fixed(cursor: &mut Cursor<'_>) -> Option<char> {
    let first = four(cursor)?;
    if !(0xD800..0xDC00).contains(&first) {
        return char::from_u32(first);
    }
    if !cursor.rest().starts_with("\\u") {
        return None;
    }
    cursor.next();
    cursor.next();
    let second = four(cursor)?;
    if !(0xDC00..0xE000).contains(&second) {
        return None;
    }
    char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
}

fn four(cursor: &mut Cursor<'_>) -> Option<u32> {
    let mut value = 0;
    for _ in 0..4 {
        let digit = cursor.next()?.to_digit(16)?;
        value = value * 16 + digit;
    }
    Some(value)
}

/// A block string; the cursor stands on its first quotation mark.
pub fn block(cursor: &mut Cursor<'_>) -> Result<String, RequestError> {
    for _ in 0..3 {
        cursor.next();
    }
    let mut lines = vec![String::new()];
    loop {
        let rest = cursor.rest();
        if rest.is_empty() {
            return Err(syntax(cursor.pos(), "Unterminated string."));
        }
        let (skip, push) = if rest.starts_with("\"\"\"") {
            for _ in 0..3 {
                cursor.next();
            }
            return Ok(dedent(&lines));
        } else if rest.starts_with("\\\"\"\"") {
            (4, Some("\"\"\""))
        } else if rest.starts_with("\r\n") {
            (2, None)
        } else if rest.starts_with(['\n', '\r']) {
            (1, None)
        } else {
            let next = cursor.next();
            if let Some(line) = lines.last_mut() {
                line.extend(next);
            }
            continue;
        };
        for _ in 0..skip {
            cursor.next();
        }
        match (push, lines.last_mut()) {
            (Some(text), Some(line)) => line.push_str(text),
            _ => lines.push(String::new()),
        }
    }
}

/// Takes away the indentation that all lines but the first share, and blank lines at both ends.
fn dedent(lines: &[String]) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let blank = |line: &String| indent(line) == line.len();
    let common = lines
        .iter()
        .skip(1)
        .filter(|line| !blank(line))
        .map(|line| indent(line))
        .min()
        .unwrap_or(0);
    let Some(first) = lines.iter().position(|line| !blank(line)) else { return String::new() };
    let last = lines.iter().rposition(|line| !blank(line)).unwrap_or(first);
    let kept: Vec<&str> = (first..=last)
        .filter_map(|index| {
            let line = lines.get(index)?;
            // A short blank line in the middle has less than the common indentation.
            if index == 0 { Some(line.as_str()) } else { Some(line.get(common..).unwrap_or("")) }
        })
        .collect();
    kept.join("\n")
}
