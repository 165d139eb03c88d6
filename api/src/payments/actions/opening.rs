//! An intent begins and ends: opened by whoever is owed money, closed when nobody is any more.

use std::collections::HashMap;

use platform::database::Tx;
use platform::kernel::{Id, Money};
use platform::timers::{self, Firing};
use platform::transitions::Actor;
use platform::{App, Failure, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{is_fixed, settling, walk};
use crate::ledger::escrow;
use crate::payments::intent::{Ask, Intent, PartOf, PaymentState, Purpose};
use crate::payments::jobs::EXPIRE;
use crate::payments::refund::{RefundAsk, RefundSource};
use crate::payments::store::{attempts, intents};

/// Opens an intent in the transaction that makes its subject.
///
/// # Errors
/// The database's own; parts of two currencies are a failure of ours.
pub async fn open(tx: &Tx, ask: &Ask) -> Result<Id<Intent>, Failure> {
    let amount = ask.amount()?;
    let id: Id<Intent> = tx.app().new_id();
    let parts = ask.parts.iter().map(|part| PartOf {
        subject: part.subject,
        payment: id,
        operator: Some(part.operator),
        amount: part.amount,
        captured: Money::zero(amount.currency()),
        refunded: Money::zero(amount.currency()),
        counts: true,
        dropped_at: None,
    });
    let parts: Vec<PartOf> = parts.collect();
    let intent = Intent { subject: ask.subject, ..blank(tx, id, ask, amount) };
    begin(tx, &intent, &parts).await?;
    Ok(id)
}

fn blank(tx: &Tx, id: Id<Intent>, ask: &Ask, amount: Money) -> Intent {
    Intent {
        id,
        payer: ask.payer,
        purpose: Purpose::Checkout,
        subject: ask.subject,
        state: PaymentState::Created,
        amount,
        tenders: None,
        challenge_factors: 0,
        cleared_at: None,
        stopped_reason: None,
        created_at: tx.now(),
        expires_at: ask.expires_at,
        confirmed_at: None,
        captured_at: None,
    }
}

/// Opens an intent by which somebody tops up their own balance: nobody else is paid.
pub(super) async fn open_top_up(tx: &Tx, ask: &Ask, amount: Money) -> Result<Intent, Failure> {
    let id: Id<Intent> = tx.app().new_id();
    let intent = Intent { purpose: Purpose::TopUp, ..blank(tx, id, ask, amount) };
    let zero = Money::zero(amount.currency());
    let part = PartOf {
        subject: ask.subject,
        payment: id,
        operator: None,
        amount,
        captured: zero,
        refunded: zero,
        counts: true,
        dropped_at: None,
    };
    begin(tx, &intent, &[part]).await?;
    Ok(intent)
}

async fn begin(tx: &Tx, intent: &Intent, parts: &[PartOf]) -> Result<(), Failure> {
    intents::insert(tx, intent).await?;
    intents::insert_parts(tx, parts).await?;
    timers::set(tx, EXPIRE, intent.id.uuid(), intent.expires_at).await
}

/// Nobody wants this part any more: the order was cancelled or ran out of time. What was captured
/// for it, or still is, goes back to the payer by itself; what was not is no longer asked for.
///
/// # Errors
/// The database's own; the part of no intent, or money in a frozen escrow, is a failure of ours.
pub async fn drop_part(tx: &Tx, part: Uuid) -> Result<(), Failure> {
    let id = intents::intent_of_part(tx.conn(), part).await?;
    let id = id.ok_or_else(|| Failure::broken("a part of no payment was dropped"))?;
    let intent = super::locked(tx, id).await?;
    let parts = intents::parts_of(tx.conn(), &intent).await?;
    let Some(own) = parts.iter().find(|own| own.subject == part && own.dropped_at.is_none()) else {
        return Ok(());
    };
    intents::drop_part(tx, part, is_fixed(intent.state)).await?;
    let others: Vec<Money> = parts
        .iter()
        .filter(|other| other.subject != part && other.dropped_at.is_none())
        .map(|other| other.amount)
        .collect();
    match intent.state {
        PaymentState::Closed => Ok(()),
        PaymentState::Captured => give_back(tx, own).await,
        _ if others.is_empty() => close(tx, &intent, "nobody wants it any more").await,
        PaymentState::Confirmed | PaymentState::Authorised => Ok(()),
        PaymentState::Created
        | PaymentState::Challenged
        | PaymentState::Held
        | PaymentState::Denied => {
            let amount = Money::sum(intent.amount.currency(), others)
                .map_err(|error| Failure::because("what is left of a payment", error))?;
            let state = intent.state;
            let lessened = Intent { amount, ..intent };
            if intents::save(tx, &lessened, state).await? {
                Ok(())
            } else {
                Err(Failure::broken("a locked payment moved"))
            }
        }
    }
}

/// When the money of parts was captured, whether or not anybody has heard of it yet; what is not
/// captured is left out. Their intents are locked: what is being captured now is waited for, and
/// nothing is captured for them before the transaction ends.
///
/// # Errors
/// The database's own.
pub async fn captured_at(
    tx: &Tx,
    parts: &[Uuid],
) -> Result<HashMap<Uuid, OffsetDateTime>, Failure> {
    let intents = intents::lock_of_parts(tx, parts.iter().copied()).await?;
    Ok(intents.into_iter().filter_map(|(part, own)| Some((part, own.captured_at?))).collect())
}

/// What is left of a captured part goes back, from wherever it is.
pub(super) async fn give_back(tx: &Tx, part: &PartOf) -> Result<(), Failure> {
    let broken = |error| Failure::because("what is left in escrow", error);
    let mut amount = part.left();
    let mut source = RefundSource::Transit;
    if let Some(held) = escrow::many(tx.conn(), [part.subject]).await?.first()
        && !held.funded.is_zero()
    {
        let gone = held.released.plus(held.refunded).map_err(broken)?;
        let there = held.funded.minus(gone).map_err(broken)?;
        source = RefundSource::Escrow;
        amount = Money::new(amount.minor().min(there.minor()), amount.currency());
    }
    if amount.is_zero() {
        return Ok(());
    }
    let key = format!("drop:{}", part.subject.simple());
    let ask = RefundAsk { part: part.subject, amount, source, key };
    match super::refunding::refund(tx, &ask).await? {
        Ok(_) => Ok(()),
        Err(_) => Err(Failure::broken("a dropped part cannot be given back")),
    }
}

/// Ends an intent that was not captured. What is held of the balance is let go; what a provider
/// may still say is listened to, and money that comes then goes back.
pub(super) async fn close(tx: &Tx, intent: &Intent, cause: &str) -> Result<(), Failure> {
    let tries = attempts::lock_of(tx, intent.id).await?;
    settling::let_wallet_go(tx, intent, &tries, "CLOSED").await?;
    settling::forget_unsent(tx, &tries).await?;
    let closed = Intent { state: PaymentState::Closed, ..intent.clone() };
    walk(tx, intent, closed, (Actor::SYSTEM, cause)).await?;
    timers::cancel(tx, EXPIRE, intent.id.uuid()).await
}

/// Closes an intent whose time is up, unless its money is on the way.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn expire(app: &App, firing: Firing) -> Result<(), Failure> {
    transaction!(app, |tx| {
        firing.settle(tx).await?;
        let Some(intent) = intents::lock(tx, Id::from_uuid(firing.aggregate)).await? else {
            return Ok(());
        };
        match intent.state {
            PaymentState::Created
            | PaymentState::Challenged
            | PaymentState::Held
            | PaymentState::Denied => close(tx, &intent, "its time is up").await,
            PaymentState::Confirmed
            | PaymentState::Authorised
            | PaymentState::Captured
            | PaymentState::Closed => Ok(()),
        }
    })
}
