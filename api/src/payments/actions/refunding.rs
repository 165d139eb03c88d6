//! Money goes back the way it came: split over the tenders, never more than was paid (MON-2).

use platform::database::Tx;
use platform::kernel::{Id, Money};
use platform::transitions::Actor;
use platform::{Failure, events, timers};
use uuid::Uuid;

use super::{posted, step, walk_leg};
use crate::ledger::{self, Account, Transfer, TransferKind, escrow};
use crate::payments::attempt::{Attempt, ProviderKind, Tender};
use crate::payments::facts::RefundPaid;
use crate::payments::intent::{Intent, PartOf, PaymentState};
use crate::payments::jobs::SEND;
use crate::payments::refund::{
    Leg, LegState, NotRefunded, Refund, RefundAsk, RefundSource, RefundState, split,
};
use crate::payments::store::{attempts, intents, refunds};

/// Begins a refund, split over the tenders it was paid with; workers carry it out.
///
/// # Errors
/// The inner one says why; whoever reads it must not commit. The outer one is the database's own;
/// a key that was used for something else is a failure of ours.
pub async fn refund(tx: &Tx, ask: &RefundAsk) -> Result<Result<Uuid, NotRefunded>, Failure> {
    let Some(id) = intents::intent_of_part(tx.conn(), ask.part).await? else {
        return Ok(Err(NotRefunded::NotCaptured));
    };
    let intent = super::locked(tx, id).await?;
    if ask.amount.currency() != intent.amount.currency() || ask.amount.minor() <= 0 {
        return Err(Failure::broken("a refund of nothing, or in another currency"));
    }
    if let Some(before) = refunds::by_key(tx.conn(), &ask.key, ask.amount.currency()).await? {
        let same = before.part == Some(ask.part) && before.amount == ask.amount;
        return if same {
            Ok(Ok(before.id.uuid()))
        } else {
            Err(Failure::broken("the key of a refund was used for another"))
        };
    }
    if intent.state != PaymentState::Captured {
        return Ok(Err(NotRefunded::NotCaptured));
    }
    if !intents::refund_part(tx, ask.part, ask.amount).await? {
        return Ok(Err(NotRefunded::TooMuch));
    }
    if let Err(refused) = into_refunds(tx, &intent, ask).await? {
        return Ok(Err(refused));
    }
    let tries = attempts::lock_of(tx, intent.id).await?;
    let tenders: Vec<&Attempt> = tries.iter().filter(|own| own.counts).collect();
    let left: Vec<Money> = tenders
        .iter()
        .map(|own| own.captured.minus(own.refunded))
        .collect::<Result<_, _>>()
        .map_err(|error| Failure::because("what is left of a tender", error))?;
    let Some(shares) = split(ask.amount, &left)? else { return Ok(Err(NotRefunded::TooMuch)) };
    let shares: Vec<(&Attempt, Money)> = tenders.into_iter().zip(shares).collect();
    let refund = Refund {
        id: tx.app().new_id(),
        payment: intent.id,
        part: Some(ask.part),
        state: RefundState::Requested,
        amount: ask.amount,
        key: ask.key.clone(),
        asked_at: tx.now(),
        paid_at: None,
    };
    begin(tx, &intent, &refund, &shares).await?;
    Ok(Ok(refund.id.uuid()))
}

/// What was captured for a part and does not go back yet; nothing was where there is no such part.
/// Its payment is locked: it stays so until the transaction ends.
///
/// # Errors
/// The database's own.
pub async fn refundable(tx: &Tx, part: Uuid) -> Result<Option<Money>, Failure> {
    let Some(id) = intents::intent_of_part(tx.conn(), part).await? else { return Ok(None) };
    let intent = super::locked(tx, id).await?;
    let parts = intents::parts_of(tx.conn(), &intent).await?;
    Ok(parts.iter().find(|own| own.subject == part).map(PartOf::left))
}

/// Brings the money to where refunds leave from.
async fn into_refunds(
    tx: &Tx,
    intent: &Intent,
    ask: &RefundAsk,
) -> Result<Result<(), NotRefunded>, Failure> {
    let key = format!("refund:{}", ask.key);
    match ask.source {
        RefundSource::Ready => Ok(Ok(())),
        RefundSource::Escrow => {
            let moved = escrow::refund(tx, ask.part, ask.amount, &key).await?;
            Ok(moved.map_err(|_| NotRefunded::EscrowRefuses))
        }
        RefundSource::Transit => {
            let moved = Transfer {
                from: Account::Transit,
                to: Account::Refunds,
                amount: ask.amount,
                kind: TransferKind::Refund,
                subject: intent.id.uuid(),
                key,
            };
            posted(ledger::post(tx, &[moved]).await?)?;
            Ok(Ok(()))
        }
    }
}

