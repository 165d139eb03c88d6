//! Shape: what a file is for stands on top, and files, functions and lines stay small enough
//! to read at once. The limits are never raised.

use super::source::{Source, Violation, closing, words};

const LINES_PER_FILE: usize = 400;
const LINES_PER_FUNCTION: usize = 60;
const COLUMNS: usize = 100;

/// Every file opens with `//!`.
pub fn overview_first(source: &Source) -> Vec<Violation> {
    let first = source.text.lines().next().unwrap_or_default();
    let says = first.strip_prefix("//! ").unwrap_or_default();
    if says.len() < 8 || says.starts_with("Stub") {
        return vec![source.whole("opens without `//!` saying what the file is for")];
    }
    Vec::new()
}

/// Files end before they grow into two.
pub fn short_files(source: &Source) -> Vec<Violation> {
    let lines = source.text.lines().count();
    if lines <= LINES_PER_FILE {
        return Vec::new();
    }
    vec![source.whole(format!("{lines} lines, and {LINES_PER_FILE} is the limit"))]
}

/// Functions are read without scrolling. Comments and empty lines do not count.
pub fn short_functions(source: &Source) -> Vec<Violation> {
    let code = &source.code;
    let mut found = Vec::new();
    for at in words(code, "fn") {
        let Some((open, name)) = body_of(code, at) else { continue };
        let body = &code[open..closing(code, open)];
        let lines = body.lines().skip(1).filter(|line| !line.trim().is_empty()).count();
        if lines > LINES_PER_FUNCTION {
            let says = format!("`{name}` has {lines} lines, and {LINES_PER_FUNCTION} is the limit");
            found.push(source.at(code, at, says));
        }
    }
    found
}

/// Where the body of the function at `at` opens, and its name; nothing for a declaration.
fn body_of(code: &str, at: usize) -> Option<(usize, &str)> {
    let rest = code[at + 2..].trim_start();
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    let name = rest.get(..end).filter(|name| !name.is_empty())?;
    let mut ahead = at + 2;
    loop {
        let next = ahead + code[ahead..].find(['{', '(', '[', ';'])?;
        match code.as_bytes()[next] {
            b'{' => return Some((next, name)),
            b';' => return None,
            _ => ahead = closing(code, next) + 1,
        }
        if ahead >= code.len() {
            return None;
        }
    }
}

/// Lines fit beside another file. What a string says is let be: a text to compare with, an
/// address, a sentence for a client is not cut for the sake of a margin.
pub fn narrow_lines(source: &Source) -> Vec<Violation> {
    let mut found = Vec::new();
    for (index, (line, code)) in source.text.lines().zip(source.code.lines()).enumerate() {
        let columns = line.chars().count();
        if columns > COLUMNS && columns - inside_strings(code) > COLUMNS {
            let says = format!("{columns} columns, and {COLUMNS} is the limit");
            found.push(Violation { path: source.path.clone(), line: index + 1, says });
        }
    }
    found
}

/// How many columns of a line of code are the inside of strings.
fn inside_strings(code: &str) -> usize {
    let mut parts = code.split('"');
    let _before = parts.next();
    // Every second part lies between two quotes; a part of a longer string is all underscores.
    parts.step_by(2).map(|inside| inside.chars().filter(|c| *c == '_').count()).sum::<usize>()
        + if code.contains('"') { 0 } else { code.trim().chars().filter(|c| *c == '_').count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_overview_is_found() {
        assert_eq!(overview_first(&Source::new("a.rs", "use std::fs;\n")).len(), 1);
        assert_eq!(overview_first(&Source::new("a.rs", "//! Stub.\n")).len(), 1);
        assert_eq!(overview_first(&Source::new("a.rs", "// Money is counted here.\n")).len(), 1);
        assert!(overview_first(&Source::new("a.rs", "//! Money, counted in fen.\n")).is_empty());
    }

    #[test]
    fn a_long_file_is_found() {
        assert!(short_files(&Source::new("a.rs", &"x\n".repeat(400))).is_empty());
        assert_eq!(short_files(&Source::new("a.rs", &"x\n".repeat(401))).len(), 1);
    }

    #[test]
    fn a_long_function_is_found() {
        let function = |lines: usize| {
            let body = "    // a word\n\n    step(\"{\");\n".repeat(lines);
            Source::new("a.rs", &format!("fn long(a: [u8; 2]) -> u8 {{\n{body}}}\n"))
        };
        assert!(short_functions(&function(60)).is_empty());
        let found = short_functions(&function(61));
        assert_eq!(found.len(), 1);
        assert!(found[0].says.contains("`long` has 61 lines"), "{}", found[0]);
        let declared = Source::new("a.rs", "trait A { fn a(); }\ntype F = fn(u8) -> u8;\n");
        assert!(short_functions(&declared).is_empty());
    }

    #[test]
    fn a_wide_line_is_found() {
        assert!(narrow_lines(&Source::new("a.rs", &"中".repeat(100))).is_empty());
        let said = format!("let a = b(\"{}\");", "word ".repeat(30));
        assert!(narrow_lines(&Source::new("a.rs", &said)).is_empty());
        let remark = format!("let a = 1; // {}", "word ".repeat(30));
        assert_eq!(narrow_lines(&Source::new("a.rs", &remark)).len(), 1);
        let found = narrow_lines(&Source::new("a.rs", &format!("a\n{}", "b".repeat(101))));
        assert_eq!(found.iter().map(|violation| violation.line).collect::<Vec<_>>(), [2]);
    }
}
