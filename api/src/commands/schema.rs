//! `schema`: the public schema, as `schema.graphql` keeps it.

use std::io::Write;

use super::ending::Ending;
use crate::schema;

/// Prints the schema language, exactly what the file holds.
pub fn print() -> Result<(), Ending> {
    match std::io::stdout().lock().write_all(schema::sdl().as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Ending::failed("standard output", &error))
        }
        _ => Ok(()),
    }
}
