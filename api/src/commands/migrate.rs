//! `migrate`: the tables, up to date or back. Servers that start side by side take turns.

use migration::{Migrator, MigratorTrait};
use platform::config::{Environment, InForce};
use platform::database::{Connect, alone};

use super::arguments::Way;
use super::ending::Ending;
use super::{assembly, root_key};

/// Goes up, down, or says what has run.
pub async fn run(in_force: &InForce, way: Option<Way>) -> Result<(), Ending> {
    let connect = assembly::connect(&in_force.settings)?;
    if in_force.settings.environment == Environment::Development {
        // The first command makes the key, whichever it is: data without its key is refused.
        root_key::keys(in_force)?;
    }
    match way.unwrap_or(Way::Up) {
        Way::Up => {
            let done = up(&connect).await?;
            match done.len() {
                0 => println!("Nothing to do: the tables are up to date."),
                _ => done.iter().for_each(|name| println!("{name}: done")),
            }
        }
        Way::Down { steps } => {
            alone(&connect, async |db| Migrator::down(db, Some(steps)).await).await?;
            status(&connect).await?;
        }
        Way::Status => status(&connect).await?,
    }
    Ok(())
}

/// Runs what has not run yet; answers with the names of it.
pub async fn up(connect: &Connect) -> Result<Vec<String>, Ending> {
    let done = alone(connect, async |db| {
        let pending = Migrator::get_pending_migrations(db).await?;
        Migrator::up(db, None).await?;
        Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
    });
    Ok(done.await?)
}

async fn status(connect: &Connect) -> Result<(), Ending> {
    let all = alone(connect, async |db| Migrator::get_migration_with_status(db).await).await?;
    for migration in all {
        println!("{}: {}", migration.name(), migration.status().to_string().to_lowercase());
    }
    Ok(())
}
