//! Giving up what cannot be had: the platform bears it out of what it earned.

use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::{Actor, ActorKind};

use super::moving::{Change, Movement, Short, go, post};
use super::recovering::is_contested;
use crate::compensation::claim::{Compensation, CompensationState, EntryKind, Funder};
use crate::compensation::facts::News;
use crate::compensation::store::claims;
use crate::identity::Account as Person;
use crate::ledger::Account;

/// Why nothing was given up, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotWrittenOff {
    NotFound,
    /// Whoever approved it does not give up what came of it.
    SecondPersonNeeded,
    /// The platform has not paid it, or it has ended.
    NotOpen,
    /// The operator may still contest it, or does.
    Contested,
}

/// Gives up what is missing of a claim.
///
/// # Errors
/// The inner one says why not, and nothing was written; the outer one is ours.
pub async fn write_off(
    tx: &Tx,
    id: Id<Compensation>,
    by: Id<Person>,
) -> Result<Result<Compensation, NotWrittenOff>, Failure> {
    let Some(claim) = claims::lock(tx, id).await? else {
        return Ok(Err(NotWrittenOff::NotFound));
    };
    if claim.decided.is_some_and(|(_, who)| who == by) {
        return Ok(Err(NotWrittenOff::SecondPersonNeeded));
    }
    if claim.state != CompensationState::PaidAdvance {
        return Ok(Err(NotWrittenOff::NotOpen));
    }
    let may_contest = claim.contest.is_none() && claim.contest_by.is_some_and(|by| tx.now() < by);
    if may_contest || is_contested(&claim) {
        return Ok(Err(NotWrittenOff::Contested));
    }
    let movements = vec![borne(&claim)];
    if let Err(Short) = post(tx, &claim, movements).await? {
        return Err(Failure::broken("what the platform earned refused a movement"));
    }
    let actor = Actor::person(ActorKind::Staff, by.uuid());
    given_up(tx, &claim, actor, "CP: the rest cannot be had").await.map(Ok)
}

/// What nobody had and was not taken back, out of what the platform earned: the operator no longer
/// owes it. What the fund paid stays paid.
pub(super) fn borne(claim: &Compensation) -> Movement {
    let fund = claim.outstanding_of_fund();
    let owed = claim.outstanding().minor().saturating_sub(fund);
    Movement {
        kind: EntryKind::WriteOff,
        funder: Funder::Platform,
        from: Account::Fees,
        to: Account::Receivable(claim.operator),
        amount: claim.money(owed),
        what: "write-off".to_owned(),
    }
}

pub(super) async fn given_up(
    tx: &Tx,
    claim: &Compensation,
    actor: Actor,
    cause: &'static str,
) -> Result<Compensation, Failure> {
    let change = Change { to: CompensationState::WrittenOff, actor, cause, news: News::WrittenOff };
    go(tx, claim, change, |_| ()).await
}
