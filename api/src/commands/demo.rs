//! `demo`: the demo shop, loaded by hand or by the first start.

use platform::App;
use platform::clock::Clock;
use platform::config::InForce;

use super::ending::Ending;
use super::progress::Shown;
use super::{assembly, migrate};
use crate::demo::{self, Outcome, Stage};

/// Loads the demo into the database of the settings, and says what came of it.
pub async fn run(in_force: &InForce, force: bool) -> Result<(), Ending> {
    let connect = assembly::connect(&in_force.settings)?;
    let migrated = async { migrate::up(&connect).await.map(|_| ()) };
    let app = assembly::app(in_force, &connect, Clock::system(), migrated).await?;
    let outcome = load(&app, force).await?;
    app.database().clone().close().await?;
    match outcome {
        Outcome::Loaded => println!("The demo is loaded."),
        Outcome::AlreadyLoaded => println!("Nothing to do: the demo is there already."),
        Outcome::NotEmpty => {
            let line =
                "there are other people in this database; --force loads the demo beside them";
            return Err(Ending::Failed(line.to_owned()));
        }
    }
    Ok(())
}

/// Loads it, showing how far it is.
pub async fn load(app: &App, force: bool) -> Result<Outcome, Ending> {
    let shown = Shown::new();
    let tell = |progress: demo::Progress| {
        let what = match progress.stage {
            Stage::People => "people",
            Stage::Products => "products",
            Stage::Posts => "posts",
        };
        shown.at(what, progress.done, progress.total);
    };
    Ok(demo::load(app, force, &tell).await?)
}
