//! A deposit that falls short of what is asked for: its shop is told, has fifteen days, and then
//! lists nothing new until it is whole again. What a shop has left that has left itself goes back
//! when nobody can claim anything of it any more [ECL 58].
//!
//! ```text
//! REQUIRED ──▶ SUFFICIENT ◀──▶ SHORT ──15 days──▶ RESTRICTED ──▶ SUFFICIENT
//!     └──────────────┴─────────────┴──────────────────┴──▶ RETURNED (after the exit)
//! ```

use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::calendar::{Period, Roll, WorkingDays};
use platform::kernel::{Currency, Id, Money};
use platform::timers::{self, Firing};
use platform::transitions::{self, Actor, ActorKind, States, Step};
use platform::{App, Failure, events, transaction};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::settle::broken;
use super::store::deposits::{self, Standing};
use super::{jobs, receivable};
use crate::ledger::{self, Account, Transfer, TransferKind};
use crate::operators::facts::{Notice, OperatorMoved, OperatorNotified};
use crate::operators::{self, Operator, OperatorState};

/// Natural days from a shortfall until nothing new is listed (P).
pub const MAKE_GOOD: Period = Period::Days(15, Roll::Stay);

/// From an exit until the deposit goes back: the longest time in which a buyer may still come with
/// a defect that is the seller's to disprove [CPL 23].
pub const KEPT_AFTER_EXIT: Period = Period::Months(6, Roll::Stay);

/// How long after a deposit is looked at again that something still holds.
const AGAIN: Duration = Duration::days(1);

/// How many shops are looked at in one go.
const PAGE: u64 = 200;

/// Where a deposit stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DepositState {
    #[default]
    Required,
    Sufficient,
    Short,
    Restricted,
    Returned,
}

impl States for DepositState {
    const MACHINE: &'static str = "operator_deposit";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Required, Self::Sufficient, &[ActorKind::System]),
        (Self::Required, Self::Short, &[ActorKind::System]),
        (Self::Sufficient, Self::Short, &[ActorKind::System]),
        (Self::Short, Self::Sufficient, &[ActorKind::System]),
        (Self::Short, Self::Restricted, &[ActorKind::System]),
        (Self::Restricted, Self::Sufficient, &[ActorKind::System]),
        (Self::Required, Self::Returned, &[ActorKind::System]),
        (Self::Sufficient, Self::Returned, &[ActorKind::System]),
        (Self::Short, Self::Returned, &[ActorKind::System]),
        (Self::Restricted, Self::Returned, &[ActorKind::System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Required => "REQUIRED",
            Self::Sufficient => "SUFFICIENT",
            Self::Short => "SHORT",
            Self::Restricted => "RESTRICTED",
            Self::Returned => "RETURNED",
        }
        .to_owned()
    }
}

/// Looks at every shop whose deposit does not stand where it should: levels begin, and goods go
/// live, without anybody touching a deposit. Answers how many there were.
///
/// # Errors
/// The database's own; what was looked at before stays.
pub async fn watch(app: &App) -> Result<usize, Failure> {
    let mut after = None;
    let mut seen = 0_usize;
    loop {
        let page = deposits::uneven(app.reader(), app.now(), (after, PAGE)).await?;
        let Some(last) = page.last().copied() else { return Ok(seen) };
        for id in page {
            let looked: Result<(), Failure> = transaction!(app, |tx| {
                let standing = deposits::lock(tx, id).await?;
                look(tx, &standing).await
            });
            looked?;
            seen = seen.saturating_add(1);
        }
        after = Some(last);
    }
}

/// Brings a locked deposit to where it should stand.
///
/// # Errors
/// The database's own.
pub(super) async fn look(tx: &Tx, standing: &Standing) -> Result<(), Failure> {
    use DepositState as S;
    let id = standing.operator;
    let required = deposits::required(tx.conn(), id, tx.now()).await?;
    let there = ledger::balance(tx.conn(), Account::Deposit(id), Currency::Cny).await?;
    match (there.balance.minor() >= required, standing.state) {
        (true, S::Required | S::Short | S::Restricted) => make_whole(tx, standing).await,
        (false, S::Required | S::Sufficient) => fall_short(tx, standing).await,
        (true, S::Sufficient) | (false, S::Short | S::Restricted) | (_, S::Returned) => Ok(()),
    }
}

async fn fall_short(tx: &Tx, standing: &Standing) -> Result<(), Failure> {
    let by = end(MAKE_GOOD, tx.now())?;
    let short = Standing { short: Some((tx.now(), by)), ..standing.clone() };
    go(tx, &short, DepositState::Short, "CP: less than is asked for").await?;
    timers::set(tx, jobs::DEPOSIT_SHORT, standing.id, by).await?;
    events::record(tx, &OperatorNotified::owners(standing.operator, Notice::DepositShort)).await
}

