//! The secrets that carriers sign their callbacks with: another one for every carrier and
//! generation, the same on every server, derived and never kept. A new one is good at once, and the
//! one before for some days more, so that a carrier changes over in its own time.

use platform::keys::Keys;
use platform::{App, Failure, transaction};
use time::Duration;

use super::store::{parcels, secrets};

/// The secret of a carrier in a generation.
pub fn secret(keys: &Keys, carrier: &str, generation: i32) -> [u8; 32] {
    keys.derive(&format!("fulfilment/carrier/{carrier}/{generation}"))
}

/// The secrets that a carrier may sign with now. One that is not known has a secret too, so that
/// both look alike from outside.
///
/// # Errors
/// The database's own.
pub async fn good(app: &App, carrier: &str) -> Result<Vec<[u8; 32]>, Failure> {
    let mut generations = secrets::good(app.reader(), carrier, app.now()).await?;
    if generations.is_empty() {
        generations.push(1);
    }
    let of = |generation| secret(app.keys(), carrier, generation);
    Ok(generations.into_iter().map(of).collect())
}

/// The newest secret of a carrier, to be handed to it; nothing if there is no such carrier.
///
/// # Errors
/// The database's own.
pub async fn newest(app: &App, carrier: &str) -> Result<Option<[u8; 32]>, Failure> {
    let newest = secrets::newest(app.reader(), carrier).await?;
    Ok(newest.map(|generation| secret(app.keys(), carrier, generation)))
}

/// Makes another secret for a carrier; those before are good for `overlap` more. Nothing if there
/// is no such carrier.
///
/// # Errors
/// The database's own.
pub async fn renew(
    app: &App,
    carrier: &str,
    overlap: Duration,
) -> Result<Option<[u8; 32]>, Failure> {
    let made: Result<Option<i32>, Failure> = transaction!(app, |tx| {
        if parcels::lock_carrier(tx, carrier).await?.is_none() {
            return Ok(None);
        }
        let before = secrets::newest(tx.conn(), carrier).await?.unwrap_or(0);
        let next = before.checked_add(1).ok_or_else(|| Failure::broken("too many secrets"))?;
        secrets::end(tx, carrier, tx.now() + overlap).await?;
        secrets::insert(tx, carrier, next).await?;
        Ok(Some(next))
    });
    Ok(made?.map(|generation| secret(app.keys(), carrier, generation)))
}
