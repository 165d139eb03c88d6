//! A signed message of a provider: heard once, in whichever order it comes (PY-2).

use platform::{App, Failure, transaction};

use super::{sending, settling};
use crate::payments::attempt::ProviderKind;
use crate::payments::provider::{About, Callback};
use crate::payments::store::attempts;

/// Takes a callback whose signature was right; `false` if this event was heard before.
///
/// # Errors
/// Ours; the provider is then told to send it again.
pub async fn hear(app: &App, kind: ProviderKind, callback: &Callback) -> Result<bool, Failure> {
    transaction!(app, |tx| {
        if !attempts::hear(tx, kind, &callback.event).await? {
            return Ok(false);
        }
        match &callback.about {
            About::Payment { attempt, said } => settling::hear(tx, kind, *attempt, said).await?,
            About::Refund { leg, said } => sending::hear(tx, kind, *leg, said).await?,
            About::Other => {}
        }
        Ok(true)
    })
}
