//! Fast collection: the platform pays a shop when its goods are on their way, out of its own money,
//! and is repaid out of the order. The escrow stays whole meanwhile (FN-1).

use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::{Currency, Id, Money, Noun};
use platform::timers::{self, Firing};
use platform::transitions::{self, Actor, ActorKind, States, Step};
use platform::{App, Failure, transaction};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::settle::{broken, fee_of, left};
use super::store::receivables as store;
use super::{agreement, fraud, jobs};
use crate::ledger::{self, Account, Transfer, TransferKind, escrow};
use crate::operators::{self, Operator, OperatorState};
use crate::orders::facts::OrderShipped;
use crate::orders::{self, Order, OrderState};

/// After so long it is taken back, whatever became of the order.
pub const TERM: Duration = Duration::days(60);

/// Money of an order that was paid early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receivable {
    pub id: Id<Receivable>,
    pub order: Uuid,
    pub operator: Id<Operator>,
    pub agreement_version: i32,
    pub state: ReceivableState,
    pub advanced: Money,
    pub repaid: Money,
    pub offered_at: OffsetDateTime,
    pub due_at: OffsetDateTime,
}

impl Noun for Receivable {
    const PREFIX: &'static str = "receivable";
}

/// Where a receivable stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceivableState {
    Offered,
    Accepted,
    Funded,
    Repaid,
    Overdue,
    Recourse,
}

impl States for ReceivableState {
    const MACHINE: &'static str = "receivable";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Offered, Self::Accepted, &[ActorKind::System]),
        (Self::Accepted, Self::Funded, &[ActorKind::System]),
        (Self::Funded, Self::Repaid, &[ActorKind::System]),
        (Self::Funded, Self::Overdue, &[ActorKind::System]),
        (Self::Overdue, Self::Repaid, &[ActorKind::System]),
        (Self::Overdue, Self::Recourse, &[ActorKind::System]),
        (Self::Recourse, Self::Repaid, &[ActorKind::System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Offered => "OFFERED",
            Self::Accepted => "ACCEPTED",
            Self::Funded => "FUNDED",
            Self::Repaid => "REPAID",
            Self::Overdue => "OVERDUE",
            Self::Recourse => "RECOURSE",
        }
        .to_owned()
    }
}

/// An order is on its way: a shop that has agreed to it is paid now, once for each order (FN-4).
///
/// # Errors
/// Ours; it is then tried again.
pub async fn shipped(app: App, delivery: Delivery) -> Result<(), Failure> {
    let fact = delivery.event.fact::<OrderShipped>()?;
    transaction!(&app, |tx| {
        if let Some(fact) = &fact {
            advance(tx, fact.order).await?;
        }
        delivery.settle(tx).await
    })
}

async fn advance(tx: &Tx, order: Uuid) -> Result<(), Failure> {
    let Some(order) = orders::lock(tx, Id::from_uuid(order)).await? else { return Ok(()) };
    let (id, operator) = (order.id.uuid(), order.operator_id);
    let Some(version) = agreement::in_force(tx, operator).await? else { return Ok(()) };
    let shop = operators::many(tx.conn(), [operator.uuid()]).await?.pop();
    let trades = shop.is_some_and(|shop| shop.state == OperatorState::Active);
    let Some(held) = escrow::many(tx.conn(), [id]).await?.pop() else { return Ok(()) };
    let rests = held.frozen_at.is_some() || ledger::is_frozen(tx.conn(), operator).await?;
    if !trades || rests || store::of_order(tx, id).await? || fraud::is_excluded(tx, id).await? {
        return Ok(());
    }
    let gross = left(&held).map_err(broken)?;
    if gross.is_zero() {
        return Ok(());
    }
    let (fee, _) = fee_of(tx, &order, gross).await?;
    let advanced = gross.minus(fee).map_err(broken)?;
    if advanced.is_zero() {
        return Ok(());
    }
    let mut receivable = Receivable {
        id: tx.app().new_id(),
        order: id,
        operator,
        agreement_version: version,
        state: ReceivableState::Offered,
        advanced,
        repaid: Money::zero(advanced.currency()),
        offered_at: tx.now(),
        due_at: tx.now().checked_add(TERM).unwrap_or(tx.now()),
    };
    store::insert(tx, &receivable).await?;
    go(tx, &mut receivable, ReceivableState::Accepted, "FN-3: by the agreement").await?;
    let transfer = Transfer {
        from: Account::Receivable(operator),
        to: Account::Payable(operator),
        amount: advanced,
        kind: TransferKind::Advance,
        subject: id,
        key: format!("advance:{}", id.simple()),
    };
    if ledger::post(tx, &[transfer]).await?.is_err() {
        return Err(Failure::broken("an advance was refused by the ledger"));
    }
    go(tx, &mut receivable, ReceivableState::Funded, "FN-4: paid early").await?;
    timers::set(tx, jobs::RECEIVABLE_DUE, receivable.id.uuid(), receivable.due_at).await
}

/// An order is covered again: what was not paid early while it was excluded is paid now, if the
/// goods are on their way.
pub(super) async fn advance_after_all(tx: &Tx, order: &Order) -> Result<(), Failure> {
    match order.state {
        OrderState::Shipped | OrderState::Signed => advance(tx, order.id.uuid()).await,
        _ => Ok(()),
    }
}

