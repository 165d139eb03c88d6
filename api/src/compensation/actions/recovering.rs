//! Taking back what the platform paid in an operator's place: from what the operator sells later.
//! What is contested waits for the decision.

use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::{Currency, Id};
use platform::timers::Firing;
use platform::transitions::Actor;
use platform::{App, Failure, transaction};

use super::moving::{Change, Movement, Short, go, keep, post};
use crate::compensation::claim::{
    Compensation, CompensationState, EntryKind, Funder, LOOK_AGAIN, end_of,
};
use crate::compensation::facts::News;
use crate::compensation::objection::ObjectionState;
use crate::compensation::store::claims;
use crate::ledger::Account;
use crate::operators::Operator;
use crate::settlement;
use crate::settlement::facts::OrderSettled;

/// An order was settled: its operator has more coming than before.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn settled(app: App, delivery: Delivery) -> Result<(), Failure> {
    let fact = delivery.event.fact::<OrderSettled>()?;
    transaction!(&app, |tx| {
        if let Some(fact) = &fact {
            let currency = fact.currency.parse();
            let currency = currency.map_err(|error| Failure::because("a currency", error))?;
            recover(tx, Id::from_uuid(fact.operator), currency).await?;
        }
        delivery.settle(tx).await
    })
}

/// Takes back what there is, the oldest claim first.
///
/// # Errors
/// What the operator has coming moved meanwhile: it starts again; the database's own.
pub async fn recover(tx: &Tx, operator: Id<Operator>, currency: Currency) -> Result<(), Failure> {
    let open = claims::lock_recourse(tx, operator, currency.code()).await?;
    if open.is_empty() {
        return Ok(());
    }
    let mut left = settlement::free_payable(tx, operator, currency).await?.minor();
    for claim in open.into_iter().filter(|claim| !is_contested(claim)) {
        let part = claim.outstanding().minor().min(left);
        if part < 1 {
            continue;
        }
        left = left.saturating_sub(part);
        let after = take(tx, &claim, part).await?;
        end_if_whole(tx, &after).await?;
    }
    Ok(())
}

/// Whether the operator contests it and nobody has decided.
pub fn is_contested(claim: &Compensation) -> bool {
    claim.contest.as_ref().is_some_and(|contest| contest.state == ObjectionState::Filed)
}

/// Takes so much back: what the fund paid first, so that the next buyer is covered.
async fn take(tx: &Tx, claim: &Compensation, minor: i64) -> Result<Compensation, Failure> {
    let to_fund = claim.outstanding_of_fund().min(minor);
    let to_owed = minor.saturating_sub(to_fund);
    // What was taken before tells one time from the next, for ever.
    let so_far = claim.recovered_minor;
    let part = |to, funder: &str, minor| Movement {
        kind: EntryKind::Recovery,
        funder: Funder::Unsettled,
        from: Account::Payable(claim.operator),
        to,
        amount: claim.money(minor),
        what: format!("recovery:{funder}:{so_far}"),
    };
    let movements = vec![
        part(Account::Compensation, "FUND", to_fund),
        part(Account::Receivable(claim.operator), "RECEIVABLE", to_owed),
    ];
    if let Err(Short) = post(tx, claim, movements).await? {
        return Err(Failure::contention("what an operator has coming moved meanwhile"));
    }
    let recovered_minor = so_far.saturating_add(minor);
    keep(tx, claim, Compensation { recovered_minor, ..claim.clone() }).await
}

/// A claim of which nothing is missing any more and that can be contested no longer is done.
///
/// # Errors
/// The database's own.
pub async fn end_if_whole(tx: &Tx, claim: &Compensation) -> Result<Compensation, Failure> {
    let is_over = claim.contest_by.is_some_and(|by| tx.now() >= by) || claim.contest.is_some();
    let is_open = claim.state == CompensationState::PaidAdvance;
    if !is_open || is_contested(claim) || !is_over || !claim.outstanding().is_zero() {
        return Ok(claim.clone());
    }
    let change = Change {
        to: CompensationState::Recovered,
        actor: Actor::SYSTEM,
        cause: "CP: nothing is missing any more",
        news: News::Recovered,
    };
    go(tx, claim, change, |_| ()).await
}

/// It can be contested no longer.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn contest_is_over(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let id = Id::from_uuid(firing.aggregate);
        let Some(claim) = claims::lock(tx, id).await? else { return Ok(()) };
        if claim.state != CompensationState::PaidAdvance || claim.contest.is_some() {
            return Ok(());
        }
        carry_on(tx, &claim).await
    })
}

/// Nothing is said against it any more: it ends, or staff look later whether the rest is to be had.
///
/// # Errors
/// The database's own.
pub async fn carry_on(tx: &Tx, claim: &Compensation) -> Result<(), Failure> {
    let later = end_of(LOOK_AGAIN, tx.now())?;
    let waits = Compensation { due_at: Some(later), ..claim.clone() };
    let kept = keep(tx, claim, waits).await?;
    end_if_whole(tx, &kept).await?;
    recover(tx, claim.operator, claim.reckoned.amount.currency()).await
}
