//! `privacy`: reading the ledger of who read what of whom.

use platform::kernel::hex;
use std::path::Path;

use platform::App;
use platform::clock::Clock;
use platform::config::InForce;
use vault::chain::{Checkpoint, PublicKey};

use super::arguments::PrivacyAct;
use super::ending::Ending;
use super::{assembly, migrate};
use crate::privacy::ledger::{self, Verdict};

/// Does it, and says what came of it.
pub async fn run(in_force: &InForce, act: PrivacyAct) -> Result<(), Ending> {
    let connect = assembly::connect(&in_force.settings)?;
    let migrated = async { migrate::up(&connect).await.map(|_| ()) };
    let app = assembly::app(in_force, &connect, Clock::system(), migrated).await?;
    let done = match act {
        PrivacyAct::Key => ledger::public_key(&app).map_err(Ending::from).map(|key| {
            println!("{}", hex(&key.0));
        }),
        PrivacyAct::Verify { anchors, key } => {
            verify(&app, anchors.as_deref(), key.as_deref()).await
        }
    };
    app.database().clone().close().await?;
    done
}

async fn verify(app: &App, anchors: Option<&Path>, key: Option<&str>) -> Result<(), Ending> {
    let anchors = anchors.map(read).transpose()?.unwrap_or_default();
    let key = match key {
        Some(text) => ledger::bytes(text)
            .map(PublicKey)
            .ok_or_else(|| Ending::Failed("--key must be 64 hexadecimal digits".to_owned()))?,
        None => ledger::public_key(app)?,
    };
    match ledger::verify(app, vec![key], &anchors).await? {
        Verdict::Whole(whole) => {
            println!("The ledger is whole: {} entries.", whole.entries);
            println!("Signed up to entry {}, anchored up to {}.", whole.signed, whole.anchored);
            Ok(())
        }
        Verdict::Broken(broken) => Err(Ending::Failed(broken.to_string())),
        Verdict::Unsealed(count) => Err(Ending::Failed(format!(
            "{count} entries older than a minute have no place in the chain"
        ))),
    }
}

fn read(path: &Path) -> Result<Vec<Checkpoint>, Ending> {
    let named = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| Ending::failed(&named, &error))?;
    ledger::read_anchors(&text)
        .map_err(|line| Ending::Failed(format!("{named}: line {line} is no checkpoint")))
}