/// What of an order's money repays what was paid early: its own advance first, then what the shop
/// owes of others. The transfer itself is the release of the escrow.
pub(super) async fn repay(tx: &Tx, order: &Order, available: Money) -> Result<Money, Failure> {
    let open = store::lock_open(tx, order.operator_id, order.id.uuid()).await?;
    let mut repaid = Money::zero(available.currency());
    for mut receivable in open {
        let rest = available.minus(repaid).map_err(broken)?;
        if receivable.advanced.currency() != available.currency() || rest.is_zero() {
            continue;
        }
        let owed = receivable.advanced.minus(receivable.repaid).map_err(broken)?;
        let part = if owed.minor() < rest.minor() { owed } else { rest };
        repaid = repaid.plus(part).map_err(broken)?;
        put_repaid(tx, &mut receivable, part).await?;
    }
    Ok(repaid)
}

/// An order that was settled has repaid what it could: the rest of its own advance is taken from
/// what the shop is owed.
pub(super) async fn take_recourse(
    tx: &Tx,
    operator: Id<Operator>,
    order: Uuid,
) -> Result<(), Failure> {
    let open = store::lock_open(tx, operator, order).await?;
    for receivable in open.into_iter().filter(|receivable| receivable.order == order) {
        take(tx, receivable, "FN-1: refunded before completion").await?;
    }
    Ok(())
}

/// The platform covers an order no longer (FN-2): what was paid early of it is taken back at once.
pub(super) async fn take_excluded(tx: &Tx, order: &Order) -> Result<(), Failure> {
    let open = store::lock_open(tx, order.operator_id, order.id.uuid()).await?;
    let own = open.into_iter().find(|receivable| receivable.order == order.id.uuid());
    match own {
        Some(receivable) => take(tx, receivable, "FN-2: excluded by a finding").await,
        None => Ok(()),
    }
}

/// What a shop that has left still owes is taken from its deposit; answers what of it is left.
pub(super) async fn take_from_deposit(
    tx: &Tx,
    operator: Id<Operator>,
    free: Money,
) -> Result<Money, Failure> {
    let mut rest = free;
    for mut receivable in store::lock_open(tx, operator, Uuid::nil()).await? {
        if receivable.advanced.currency() != rest.currency() {
            continue;
        }
        let owed = receivable.advanced.minus(receivable.repaid).map_err(broken)?;
        let part = if owed.minor() < rest.minor() { owed } else { rest };
        if part.minor() < 1 {
            continue;
        }
        let transfer = Transfer {
            from: Account::Deposit(operator),
            to: Account::Receivable(operator),
            amount: part,
            kind: TransferKind::Advance,
            subject: receivable.order,
            key: recourse_key(&receivable),
        };
        if ledger::post(tx, &[transfer]).await?.is_err() {
            return Err(Failure::contention("a deposit moved while it was given back"));
        }
        rest = rest.minus(part).map_err(broken)?;
        put_repaid(tx, &mut receivable, part).await?;
    }
    Ok(rest)
}

fn recourse_key(receivable: &Receivable) -> String {
    format!("recourse:{}:{}", receivable.id.uuid().simple(), receivable.repaid.minor())
}

/// The term of an advance is over.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn fall_due(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let id = Id::from_uuid(firing.aggregate);
        match store::lock(tx, id).await? {
            Some(open) if open.state != ReceivableState::Repaid => {
                take(tx, open, "the term is over").await
            }
            _ => Ok(()),
        }
    })
}

/// Takes back from what a shop is owed as much as there is; the rest stays owed.
async fn take(tx: &Tx, mut receivable: Receivable, cause: &str) -> Result<(), Failure> {
    if receivable.state == ReceivableState::Funded {
        go(tx, &mut receivable, ReceivableState::Overdue, cause).await?;
    }
    if receivable.state == ReceivableState::Overdue {
        go(tx, &mut receivable, ReceivableState::Recourse, cause).await?;
    }
    let (operator, currency) = (receivable.operator, receivable.advanced.currency());
    let owed = receivable.advanced.minus(receivable.repaid).map_err(broken)?;
    let there = free(tx, operator, currency).await?;
    let part = if owed.minor() < there.minor() { owed } else { there };
    if part.minor() < 1 {
        return Ok(());
    }
    let transfer = Transfer {
        from: Account::Payable(operator),
        to: Account::Receivable(operator),
        amount: part,
        kind: TransferKind::Advance,
        subject: receivable.order,
        key: recourse_key(&receivable),
    };
    if ledger::post(tx, &[transfer]).await?.is_err() {
        return Err(Failure::contention("what a shop is owed moved while it was taken back"));
    }
    put_repaid(tx, &mut receivable, part).await
}

/// What may be moved of what a shop is owed.
pub(super) async fn free(
    tx: &Tx,
    operator: Id<Operator>,
    currency: Currency,
) -> Result<Money, Failure> {
    let there = ledger::balance(tx.conn(), Account::Payable(operator), currency).await?;
    there.balance.minus(there.held).map_err(broken)
}

async fn put_repaid(tx: &Tx, receivable: &mut Receivable, part: Money) -> Result<(), Failure> {
    receivable.repaid = receivable.repaid.plus(part).map_err(broken)?;
    store::put_repaid(tx, receivable).await?;
    if receivable.repaid == receivable.advanced {
        timers::cancel(tx, jobs::RECEIVABLE_DUE, receivable.id.uuid()).await?;
        go(tx, receivable, ReceivableState::Repaid, "repaid").await?;
    }
    Ok(())
}

async fn go(
    tx: &Tx,
    receivable: &mut Receivable,
    to: ReceivableState,
    cause: &str,
) -> Result<(), Failure> {
    let from = receivable.state;
    if !store::go(tx, receivable.id, (from, to)).await? {
        return Err(Failure::broken("a locked receivable moved"));
    }
    receivable.state = to;
    let step = Step {
        aggregate: receivable.id.uuid(),
        from,
        to,
        actor: Actor::SYSTEM,
        cause: cause.to_owned(),
        rule_version: Some(receivable.agreement_version.to_string()),
    };
    transitions::record(tx, step).await
}
