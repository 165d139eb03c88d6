//! Puts the application together from the settings: the folder, the database, the parts.

use std::path::Path;

use platform::blobs::Blobs;
use platform::chance::Chance;
use platform::clock::Clock;
use platform::config::{InForce, Settings};
use platform::database::{Connect, Database};
use platform::{App, Belongings, Parts, delivery};

use super::ending::Ending;
use super::{root_key, safe};
use crate::orders::Signer;
use crate::payments::provider::Providers;
use crate::privacy;
use crate::worker;

/// How to reach the database; makes the data folder that an embedded one lives in.
pub fn connect(settings: &Settings) -> Result<Connect, Ending> {
    make_folder(&settings.data.dir)?;
    Ok(Connect {
        url: settings.database.url.expose().to_owned(),
        max_connections: settings.database.max_connections,
        statement_timeout: settings.database.statement_timeout,
        schema: None,
    })
}

/// The application. `migrated` brings the tables up to date; it runs when the key is there, because
/// data without its key is refused.
pub async fn app(
    in_force: &InForce,
    connect: &Connect,
    clock: Clock,
    migrated: impl Future<Output = Result<(), Ending>>,
) -> Result<App, Ending> {
    let settings = &in_force.settings;
    let keys = root_key::keys(in_force)?;
    let providers = Providers::of(settings).map_err(|unusable| {
        Ending::Setting(in_force.unfit("payments.providers", &unusable.to_string()))
    })?;
    migrated.await?;
    let database = Database::open(connect).await?;
    if let Some(millis) = database.clock_millis().await? {
        clock.follow(millis);
    }
    let safe = safe::open(in_force, &clock).await?;
    let signer = Signer::new(&keys)?;
    let app = App::new(Parts {
        settings: settings.clone(),
        clock,
        chance: Chance::system(),
        database,
        keys,
        blobs: Blobs::open(&settings.storage)?,
        delivery: delivery::carrier(&settings.delivery)?,
        consumers: worker::consumers(),
        timers: worker::timers(),
        belongings: Belongings::default().with(safe).with(signer).with(providers),
    });
    let replayed = privacy::replay(&app).await?;
    if replayed > 0 {
        tracing::warn!(replayed, "keys of erased people were there again, and are destroyed");
    }
    Ok(app)
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
