//! Moving a claim from state to state, and the money that goes with it: from what the shop has
//! coming to the buyer's balance, and back when a claim falls.

use platform::database::Tx;
use platform::kernel::Money;
use platform::transitions::{self, Actor, States as _, Step};
use platform::{Failure, events, timers};

use super::clocks::moved;
use crate::fulfilment::claim::{highest_left, kind_name, still_due};
use crate::fulfilment::store::{claims, shipments};
use crate::fulfilment::{ClaimState, ShippingClaim, jobs};
use crate::ledger::{self, Account, Transfer, TransferKind};

/// Where a claim goes, and why.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    pub to: ClaimState,
    pub cause: &'static str,
}

/// Moves a claim: the guarded change, its row of the timeline, its fact.
///
/// # Errors
/// The edge is not one, or the claim moved meanwhile: it starts again; the database's own.
pub async fn go(
    tx: &Tx,
    before: &ShippingClaim,
    change: Change,
    actor: Actor,
    also: impl FnOnce(&mut ShippingClaim),
) -> Result<ShippingClaim, Failure> {
    if !before.state.may_become(change.to, actor.kind) {
        return Err(Failure::broken("a claim cannot go there from where it stands"));
    }
    let mut after = ShippingClaim { state: change.to, ..before.clone() };
    also(&mut after);
    if !claims::put(tx, before, &after).await? {
        return Err(Failure::contention("a claim moved meanwhile"));
    }
    after.version = after.version.saturating_add(1);
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to: change.to,
        actor,
        cause: change.cause.to_owned(),
        rule_version: Some(format!("shipping-conduct/{}", before.rule_version)),
    };
    transitions::record(tx, step).await?;
    events::record(tx, &moved(&after)).await?;
    Ok(after)
}

/// The permanent name of what is moved for a claim.
fn key(claim: &ShippingClaim) -> String {
    format!("ship-compensation:{}:{}", claim.order_id.uuid(), kind_name(claim.kind))
}

/// Pays what is still due for a claim into its buyer's balance: from what the shop has coming, and
/// what is missing there the shop owes. Only the highest of an order is paid (SH-2).
///
/// # Errors
/// The shop's account moved meanwhile: it starts again; the database's own.
pub async fn compensate(
    tx: &Tx,
    claim: &ShippingClaim,
    actor: Actor,
    cause: &'static str,
) -> Result<ShippingClaim, Failure> {
    let rule = shipments::rule_of(tx.conn(), claim.rule_version).await?;
    let others: Vec<ShippingClaim> = claims::of_order(tx, claim.order_id.uuid())
        .await?
        .into_iter()
        .filter(|other| other.id != claim.id)
        .collect();
    let currency = claim.amount.currency();
    let due = still_due(claim.amount.minor(), &others);
    let payable = Account::Payable(claim.operator_id);
    let coming = ledger::balance(tx.conn(), payable, currency).await?;
    let free = coming.balance.minor().saturating_sub(coming.held.minor());
    let paid = due.min(free.max(0));
    let owed = due.saturating_sub(paid);
    let wallet = Account::Wallet(claim.buyer_id);
    let receivable = Account::Receivable(claim.operator_id);
    let parts = [(payable, paid, key(claim)), (receivable, owed, format!("{}:owed", key(claim)))];
    let transfers: Vec<Transfer> = parts
        .into_iter()
        .filter(|(_, minor, _)| *minor > 0)
        .map(|(from, minor, key)| Transfer {
            from,
            to: wallet,
            amount: Money::new(minor, currency),
            kind: TransferKind::Compensation,
            subject: claim.order_id.uuid(),
            key,
        })
        .collect();
    post(tx, &transfers).await?;
    timers::cancel(tx, jobs::LAPSE, claim.id.uuid()).await?;
    let (now, appeal_by) = (tx.now(), rule.appeal_by(tx.now())?);
    let change = Change { to: ClaimState::Compensated, cause };
    go(tx, claim, change, actor, |after| {
        after.claimed_at = after.claimed_at.or(Some(now));
        after.compensated_at = Some(now);
        after.appeal_by = Some(appeal_by);
        after.paid_minor = paid;
        after.owed_minor = owed;
    })
    .await
}

async fn post(tx: &Tx, transfers: &[Transfer]) -> Result<(), Failure> {
    if transfers.is_empty() {
        return Ok(());
    }
    match ledger::post(tx, transfers).await? {
        Ok(()) => Ok(()),
        Err(_) => Err(Failure::contention("an account moved meanwhile")),
    }
}

/// Why nothing was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FundShort;

/// A claim has fallen: what was paid beyond the highest that is left goes back to the shop. What
/// its buyer has spent meanwhile comes from the platform's fund, never from below zero.
///
/// # Errors
/// The inner one: the fund does not have it; whoever reads it must not commit. The outer one is
/// ours.
pub async fn take_back(tx: &Tx, fallen: &ShippingClaim) -> Result<Result<(), FundShort>, Failure> {
    let all = claims::of_order(tx, fallen.order_id.uuid()).await?;
    let left = highest_left(&all);
    let currency = fallen.amount.currency();
    let wallet = Account::Wallet(fallen.buyer_id);
    let has = ledger::balance(tx.conn(), wallet, currency).await?;
    let mut free = has.balance.minor().saturating_sub(has.held.minor()).max(0);
    let mut transfers = Vec::new();
    let mut reversed = Vec::new();
    for claim in all {
        if claim.moved_minor() == 0 || claim.amount.minor() <= left {
            continue;
        }
        let parts = [
            (Account::Payable(claim.operator_id), claim.paid_minor, key(&claim)),
            (
                Account::Receivable(claim.operator_id),
                claim.owed_minor,
                format!("{}:owed", key(&claim)),
            ),
        ];
        for (to, minor, key) in parts {
            if minor == 0 {
                continue;
            }
            let (from, kind, key) = if minor <= free {
                free = free.saturating_sub(minor);
                (wallet, TransferKind::Reversal, format!("{key}:reversed"))
            } else {
                (Account::Compensation, TransferKind::Compensation, format!("{key}:fund"))
            };
            let (amount, subject) = (Money::new(minor, currency), claim.order_id.uuid());
            transfers.push(Transfer { from, to, amount, kind, subject, key });
        }
        reversed.push(claim);
    }
    if !transfers.is_empty() && ledger::post(tx, &transfers).await?.is_err() {
        return Ok(Err(FundShort));
    }
    for claim in reversed {
        let after = ShippingClaim { reversed_at: Some(tx.now()), ..claim.clone() };
        if !claims::put(tx, &claim, &after).await? {
            return Err(Failure::contention("a claim moved meanwhile"));
        }
    }
    Ok(Ok(()))
}
