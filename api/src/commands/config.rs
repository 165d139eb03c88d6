//! `config`: what is in force, and where it came from.

use std::fmt::Write as _;
use std::io::Write;

use platform::config::InForce;

use super::ending::Ending;

/// Prints a line for each setting: key, value, source. Secrets come masked.
pub fn print(in_force: &InForce) -> Result<(), Ending> {
    let width = |text: fn(&platform::config::Row) -> &str| {
        in_force.rows.iter().map(|row| text(row).chars().count()).max().unwrap_or(0)
    };
    let (names, values) = (width(|row| row.name), width(|row| &row.value).min(48));
    let mut text = String::new();
    for row in &in_force.rows {
        let value = if row.value.is_empty() { "-" } else { &row.value };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:names$}  {value:values$}  {}", row.name, row.source);
    }
    // Whoever reads only the first lines has read enough.
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Ending::failed("standard output", &error))
        }
        _ => Ok(()),
    }
}
