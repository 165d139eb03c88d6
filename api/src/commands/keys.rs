//! `keys`: how the keys of personal data stand, and turning them over while servers read.

use platform::App;
use platform::clock::Clock;
use platform::config::InForce;
use platform::kernel::hex;
use time::Duration;

use super::arguments::KeysAct;
use super::ending::Ending;
use super::progress::Shown;
use super::{assembly, migrate};
use crate::fulfilment;
use crate::privacy::turning;

/// Does it, and says what came of it.
pub async fn run(in_force: &InForce, act: KeysAct) -> Result<(), Ending> {
    let connect = assembly::connect(&in_force.settings)?;
    let migrated = async { migrate::up(&connect).await.map(|_| ()) };
    let app = assembly::app(in_force, &connect, Clock::system(), migrated).await?;
    let done = match act {
        KeysAct::Status => status(&app).await,
        KeysAct::Rotate => rotate(&app).await,
        KeysAct::Rewrap => rewrap(&app).await,
        KeysAct::Carrier { code, renew, overlap } => {
            let renew = renew.then_some(Duration::days(i64::from(overlap)));
            carrier_secret(&app, &code, renew).await.map(|secret| println!("{secret}"))
        }
    };
    app.database().clone().close().await?;
    done
}

/// The secret that a carrier signs with, in hexadecimal digits; a new one where `renew` says for
/// how long those before stay good.
///
/// # Errors
/// There is no such carrier; ours.
pub async fn carrier_secret(
    app: &App,
    code: &str,
    renew: Option<Duration>,
) -> Result<String, Ending> {
    let secret = match renew {
        Some(overlap) => fulfilment::renew_secret(app, code, overlap).await?,
        None => fulfilment::newest_secret(app, code).await?,
    };
    let secret = secret.ok_or_else(|| Ending::Failed(format!("there is no carrier {code}")))?;
    Ok(hex(&secret))
}

async fn status(app: &App) -> Result<(), Ending> {
    let standing = turning::standing(app).await?;
    println!("epoch {}", standing.epoch);
    println!("{} keys, {} of them of earlier epochs", standing.subjects, standing.older);
    Ok(())
}

async fn rotate(app: &App) -> Result<(), Ending> {
    let epoch = turning::rotate(app).await?;
    println!("Epoch {epoch} has begun. `fairstall keys rewrap` brings the earlier keys into it.");
    Ok(())
}

async fn rewrap(app: &App) -> Result<(), Ending> {
    let total = turning::standing(app).await?.older;
    let shown = Shown::new();
    let mut left = total;
    while left > 0 {
        left = turning::rewrap_some(app).await?;
        let done = total.saturating_sub(left);
        shown.at("keys", number(done), number(total));
    }
    let closed = turning::close_earlier(app).await?;
    println!("{total} keys are in the current epoch now; {closed} earlier epochs are closed.");
    Ok(())
}

fn number(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