/// Money that came and that no captured payment counts goes back as it came, by itself.
pub(super) async fn give_stray_back(tx: &Tx, attempt: &Attempt) -> Result<(), Failure> {
    let intent = super::locked(tx, attempt.payment).await?;
    let key = format!("stray:{}", attempt.id.uuid().simple());
    let moved = Transfer {
        from: Account::Transit,
        to: Account::Refunds,
        amount: attempt.captured,
        kind: TransferKind::Refund,
        subject: intent.id.uuid(),
        key: format!("refund:{key}"),
    };
    posted(ledger::post(tx, &[moved]).await?)?;
    let refund = Refund {
        id: tx.app().new_id(),
        payment: intent.id,
        part: None,
        state: RefundState::Requested,
        amount: attempt.captured,
        key,
        asked_at: tx.now(),
        paid_at: None,
    };
    metrics::counter!("payment_strays_total").increment(1);
    begin(tx, &intent, &refund, &[(attempt, attempt.captured)]).await
}

/// Writes a refund with a leg for each share; the share of a balance is there at once.
async fn begin(
    tx: &Tx,
    intent: &Intent,
    refund: &Refund,
    shares: &[(&Attempt, Money)],
) -> Result<(), Failure> {
    let shares: Vec<&(&Attempt, Money)> =
        shares.iter().filter(|(_, amount)| !amount.is_zero()).collect();
    let leg = |(attempt, amount): &(&Attempt, Money)| Leg {
        id: tx.app().new_uuid(),
        refund: refund.id,
        attempt: attempt.id,
        state: LegState::Requested,
        amount: *amount,
        reference: None,
        failure: None,
        tries: 0,
        paid_at: None,
    };
    let legs: Vec<Leg> = shares.iter().copied().map(leg).collect();
    refunds::insert(tx, refund, &legs).await?;
    // One tender of each kind at most: two.
    for (leg, (attempt, amount)) in legs.iter().zip(shares) {
        if !attempts::refund(tx, attempt.id, *amount).await? {
            return Err(Failure::broken("a share of a refund is above what is left"));
        }
        if attempt.tender == Tender::Wallet {
            let sent = Leg { state: LegState::Sent, ..leg.clone() };
            let sent = walk_leg(tx, leg.state, sent, "to the balance").await?;
            let to = Account::Wallet(intent.payer);
            leg_paid(tx, intent, &sent, (to, None)).await?;
        } else {
            timers::set(tx, SEND, leg.id, tx.now()).await?;
        }
    }
    Ok(())
}

/// A leg has reached the payer; with the last one the refund has.
pub(super) async fn leg_paid(
    tx: &Tx,
    intent: &Intent,
    leg: &Leg,
    (to, reference): (Account, Option<String>),
) -> Result<(), Failure> {
    let gone = Transfer {
        from: Account::Refunds,
        to,
        amount: leg.amount,
        kind: TransferKind::RefundPaid,
        subject: intent.id.uuid(),
        key: format!("refund-paid:{}", leg.id.simple()),
    };
    posted(ledger::post(tx, &[gone]).await?)?;
    let paid = Leg {
        state: LegState::Paid,
        reference: reference.or_else(|| leg.reference.clone()),
        failure: None,
        paid_at: Some(tx.now()),
        ..leg.clone()
    };
    walk_leg(tx, leg.state, paid, "it has reached the payer").await?;
    let currency = intent.amount.currency();
    let refund = refunds::lock(tx, leg.refund, currency).await?;
    let refund = refund.ok_or_else(|| Failure::broken("a leg is of no refund"))?;
    let legs = refunds::legs(tx.conn(), [refund.id.uuid()], currency).await?;
    if legs.iter().any(|leg| leg.state != LegState::Paid)
        || !refunds::mark_paid(tx, refund.id).await?
    {
        return Ok(());
    }
    let states = (RefundState::Requested, RefundState::Paid);
    step(tx, refund.id.uuid(), states, (Actor::SYSTEM, "all of it has arrived")).await?;
    match refund.part {
        Some(part) => {
            let fact = RefundPaid { refund: refund.id.uuid(), intent: intent.id.uuid(), part };
            events::record(tx, &fact).await
        }
        None => Ok(()),
    }
}

/// Where a provider's share of a refund goes to in the ledger.
pub(super) fn back_to(kind: ProviderKind) -> Account {
    Account::Provider(kind.name())
}

/// A refund whose attempt and payment have to be there.
pub(super) async fn of_leg(tx: &Tx, leg: Uuid) -> Result<Option<(Intent, Attempt, Leg)>, Failure> {
    let Some((_, attempt)) = refunds::leg_of(tx.conn(), leg).await? else { return Ok(None) };
    let Some(attempt) = attempts::by_id(tx.conn(), attempt).await? else { return Ok(None) };
    let intent = super::locked(tx, attempt.payment).await?;
    let attempt = attempts::lock(tx, Id::from_uuid(attempt.id.uuid())).await?;
    let leg = refunds::lock_leg(tx, leg, intent.amount.currency()).await?;
    Ok(attempt.zip(leg).map(|(attempt, leg)| (intent, attempt, leg)))
}
