//! Moving a claim from state to state: the guarded change, its row of the timeline, its fact; and
//! the money that goes with it.

use platform::database::Tx;
use platform::kernel::{Id, Money};
use platform::transitions::{self, Actor, States as _, Step};
use platform::{Failure, events};

use crate::compensation::claim::{Compensation, CompensationState, Entry, EntryKind, Funder};
use crate::compensation::facts::{CompensationTold, News};
use crate::compensation::store::{claims, entries};
use crate::ledger::{self, Account, Transfer, TransferKind};
use crate::notices::{self, NewNotice, NoticeKind};

/// Where a claim goes, and why.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    pub to: CompensationState,
    pub actor: Actor,
    pub cause: &'static str,
    pub news: News,
}

/// Moves a locked claim.
///
/// # Errors
/// The edge is not one, or the claim moved meanwhile; the database's own.
pub async fn go(
    tx: &Tx,
    before: &Compensation,
    change: Change,
    also: impl FnOnce(&mut Compensation),
) -> Result<Compensation, Failure> {
    if !before.state.may_become(change.to, change.actor.kind) {
        return Err(Failure::broken("a claim cannot go there from where it stands"));
    }
    let mut after = Compensation { state: change.to, ..before.clone() };
    if after.state.is_final() {
        after.due_at = None;
        after.ended_at = Some(tx.now());
    }
    also(&mut after);
    let after = keep(tx, before, after).await?;
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to: change.to,
        actor: change.actor,
        cause: change.cause.to_owned(),
        rule_version: Some(before.rule_version.clone()),
    };
    transitions::record(tx, step).await?;
    tell(tx, &after, change.news).await?;
    Ok(after)
}

/// Keeps what has changed of a locked claim that stays where it is.
///
/// # Errors
/// It moved meanwhile: it starts again; the database's own.
pub async fn keep(
    tx: &Tx,
    before: &Compensation,
    mut after: Compensation,
) -> Result<Compensation, Failure> {
    if !claims::put(tx, before, &after).await? {
        return Err(Failure::contention("a claim moved meanwhile"));
    }
    after.version = after.version.saturating_add(1);
    Ok(after)
}

/// Tells buyer and operator.
///
/// # Errors
/// The database's own.
pub async fn tell(tx: &Tx, claim: &Compensation, news: News) -> Result<(), Failure> {
    let told = CompensationTold {
        subject: claim.id.uuid(),
        order: claim.order.uuid(),
        operator: claim.operator.uuid(),
        buyer: claim.buyer.uuid(),
        news,
    };
    events::record(tx, &told).await?;
    if !matches!(news, News::PaidBySeller | News::PaidInAdvance) {
        return Ok(());
    }
    let (account, subject) = (claim.buyer.uuid(), claim.id.uuid());
    let kind = NoticeKind::CompensationPaid;
    notices::tell(tx, &[NewNotice { account, kind, subject, due_at: None }]).await
}

/// One movement of money for a claim.
#[derive(Debug, Clone)]
pub struct Movement {
    pub kind: EntryKind,
    pub funder: Funder,
    pub from: Account,
    pub to: Account,
    pub amount: Money,
    /// What of the claim's movements this is, once for ever: `payment:DEPOSIT`.
    pub what: String,
}

/// Why nothing was moved: an account has not got it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short;

/// Makes the movements together, and writes each down with its funder and the claim's ground;
/// movements of nothing are passed over.
///
/// # Errors
/// The inner one: an account has not got it; whoever reads it must not commit. The outer one is
/// ours.
pub async fn post(
    tx: &Tx,
    claim: &Compensation,
    movements: Vec<Movement>,
) -> Result<Result<(), Short>, Failure> {
    let movements: Vec<Movement> =
        movements.into_iter().filter(|movement| movement.amount.minor() > 0).collect();
    if movements.is_empty() {
        return Ok(Ok(()));
    }
    let key = |movement: &Movement| key_of(claim.id, &movement.what);
    let transfers: Vec<Transfer> = movements
        .iter()
        .map(|movement| Transfer {
            from: movement.from,
            to: movement.to,
            amount: movement.amount,
            kind: TransferKind::Compensation,
            subject: claim.order.uuid(),
            key: key(movement),
        })
        .collect();
    if ledger::post(tx, &transfers).await?.is_err() {
        return Ok(Err(Short));
    }
    let written: Vec<Entry> = movements
        .iter()
        .map(|movement| Entry {
            id: tx.app().new_uuid(),
            kind: movement.kind,
            funder: movement.funder,
            amount: movement.amount,
            key: key(movement),
            at: tx.now(),
        })
        .collect();
    entries::insert(tx, claim, &written).await?;
    Ok(Ok(()))
}

fn key_of(id: Id<Compensation>, what: &str) -> String {
    format!("compensation:{}:{what}", id.uuid().simple())
}
