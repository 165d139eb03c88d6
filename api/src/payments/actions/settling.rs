//! What a provider said becomes what we know: the money is there, will not come, or is still on
//! its way. Said twice, or in another order, it comes to the same (PY-2).

use platform::database::Tx;
use platform::kernel::Money;
use platform::timers;
use platform::transitions::Actor;
use platform::{Failure, events};
use uuid::Uuid;

use super::{opening, posted, refunding, walk, walk_attempt};
use crate::ledger::{self, Account, Transfer, TransferKind};
use crate::payments::attempt::{Attempt, AttemptState, ProviderKind, Tender};
use crate::payments::facts::{PaymentCaptured, WalletToppedUp};
use crate::payments::intent::{Intent, PaymentState, Purpose};
use crate::payments::jobs::{ASK, EXPIRE};
use crate::payments::provider::Said;
use crate::payments::store::attempts::IncidentKind;
use crate::payments::store::{accounts, attempts, intents};

/// Takes what a provider said of an attempt. What it says of an attempt that is not its own, or
/// that nobody knows, is written to the log and changes nothing.
pub async fn hear(tx: &Tx, kind: ProviderKind, attempt: Uuid, said: &Said) -> Result<(), Failure> {
    let found = attempts::by_id(tx.conn(), attempt).await?;
    let Some(found) = found.filter(|found| found.tender == kind.tender()) else {
        tracing::warn!(provider = kind.name(), "a provider speaks of a payment that nobody knows");
        return Ok(());
    };
    let intent = super::locked(tx, found.payment).await?;
    let tries = attempts::lock_of(tx, intent.id).await?;
    let Some(own) = tries.iter().find(|own| own.id == found.id) else { return Ok(()) };
    match said {
        Said::Pending { reference, next } if own.is_open() => {
            let after = Attempt {
                state: AttemptState::Processing,
                reference: reference.clone().or_else(|| own.reference.clone()),
                next_step: next.clone().or_else(|| own.next_step.clone()),
                ..own.clone()
            };
            walk_attempt(tx, own.state, after, "it waits for the payer").await.map(|_| ())
        }
        Said::Succeeded { reference, amount } if own.state != AttemptState::Succeeded => {
            succeed(tx, &intent, &tries, own, (reference, *amount)).await
        }
        Said::Failed { reference, reason } if own.is_open() => {
            let failed = Attempt {
                reference: reference.clone().or_else(|| own.reference.clone()),
                ..own.clone()
            };
            fail(tx, &intent, &tries, &failed, reason).await
        }
        Said::NotFound if own.is_open() && intent.state != PaymentState::Authorised => {
            fail(tx, &intent, &tries, own, "NOT_FOUND").await
        }
        Said::Pending { .. } | Said::Succeeded { .. } | Said::Failed { .. } | Said::NotFound => {
            Ok(())
        }
    }
}

/// The money is there: exactly what was confirmed is captured, anything else goes back (PY-1).
async fn succeed(
    tx: &Tx,
    intent: &Intent,
    tries: &[Attempt],
    own: &Attempt,
    (reference, amount): (&str, Money),
) -> Result<(), Failure> {
    let Some(kind) = ProviderKind::of(own.tender) else { return Ok(()) };
    if amount != own.amount {
        let differs = (own.amount.minor(), amount.minor());
        attempts::report(tx, (IncidentKind::AmountDiffers, kind), own.id.uuid(), differs).await?;
        metrics::counter!("payment_incidents_total", "kind" => "amount_differs").increment(1);
    }
    let movable = (1..=ledger::MOST).contains(&amount.minor());
    if amount.currency() != own.amount.currency() || !movable {
        // Nothing that an account of this payment could hold: staff have to look.
        return Ok(());
    }
    let came = Transfer {
        from: Account::Provider(kind.name()),
        to: Account::Transit,
        amount,
        kind: TransferKind::Capture,
        subject: intent.id.uuid(),
        key: format!("capture:{}", own.id.uuid().simple()),
    };
    posted(ledger::post(tx, &[came]).await?)?;
    let open = own.is_open() && intent.state == PaymentState::Authorised;
    let counts = open && amount == own.amount;
    let after = Attempt {
        state: AttemptState::Succeeded,
        captured: amount,
        counts,
        reference: Some(reference.to_owned()),
        next_step: None,
        failure: None,
        settled_at: Some(tx.now()),
        ..own.clone()
    };
    let after = walk_attempt(tx, own.state, after, "the provider has the money").await?;
    timers::cancel(tx, ASK, own.id.uuid()).await?;
    if counts {
        return capture(tx, intent, tries).await;
    }
    refunding::give_stray_back(tx, &after).await?;
    if open { reopen(tx, intent, tries, "AMOUNT_DIFFERS").await } else { Ok(()) }
}

/// The money will not come.
async fn fail(
    tx: &Tx,
    intent: &Intent,
    tries: &[Attempt],
    own: &Attempt,
    reason: &str,
) -> Result<(), Failure> {
    let reason: String = reason.chars().take(60).collect();
    let after = Attempt {
        state: AttemptState::Failed,
        next_step: None,
        failure: Some(reason.clone()),
        settled_at: Some(tx.now()),
        ..own.clone()
    };
    if own.state == AttemptState::Created {
        walk_attempt(tx, own.state, after, "never sent").await?;
    } else {
        walk_attempt(tx, own.state, after, "the provider says no").await?;
    }
    timers::cancel(tx, ASK, own.id.uuid()).await?;
    if intent.state == PaymentState::Authorised {
        reopen(tx, intent, tries, &reason).await?;
    }
    Ok(())
}

