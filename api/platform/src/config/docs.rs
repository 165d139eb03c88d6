//! The reference of settings in docs/CONFIGURATION.md, written from the table itself.

use std::fmt::Write;

use super::Row;
use super::fault::SettingFault;
use super::settings::{SECTIONS, Settings};
use super::sources::Sources;

/// Every key by section as Markdown tables: what stands between the marks of
/// docs/CONFIGURATION.md.
pub fn reference() -> Result<String, SettingFault> {
    let rows = Settings::resolve(&Sources::default())?.rows;
    let mut text = String::new();
    let top: Vec<&Row> = rows.iter().filter(|row| !row.name.contains('.')).collect();
    table(&mut text, &top);
    for (section, about) in SECTIONS {
        let about: Vec<&str> = about.iter().map(|line| line.trim()).collect();
        let _ = write!(text, "\n### `[{section}]`\n\n{}\n\n", about.join(" "));
        let inside =
            |row: &&Row| row.name.strip_prefix(section).is_some_and(|rest| rest.starts_with('.'));
        let keys: Vec<&Row> = rows.iter().filter(inside).collect();
        table(&mut text, &keys);
    }
    Ok(text)
}

fn table(text: &mut String, rows: &[&Row]) {
    text.push_str("| Key | Default | Must be | What for |\n|---|---|---|---|\n");
    for row in rows {
        let Row { name, fallback, allowed, doc, .. } = row;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| `{name}` | {fallback} | {allowed} | {doc} |");
    }
}
