//! Turning the keys over: a new epoch, and the subjects' keys wrapped in it, while reads go on.

use platform::{App, Failure};
use vault::System;
use vault::keys::EpochKey;

use super::Safe;
use super::store::keys;

/// Where the keys stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The epoch that new keys are wrapped in.
    pub epoch: u32,
    /// How many subjects have a key.
    pub subjects: u64,
    /// How many of these keys are wrapped in an earlier epoch.
    pub older: u64,
}

/// How many keys are rewrapped in one statement.
const BATCH: u64 = 200;

/// Where the keys stand.
///
/// # Errors
/// The key store's own.
pub async fn standing(app: &App) -> Result<Standing, Failure> {
    let safe = Safe::of(app)?;
    safe.follow().await?;
    let epoch = safe.vault.current_epoch();
    let subjects = keys::count(safe.store()).await?;
    Ok(Standing { epoch, subjects, older: keys::count_older(safe.store(), epoch).await? })
}

/// Begins a new epoch; which one it is. Keys made from now on are wrapped in it, on every server
/// as soon as it meets one of them.
///
/// # Errors
/// The holder of the root cannot be asked; the key store's own; another server began the same
/// epoch at the same time.
pub async fn rotate(app: &App) -> Result<u32, Failure> {
    let safe = Safe::of(app)?;
    safe.follow().await?;
    let epoch = safe.vault.current_epoch() + 1;
    let made = EpochKey::create(&*safe.provider, epoch, &System).await;
    let (key, wrapped) = made.map_err(|error| Failure::because("make an epoch", error))?;
    if !keys::add_epoch(safe.store(), &wrapped, app.now()).await? {
        return Err(Failure::broken("another server has just begun this epoch"));
    }
    safe.vault.add_epoch(key);
    Ok(epoch)
}

/// Wraps the next keys of earlier epochs in the current one; how many are left. Interrupted
/// anywhere, it goes on where it was.
///
/// # Errors
/// A key does not open; the key store's own.
pub async fn rewrap_some(app: &App) -> Result<u64, Failure> {
    let safe = Safe::of(app)?;
    safe.follow().await?;
    let epoch = safe.vault.current_epoch();
    let older = keys::older_than(safe.store(), epoch, BATCH).await?;
    if older.is_empty() {
        return Ok(0);
    }
    let rewrap = |(subject, wrapped): &(uuid::Uuid, vault::keys::WrappedSubjectKey)| {
        let again = safe.vault.rewrap(wrapped, *subject, &System);
        let again = again.map_err(|_| Failure::broken("a subject's key does not open"))?;
        Ok((*subject, again))
    };
    let again = older.iter().map(rewrap).collect::<Result<Vec<_>, Failure>>()?;
    keys::rewrap(safe.store(), epoch, &again).await?;
    keys::count_older(safe.store(), epoch).await
}

/// Forgets the keys of earlier epochs once nothing is wrapped in them; how many.
///
/// # Errors
/// The key store's own.
pub async fn close_earlier(app: &App) -> Result<u64, Failure> {
    let safe = Safe::of(app)?;
    let epoch = safe.vault.current_epoch();
    if keys::count_older(safe.store(), epoch).await? > 0 {
        return Ok(0);
    }
    safe.vault.close_epochs_before(epoch);
    keys::drop_epochs_before(safe.store(), epoch).await
}
