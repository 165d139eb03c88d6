//! A decision is carried out in money. A refund leaves the escrow of its order, or what the shop
//! has where the order is settled; compensation comes from the shop alone. What the shop does not
//! have the platform pays in advance, and the shop owes it: deposit, what is not paid out,
//! receivable (§14).

use platform::Failure;
use platform::database::Tx;
use platform::kernel::{Currency, Id, Money};

use super::complaint::Complaint;
use super::remedy::{Amounts, Executor, Remedy};
use crate::ledger::escrow;
use crate::ledger::{self, Account, Transfer, TransferKind};
use crate::operators::Operator;
use crate::orders::Order;
use crate::payments::{self, NotRefunded, RefundAsk, RefundSource};

/// Why nothing was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMoved {
    /// The money of the order is frozen for something else.
    Frozen,
    /// The shop does not have it; asked of the platform, it is paid in advance.
    Short,
}

/// What was moved, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    pub refunded: i64,
    pub compensated: i64,
    /// Of both, and of a penalty, what the shop owes now.
    pub advanced: i64,
}

/// Everything that a case with money is about.
struct Scene<'a> {
    tx: &'a Tx,
    order: Id<Order>,
    operator: Id<Operator>,
    buyer: Id<crate::identity::Account>,
    currency: Currency,
    remedy: &'a Remedy,
    by: Executor,
}

/// Carries a decision out. After an appeal only the difference to what was carried out before is
/// moved; what the buyer had too much is taken from their balance, and what they have spent comes
/// from the platform.
///
/// # Errors
/// The inner one: whoever reads it must not commit. The outer one is ours.
pub async fn carry_out(
    tx: &Tx,
    case: &Complaint,
    (before, remedy): (Option<&Remedy>, &Remedy),
    by: Executor,
) -> Result<Result<Moved, NotMoved>, Failure> {
    let parts = case.order_id.zip(case.operator_id).zip(case.currency);
    let Some(((order, operator), currency)) = parts else { return Ok(Ok(Moved::default())) };
    let buyer = case.complainant;
    let scene = Scene { tx, order, operator, buyer, currency, remedy, by };
    let done = before.map_or(Amounts::default(), |before| Amounts {
        refund: before.refunded,
        compensation: before.compensated,
        penalty: before.amounts.penalty,
        replacement: false,
    });
    let wanted = remedy.amounts;
    let mut moved = Moved::default();
    let too_much =
        positive(done.refund, wanted.refund) + positive(done.compensation, wanted.compensation);
    if too_much > 0 {
        scene.take_back(too_much).await?;
        moved.refunded -= positive(done.refund, wanted.refund);
        moved.compensated -= positive(done.compensation, wanted.compensation);
    }
    match scene.refund(positive(wanted.refund, done.refund)).await? {
        Ok((refunded, advanced)) => {
            moved.refunded += refunded;
            moved.advanced += advanced;
        }
        Err(why) => return Ok(Err(why)),
    }
    let more = positive(wanted.compensation, done.compensation);
    let wallet = Account::Wallet(buyer);
    match scene.take(more, wallet, TransferKind::Compensation, "compensation").await? {
        Ok(advanced) => {
            moved.compensated += more;
            moved.advanced += advanced;
        }
        Err(why) => return Ok(Err(why)),
    }
    let penalty = positive(wanted.penalty, done.penalty);
    let fund = Account::Compensation;
    match scene.take(penalty, fund, TransferKind::Compensation, "penalty").await? {
        Ok(advanced) => moved.advanced += advanced,
        Err(why) => return Ok(Err(why)),
    }
    Ok(Ok(moved))
}

/// By how much one is above the other.
fn positive(one: i64, other: i64) -> i64 {
    one.saturating_sub(other).max(0)
}

