//! A shop contests what the platform paid in its place. Where it is right, the platform bears it:
//! what was taken from the shop goes back out of the fund, and it owes nothing.

use platform::database::Tx;
use platform::kernel::{Currency, Id};
use platform::transitions::{self, Actor, ActorKind, Step};
use platform::{Failure, timers};

use super::moving::{Movement, Short, post, tell};
use super::recovering::carry_on;
use super::writing_off::{borne, given_up};
use crate::compensation::claim::{Compensation, EntryKind, Funder};
use crate::compensation::facts::News;
use crate::compensation::jobs;
use crate::compensation::objection::{Objection, ObjectionState};
use crate::compensation::store::{claims, entries, objections};
use crate::identity::Account as Person;
use crate::ledger::Account;
use crate::settlement;

/// The fund has not got what would go back to the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FundShort;

/// Decides an objection that waits; nothing where it is decided already.
///
/// # Errors
/// It moved meanwhile; the database's own.
pub async fn decided(
    tx: &Tx,
    objection: &Objection,
    (judge, is_granted): (Id<Person>, bool),
) -> Result<Option<Objection>, Failure> {
    if objection.state != ObjectionState::Filed {
        return Ok(None);
    }
    let to = if is_granted { ObjectionState::Granted } else { ObjectionState::TurnedDown };
    let after = Objection { state: to, decided: Some((tx.now(), judge)), ..objection.clone() };
    if !objections::decide(tx, &after).await? {
        return Err(Failure::contention("an objection moved meanwhile"));
    }
    let step = Step {
        aggregate: after.id.uuid(),
        from: ObjectionState::Filed,
        to,
        actor: Actor::person(ActorKind::Staff, judge.uuid()),
        cause: "CP: decided".to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await?;
    Ok(Some(after))
}

/// What follows from a decided contest of a locked claim.
///
/// # Errors
/// The inner one: the fund has not got it; whoever reads it must not commit. The outer one is ours.
pub async fn follow(
    tx: &Tx,
    claim: &Compensation,
    contest: Objection,
) -> Result<Result<Compensation, FundShort>, Failure> {
    let judge = contest.decided.map(|(_, who)| who);
    let is_granted = contest.state == ObjectionState::Granted;
    let claim = Compensation { contest: Some(contest), ..claim.clone() };
    timers::cancel(tx, jobs::CONTEST_BY, claim.id.uuid()).await?;
    tell(tx, &claim, News::ContestDecided).await?;
    if !is_granted {
        carry_on(tx, &claim).await?;
        let now = claims::by_id(tx.conn(), claim.id).await?;
        return now.ok_or_else(|| Failure::broken("a locked claim is gone")).map(Ok);
    }
    if give_back(tx, &claim).await?.is_err() {
        return Ok(Err(FundShort));
    }
    let actor = Actor { kind: ActorKind::Staff, account: judge.map(Id::uuid) };
    given_up(tx, &claim, actor, "CP: the operator was right to contest").await.map(Ok)
}

/// Everything that was taken from the shop, now or since, out of the fund; and what it owed is
/// borne by the platform.
async fn give_back(tx: &Tx, claim: &Compensation) -> Result<Result<(), FundShort>, Failure> {
    let operator = claim.operator;
    let paid = entries::payments(tx, claim.id).await?;
    let of = |funder: Funder| {
        let entry = paid.iter().find(|entry| entry.funder == funder);
        entry.map_or(0, |entry| entry.amount.minor())
    };
    let deposit = settlement::lock_deposit(tx, operator).await?;
    let is_yuan = claim.reckoned.amount.currency() == Currency::Cny;
    let to_deposit = if deposit.is_returned || !is_yuan {
        Account::Payable(operator)
    } else {
        Account::Deposit(operator)
    };
    let back = |to, what: &str, minor| Movement {
        kind: EntryKind::Return,
        funder: Funder::Fund,
        from: Account::Compensation,
        to,
        amount: claim.money(minor),
        what: format!("return:{what}"),
    };
    let from_coming = of(Funder::Unsettled).saturating_add(claim.recovered_minor);
    let movements = vec![
        back(to_deposit, "DEPOSIT", of(Funder::Deposit)),
        back(Account::Payable(operator), "UNSETTLED", from_coming),
        borne(claim),
    ];
    if let Err(Short) = post(tx, claim, movements).await? {
        return Ok(Err(FundShort));
    }
    settlement::deposit_moved(tx, operator).await?;
    Ok(Ok(()))
}
