//! Puts the application together from the settings: the folder, the key, the database, the parts.

use std::path::Path;

use platform::config::Settings;
use platform::database::Connect;

use super::ending::Ending;

/// How to reach the database; makes the data folder that an embedded one lives in.
pub fn connect(settings: &Settings) -> Result<Connect, Ending> {
    make_folder(&settings.data.dir)?;
    Ok(Connect {
        url: settings.database.url.expose().to_owned(),
        max_connections: settings.database.max_connections,
        statement_timeout: settings.database.statement_timeout,
    })
}

/// Makes a folder that only its owner may look into, unless it is there.
fn make_folder(path: &Path) -> Result<(), Ending> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| {
        Ending::failed(&format!("the data folder {} cannot be made", path.display()), &error)
    })
}