impl Scene<'_> {
    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// The permanent name of what is moved for this decision.
    fn key(&self, what: &str) -> String {
        format!("complaint:{}:{what}", self.remedy.id.uuid().simple())
    }

    /// Gives money back the way it came; answers how much went, and how much of it in advance. What
    /// went back before by another way is not paid twice (CP-6).
    async fn refund(&self, wanted: i64) -> Result<Result<(i64, i64), NotMoved>, Failure> {
        let order = self.order.uuid();
        let left = payments::refundable(self.tx, order).await?;
        let due = wanted.min(left.map_or(0, Money::minor));
        if due < 1 {
            return Ok(Ok((0, 0)));
        }
        let held = escrow::many(self.tx.conn(), [order]).await?.pop();
        if held.as_ref().is_some_and(|held| held.frozen_at.is_some()) {
            return Ok(Err(NotMoved::Frozen));
        }
        let there = held.map_or(0, |held| {
            let gone = held.released.minor().saturating_add(held.refunded.minor());
            held.funded.minor().saturating_sub(gone)
        });
        let (escrowed, rest) = (due.min(there), positive(due, there));
        if escrowed > 0
            && let Err(why) = self.give(escrowed, RefundSource::Escrow, "refund").await?
        {
            return Ok(Err(why));
        }
        if rest == 0 {
            return Ok(Ok((due, 0)));
        }
        let kind = TransferKind::Refund;
        match self.take(rest, Account::Refunds, kind, "refund-taken").await? {
            Ok(advanced) => {
                let given = self.give(rest, RefundSource::Ready, "refund-settled").await?;
                Ok(given.map(|()| (due, advanced)))
            }
            Err(why) => Ok(Err(why)),
        }
    }

    async fn give(
        &self,
        minor: i64,
        source: RefundSource,
        what: &str,
    ) -> Result<Result<(), NotMoved>, Failure> {
        let (part, amount) = (self.order.uuid(), self.money(minor));
        let ask = RefundAsk { part, amount, source, key: self.key(what) };
        match payments::refund(self.tx, &ask).await? {
            Ok(_) => Ok(Ok(())),
            Err(NotRefunded::EscrowRefuses) => Ok(Err(NotMoved::Frozen)),
            Err(NotRefunded::NotCaptured | NotRefunded::TooMuch) => {
                Err(Failure::broken("what could be refunded a moment ago cannot"))
            }
        }
    }

    /// Takes money from the shop to somewhere; answers what of it the shop owes now. The shop pays
    /// out of what it is owed first; for the platform its deposit comes first.
    async fn take(
        &self,
        minor: i64,
        to: Account,
        kind: TransferKind,
        what: &str,
    ) -> Result<Result<i64, NotMoved>, Failure> {
        let (payable, deposit) = (Account::Payable(self.operator), Account::Deposit(self.operator));
        let order = match self.by {
            Executor::Seller => [(payable, "coming"), (deposit, "deposit")],
            Executor::Platform => [(deposit, "deposit"), (payable, "coming")],
        };
        let mut rest = minor;
        let mut transfers = Vec::new();
        for (from, word) in order {
            let has = ledger::balance(self.tx.conn(), from, self.currency).await?;
            let free = has.balance.minor().saturating_sub(has.held.minor()).max(0);
            let part = rest.min(free);
            if part > 0 {
                transfers.push(self.transfer((from, to), part, kind, &format!("{what}:{word}")));
            }
            rest = rest.saturating_sub(part);
        }
        if rest > 0 && self.by == Executor::Seller {
            return Ok(Err(NotMoved::Short));
        }
        if rest > 0 {
            let owed = Account::Receivable(self.operator);
            transfers.push(self.transfer((owed, to), rest, kind, &format!("{what}:owed")));
        }
        if !transfers.is_empty() && ledger::post(self.tx, &transfers).await?.is_err() {
            return Err(Failure::contention("an account of a shop moved meanwhile"));
        }
        Ok(Ok(rest))
    }

    /// Takes back what an appeal found to be too much: from the buyer's balance to the shop, and
    /// what is not there any more from the platform's earnings, whose mistake it was.
    async fn take_back(&self, minor: i64) -> Result<(), Failure> {
        let wallet = Account::Wallet(self.buyer);
        let has = ledger::balance(self.tx.conn(), wallet, self.currency).await?;
        let free = has.balance.minor().saturating_sub(has.held.minor()).max(0);
        let own = minor.min(free);
        let shop = Account::Payable(self.operator);
        let mut transfers = Vec::new();
        if own > 0 {
            let kind = TransferKind::Reversal;
            transfers.push(self.transfer((wallet, shop), own, kind, "taken-back"));
        }
        if minor > own {
            let kind = TransferKind::Compensation;
            let rest = minor.saturating_sub(own);
            transfers.push(self.transfer((Account::Fees, shop), rest, kind, "made-good"));
        }
        if ledger::post(self.tx, &transfers).await?.is_err() {
            return Err(Failure::contention("a balance moved meanwhile"));
        }
        Ok(())
    }

    fn transfer(
        &self,
        (from, to): (Account, Account),
        minor: i64,
        kind: TransferKind,
        what: &str,
    ) -> Transfer {
        let (amount, subject) = (self.money(minor), self.order.uuid());
        Transfer { from, to, amount, kind, subject, key: self.key(what) }
    }
}
