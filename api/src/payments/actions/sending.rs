//! Legs of refunds on their way: sent, asked after, and sent again until they arrive.

use platform::database::Tx;
use platform::timers::{self, Firing};
use platform::{App, Failure, transaction};
use uuid::Uuid;

use super::refunding::{back_to, leg_paid, of_leg};
use super::walk_leg;
use crate::payments::attempt::{Attempt, ProviderKind};
use crate::payments::jobs::SEND;
use crate::payments::provider::{Fault, Providers, RefundCall, RefundSaid};
use crate::payments::refund::{Leg, LegState, send_again};

/// What is to be done with a leg now.
enum Turn {
    Send(ProviderKind, RefundCall),
    AskAfter(ProviderKind, RefundCall),
    Nothing,
}

/// Sends a leg, or asks what became of it. Every step is written down before it is taken, so that
/// a server which dies here leaves one that can be asked after.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn send(app: &App, firing: Firing) -> Result<(), Failure> {
    let leg = firing.aggregate;
    let turn = transaction!(app, |tx| { take_turn(tx, leg).await })?;
    let providers = app.belonging::<Providers>()?;
    let said = match &turn {
        Turn::Nothing => None,
        Turn::Send(kind, call) => Some((*kind, providers.needed(*kind)?.refund(app, call).await)),
        Turn::AskAfter(kind, call) => {
            let provider = providers.needed(*kind)?;
            match provider.query_refund(app, call).await {
                // It never arrived there: the same key again is the same refund.
                Ok(RefundSaid::NotFound) => Some((*kind, provider.refund(app, call).await)),
                other => Some((*kind, other)),
            }
        }
    };
    transaction!(app, |tx| {
        firing.settle(tx).await?;
        let Some((kind, said)) = &said else { return Ok(()) };
        match said {
            Ok(said) => hear(tx, *kind, leg, said).await?,
            Err(Fault::NotSent(_)) => {}
            Err(Fault::Unknown(_)) => mark_unknown(tx, leg).await?,
        }
        again(tx, leg).await
    })
}

async fn take_turn(tx: &Tx, leg: Uuid) -> Result<Turn, Failure> {
    let Some((_, attempt, leg)) = of_leg(tx, leg).await? else { return Ok(Turn::Nothing) };
    let Some(kind) = ProviderKind::of(attempt.tender) else { return Ok(Turn::Nothing) };
    match leg.state {
        LegState::Paid => Ok(Turn::Nothing),
        LegState::Sent | LegState::Unknown => {
            let asked = Leg { tries: leg.tries, ..leg.clone() };
            Ok(Turn::AskAfter(kind, call(&attempt, &asked)))
        }
        LegState::Requested | LegState::Failed => {
            let before = leg.state;
            let tries = leg.tries.saturating_add(1);
            let sent = Leg { state: LegState::Sent, tries, ..leg };
            let sent = walk_leg(tx, before, sent, "sent to the provider").await?;
            Ok(Turn::Send(kind, call(&attempt, &sent)))
        }
    }
}

fn call(attempt: &Attempt, leg: &Leg) -> RefundCall {
    let mut payment = attempt.at_provider();
    payment.amount = attempt.captured;
    RefundCall {
        leg: leg.id,
        amount: leg.amount,
        payment,
        reference: leg.reference.clone(),
        tries: leg.tries,
    }
}

/// Takes what a provider said of a leg of its own.
pub(super) async fn hear(
    tx: &Tx,
    kind: ProviderKind,
    leg: Uuid,
    said: &RefundSaid,
) -> Result<(), Failure> {
    let Some((intent, attempt, leg)) = of_leg(tx, leg).await? else { return Ok(()) };
    if ProviderKind::of(attempt.tender) != Some(kind) || leg.state == LegState::Paid {
        return Ok(());
    }
    // Said of a leg that we have not sent: not ours to believe.
    if leg.state == LegState::Requested {
        return Ok(());
    }
    let sent = |leg: &Leg| Leg { state: LegState::Sent, ..leg.clone() };
    match said {
        RefundSaid::Paid { reference } => {
            let leg = match leg.state {
                LegState::Failed => walk_leg(tx, leg.state, sent(&leg), "paid after all").await?,
                _ => leg,
            };
            leg_paid(tx, &intent, &leg, (back_to(kind), Some(reference.clone()))).await?;
            timers::cancel(tx, SEND, leg.id).await
        }
        RefundSaid::Pending { reference } => {
            let reference = reference.clone().or_else(|| leg.reference.clone());
            let after = Leg { reference, ..sent(&leg) };
            walk_leg(tx, leg.state, after, "it is on its way").await.map(|_| ())
        }
        RefundSaid::Failed { reason, .. } if leg.state != LegState::Failed => {
            let reason: String = reason.chars().take(60).collect();
            let after = Leg { state: LegState::Failed, failure: Some(reason), ..leg.clone() };
            metrics::counter!("payment_refund_failures_total").increment(1);
            walk_leg(tx, leg.state, after, "the provider says no").await.map(|_| ())
        }
        RefundSaid::Failed { .. } | RefundSaid::NotFound => Ok(()),
    }
}

async fn mark_unknown(tx: &Tx, leg: Uuid) -> Result<(), Failure> {
    let Some((_, _, leg)) = of_leg(tx, leg).await? else { return Ok(()) };
    if leg.state == LegState::Sent {
        let after = Leg { state: LegState::Unknown, ..leg.clone() };
        walk_leg(tx, leg.state, after, "no answer").await?;
    }
    Ok(())
}

/// What is not paid yet comes up again.
async fn again(tx: &Tx, leg: Uuid) -> Result<(), Failure> {
    let Some((_, _, leg)) = of_leg(tx, leg).await? else { return Ok(()) };
    if leg.state == LegState::Paid {
        return Ok(());
    }
    let asked = Leg { tries: leg.tries.saturating_add(1), ..leg.clone() };
    // A question counts for the wait, not for the provider's key.
    timers::set(tx, SEND, leg.id, tx.now() + send_again(asked.tries)).await
}