/// A tender failed: the others are given back, and the payer may try again while there is time.
async fn reopen(tx: &Tx, intent: &Intent, tries: &[Attempt], reason: &str) -> Result<(), Failure> {
    let_wallet_go(tx, intent, tries, reason).await?;
    let parts = intents::parts_of(tx.conn(), intent).await?;
    let wanted: Vec<_> =
        parts.iter().filter(|part| part.counts && part.dropped_at.is_none()).collect();
    if tx.now() >= intent.expires_at || wanted.is_empty() {
        let closed = Intent { state: PaymentState::Closed, ..intent.clone() };
        walk(tx, intent, closed, (Actor::SYSTEM, "its time is up")).await?;
        return timers::cancel(tx, EXPIRE, intent.id.uuid()).await;
    }
    // What was dropped while the money was on its way is no longer asked for.
    intents::uncount_dropped(tx, intent.id).await?;
    let amount = Money::sum(intent.amount.currency(), wanted.iter().map(|part| part.amount))
        .map_err(|error| Failure::because("what is left of a payment", error))?;
    let again = Intent {
        state: PaymentState::Created,
        amount,
        tenders: None,
        stopped_reason: Some(reason.to_owned()),
        ..intent.clone()
    };
    walk(tx, intent, again, (Actor::SYSTEM, "an attempt failed")).await.map(|_| ())
}

/// Lets go of what is held of the balance, and takes it back from the counters of the limits.
pub(super) async fn let_wallet_go(
    tx: &Tx,
    intent: &Intent,
    tries: &[Attempt],
    reason: &str,
) -> Result<(), Failure> {
    let held = tries
        .iter()
        .find(|own| own.tender == Tender::Wallet && own.state == AttemptState::Processing);
    let Some(held) = held else { return Ok(()) };
    ledger::unhold(tx, Account::Wallet(intent.payer), held.amount).await?;
    let account = accounts::lock(tx, intent.payer).await?;
    let spent = account.spent.without(held.amount, held.created_at);
    accounts::save(tx, &crate::payments::balance::PaymentAccount { spent, ..account }).await?;
    let after = Attempt {
        state: AttemptState::Failed,
        failure: Some(reason.to_owned()),
        settled_at: Some(tx.now()),
        ..held.clone()
    };
    walk_attempt(tx, held.state, after, "given back").await.map(|_| ())
}

/// Attempts that no provider has heard of end with their intent.
pub(super) async fn forget_unsent(tx: &Tx, tries: &[Attempt]) -> Result<(), Failure> {
    if let Some(own) = tries.iter().find(|own| own.state == AttemptState::Created) {
        let after = Attempt {
            state: AttemptState::Failed,
            failure: Some("CLOSED".to_owned()),
            settled_at: Some(tx.now()),
            ..own.clone()
        };
        walk_attempt(tx, own.state, after, "never sent").await?;
    }
    Ok(())
}

/// The whole amount is there: told, put where it belongs, and what nobody wants any more goes back.
pub(super) async fn capture(tx: &Tx, intent: &Intent, tries: &[Attempt]) -> Result<(), Failure> {
    take_from_wallet(tx, intent, tries).await?;
    let captured =
        Intent { state: PaymentState::Captured, captured_at: Some(tx.now()), ..intent.clone() };
    let captured = walk(tx, intent, captured, (Actor::SYSTEM, "all of it is there")).await?;
    intents::capture_parts(tx, intent.id).await?;
    timers::cancel(tx, EXPIRE, intent.id.uuid()).await?;
    if intent.purpose == Purpose::TopUp {
        return top_up(tx, &captured).await;
    }
    let fact = PaymentCaptured { intent: intent.id.uuid(), subject: intent.subject };
    events::record(tx, &fact).await?;
    // At most 50, and seldom any.
    for part in intents::parts_of(tx.conn(), &captured).await? {
        if part.counts && part.dropped_at.is_some() {
            opening::give_back(tx, &part).await?;
        }
    }
    Ok(())
}

async fn take_from_wallet(tx: &Tx, intent: &Intent, tries: &[Attempt]) -> Result<(), Failure> {
    let held = tries
        .iter()
        .find(|own| own.tender == Tender::Wallet && own.state == AttemptState::Processing);
    let Some(held) = held else { return Ok(()) };
    let account = Account::Wallet(intent.payer);
    ledger::unhold(tx, account, held.amount).await?;
    let taken = Transfer {
        from: account,
        to: Account::Transit,
        amount: held.amount,
        kind: TransferKind::Capture,
        subject: intent.id.uuid(),
        key: format!("capture:{}", held.id.uuid().simple()),
    };
    posted(ledger::post(tx, &[taken]).await?)?;
    let after = Attempt {
        state: AttemptState::Succeeded,
        captured: held.amount,
        counts: true,
        settled_at: Some(tx.now()),
        ..held.clone()
    };
    walk_attempt(tx, held.state, after, "taken from the balance").await.map(|_| ())
}

async fn top_up(tx: &Tx, intent: &Intent) -> Result<(), Failure> {
    let arrived = Transfer {
        from: Account::Transit,
        to: Account::Wallet(intent.payer),
        amount: intent.amount,
        kind: TransferKind::Wallet,
        subject: intent.id.uuid(),
        key: format!("topup:{}", intent.id.uuid().simple()),
    };
    posted(ledger::post(tx, &[arrived]).await?)?;
    let fact = WalletToppedUp { intent: intent.id.uuid(), account: intent.payer.uuid() };
    events::record(tx, &fact).await
}