async fn make_whole(tx: &Tx, standing: &Standing) -> Result<(), Failure> {
    timers::cancel(tx, jobs::DEPOSIT_SHORT, standing.id).await?;
    let whole = Standing { short: None, ..standing.clone() };
    go(tx, &whole, DepositState::Sufficient, "CP: as much as is asked for").await?;
    if standing.state == DepositState::Restricted {
        operators::allow_listing(tx, standing.operator).await?;
    }
    Ok(())
}

/// Fifteen days have passed: what is still short keeps its shop from listing.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn restrict(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let standing = deposits::lock_by_id(tx, firing.aggregate).await?;
        firing.settle(tx).await?;
        let Some(standing) = standing else { return Ok(()) };
        // The level may have sunk meanwhile.
        look(tx, &standing).await?;
        let Some(now) = deposits::lock_by_id(tx, firing.aggregate).await? else { return Ok(()) };
        let over = now.short.is_some_and(|(_, by)| by <= tx.now());
        if now.state != DepositState::Short || !over {
            return Ok(());
        }
        go(tx, &now, DepositState::Restricted, "CP: not made good in fifteen days").await?;
        operators::stop_listing(tx, now.operator).await
    })
}

/// An operator has left: the clock of its deposit begins.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn operator_moved(app: App, delivery: Delivery) -> Result<(), Failure> {
    let fact = delivery.event.fact::<OperatorMoved>()?;
    let left = fact.filter(|fact| fact.to == OperatorState::Exited.name());
    transaction!(&app, |tx| {
        if let Some(fact) = &left {
            let standing = deposits::lock(tx, Id::from_uuid(fact.operator)).await?;
            let due = end(KEPT_AFTER_EXIT, delivery.event.at)?;
            timers::cancel(tx, jobs::DEPOSIT_SHORT, standing.id).await?;
            timers::set(tx, jobs::DEPOSIT_RETURN, standing.id, due).await?;
        }
        delivery.settle(tx).await
    })
}

/// The longest window after an exit is over: what the shop still owes is taken from its deposit,
/// and the rest is what it is owed, to be paid out as anything else (OP-7).
///
/// # Errors
/// Ours; it is then tried again.
pub async fn give_back(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let standing = deposits::lock_by_id(tx, firing.aggregate).await?;
        firing.settle(tx).await?;
        let Some(standing) = standing else { return Ok(()) };
        let id = standing.operator;
        let shop = operators::many(tx.conn(), [id.uuid()]).await?.pop();
        let has_left = shop.is_some_and(|shop| shop.state == OperatorState::Exited);
        if !has_left || standing.state == DepositState::Returned {
            return Ok(());
        }
        if ledger::is_frozen(tx.conn(), id).await? {
            let later = tx.now().checked_add(AGAIN).unwrap_or(tx.now());
            return timers::set(tx, jobs::DEPOSIT_RETURN, standing.id, later).await;
        }
        let there = ledger::balance(tx.conn(), Account::Deposit(id), Currency::Cny).await?;
        let free = there.balance.minus(there.held).map_err(broken)?;
        let rest = receivable::take_from_deposit(tx, id, free).await?;
        hand_over(tx, &standing, rest).await?;
        let done = Standing { short: None, ..standing };
        go(tx, &done, DepositState::Returned, "ECL 58: the longest window is over").await
    })
}

async fn hand_over(tx: &Tx, standing: &Standing, rest: Money) -> Result<(), Failure> {
    if rest.is_zero() {
        return Ok(());
    }
    let id: Id<Operator> = standing.operator;
    let transfer = Transfer {
        from: Account::Deposit(id),
        to: Account::Payable(id),
        amount: rest,
        kind: TransferKind::Deposit,
        subject: standing.id,
        key: format!("deposit-return:{}", standing.id.simple()),
    };
    if ledger::post(tx, &[transfer]).await?.is_err() {
        return Err(Failure::contention("a deposit moved while it was given back"));
    }
    Ok(())
}

fn end(period: Period, from: OffsetDateTime) -> Result<OffsetDateTime, Failure> {
    let end = period.deadline(from, &WorkingDays::built_in());
    Ok(end.map_err(|error| Failure::because("a term of deposits", error))?.instant())
}

async fn go(tx: &Tx, after: &Standing, to: DepositState, cause: &str) -> Result<(), Failure> {
    let from = after.state;
    if !deposits::go(tx, after, to).await? {
        return Err(Failure::broken("a locked deposit moved"));
    }
    let step = Step {
        aggregate: after.id,
        from,
        to,
        actor: Actor::SYSTEM,
        cause: cause.to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await
}
