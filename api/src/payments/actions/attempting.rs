//! Attempts with providers: begun by a delivery, asked after by a timer. The provider is spoken to
//! outside of any transaction, always under the attempt's own permanent key.

use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::Id;
use platform::timers::{self, Firing};
use platform::{App, Failure, transaction};
use uuid::Uuid;

use super::{settling, walk_attempt};
use crate::payments::attempt::{Attempt, AttemptState, ProviderKind, ask_again};
use crate::payments::intent::{Intent, PaymentState};
use crate::payments::jobs::ASK;
use crate::payments::provider::{BeginAsk, Fault, Providers, Said};
use crate::payments::store::{attempts, intents};

/// Begins an attempt at its provider. Taken up again after a crash, it is the same attempt.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn begin(app: &App, attempt: Uuid, delivery: &Delivery) -> Result<(), Failure> {
    let claimed = transaction!(app, |tx| { claim(tx, attempt).await })?;
    let Some((kind, ask)) = claimed else {
        return transaction!(app, |tx| { delivery.settle(tx).await });
    };
    let provider = app.belonging::<Providers>()?.needed(kind)?;
    let said = provider.begin(app, &ask).await;
    if let Err(Fault::NotSent(_)) = &said {
        return Err(Failure::broken("a payment provider cannot be reached"));
    }
    transaction!(app, |tx| {
        take(tx, kind, attempt, &said).await?;
        delivery.settle(tx).await
    })
}

/// Marks an attempt as one that the provider may know of. Nothing where nobody wants it any more.
async fn claim(tx: &Tx, attempt: Uuid) -> Result<Option<(ProviderKind, BeginAsk)>, Failure> {
    let Some(found) = attempts::by_id(tx.conn(), attempt).await? else { return Ok(None) };
    let Some(kind) = ProviderKind::of(found.tender) else { return Ok(None) };
    let intent = super::locked(tx, found.payment).await?;
    let Some(own) = attempts::lock(tx, found.id).await? else { return Ok(None) };
    if intent.state != PaymentState::Authorised {
        return Ok(None);
    }
    let own = match own.state {
        AttemptState::Created => {
            let sent = Attempt { state: AttemptState::Processing, ..own };
            timers::set(tx, ASK, attempt, tx.now() + ask_again(0)).await?;
            walk_attempt(tx, AttemptState::Created, sent, "sent to the provider").await?
        }
        AttemptState::Processing => own,
        AttemptState::Unknown | AttemptState::Succeeded | AttemptState::Failed => return Ok(None),
    };
    Ok(Some((kind, ask_of(&own, &intent))))
}

fn ask_of(own: &Attempt, intent: &Intent) -> BeginAsk {
    BeginAsk {
        attempt: own.id.uuid(),
        amount: own.amount,
        expires_at: intent.expires_at,
        script: own.script.clone(),
    }
}

async fn take(
    tx: &Tx,
    kind: ProviderKind,
    attempt: Uuid,
    said: &Result<Said, Fault>,
) -> Result<(), Failure> {
    match said {
        Ok(said) => settling::hear(tx, kind, attempt, said).await,
        Err(Fault::NotSent(_)) => Ok(()),
        Err(Fault::Unknown(_)) => mark_unknown(tx, Id::from_uuid(attempt)).await,
    }
}

/// Nobody knows what became of it; only the provider or its statement can say.
async fn mark_unknown(tx: &Tx, id: Id<Attempt>) -> Result<(), Failure> {
    let Some(own) = attempts::lock(tx, id).await? else { return Ok(()) };
    if own.state == AttemptState::Processing {
        let after = Attempt { state: AttemptState::Unknown, ..own };
        walk_attempt(tx, AttemptState::Processing, after, "no answer").await?;
    }
    Ok(())
}

/// Asks a provider what became of an attempt; again and again while it is not known, more and more
/// seldom. What never arrived there is begun again while somebody wants it, and has failed else.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn ask(app: &App, firing: Firing) -> Result<(), Failure> {
    let attempt = firing.aggregate;
    let found = attempts::by_id(app.reader(), attempt).await?.filter(Attempt::is_open);
    let said = match &found {
        Some(own) => ask_provider(app, own).await?,
        None => None,
    };
    transaction!(app, |tx| {
        firing.settle(tx).await?;
        let Some((kind, said)) = &said else { return Ok(()) };
        take(tx, *kind, attempt, said).await?;
        let own = attempts::lock(tx, Id::from_uuid(attempt)).await?;
        let Some(own) = own.filter(Attempt::is_open) else { return Ok(()) };
        let queries = own.queries.saturating_add(1);
        let (before, wait) = (own.state, ask_again(queries));
        walk_attempt(tx, before, Attempt { queries, ..own }, "asked").await?;
        timers::set(tx, ASK, attempt, tx.now() + wait).await
    })
}

async fn ask_provider(
    app: &App,
    own: &Attempt,
) -> Result<Option<(ProviderKind, Result<Said, Fault>)>, Failure> {
    let Some(kind) = ProviderKind::of(own.tender) else { return Ok(None) };
    let Some(provider) = app.belonging::<Providers>()?.get(kind) else {
        // Switched off: what is not known stays so until it is on again.
        let off = Fault::NotSent("the provider is off".to_owned());
        return Ok(Some((kind, Err(off))));
    };
    let said = provider.query(app, &own.at_provider()).await;
    if said == Ok(Said::NotFound)
        && let Some(intent) = intents::by_id(app.reader(), own.payment).await?
        && intent.state == PaymentState::Authorised
    {
        let again = provider.begin(app, &ask_of(own, &intent)).await;
        return Ok(Some((kind, again)));
    }
    Ok(Some((kind, said)))
}
