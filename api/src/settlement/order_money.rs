//! The money of one order, and what its shop has, moved for what was agreed or decided about it: a
//! refund leaves the escrow of the order, or what the shop has where the order is settled. What the
//! shop does not have the platform pays in advance, and the shop owes it (§14).

use platform::Failure;
use platform::database::Tx;
use platform::kernel::{Currency, Id, Money};

use super::draw;
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

/// Who moves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaidBy {
    /// The shop itself: out of what it is owed, then out of its deposit, and nothing beyond.
    Shop,
    /// The platform for it: out of its deposit, then out of what it is owed; the rest in advance.
    Platform,
}

/// The money of an order that something was decided about.
pub struct OrderMoney<'a> {
    pub tx: &'a Tx,
    pub order: Id<Order>,
    pub operator: Id<Operator>,
    pub currency: Currency,
    pub by: PaidBy,
    /// The permanent name of what was decided, at most 60 characters of ASCII: each of its moves
    /// happens once.
    pub name: String,
}

impl OrderMoney<'_> {
    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// Gives money back the way it came; answers how much went, and how much of it in advance, in
    /// minor units. What went back before by another way is not paid twice (CP-6).
    ///
    /// # Errors
    /// The inner one: whoever reads it must not commit. The outer one is ours.
    pub async fn refund(&self, wanted: i64) -> Result<Result<(i64, i64), NotMoved>, Failure> {
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
        let ask = RefundAsk { part, amount, source, key: format!("{}:{what}", self.name) };
        match payments::refund(self.tx, &ask).await? {
            Ok(_) => Ok(Ok(())),
            Err(NotRefunded::EscrowRefuses) => Ok(Err(NotMoved::Frozen)),
            Err(NotRefunded::NotCaptured | NotRefunded::TooMuch) => {
                Err(Failure::broken("what could be refunded a moment ago cannot"))
            }
        }
    }

    /// Takes money from the shop to somewhere; answers what of it the shop owes now.
    ///
    /// # Errors
    /// As [`OrderMoney::refund`].
    pub async fn take(
        &self,
        minor: i64,
        to: Account,
        kind: TransferKind,
        what: &str,
    ) -> Result<Result<i64, NotMoved>, Failure> {
        let (payable, deposit) = (Account::Payable(self.operator), Account::Deposit(self.operator));
        let order = match self.by {
            PaidBy::Shop => [(payable, "coming"), (deposit, "deposit")],
            PaidBy::Platform => [(deposit, "deposit"), (payable, "coming")],
        };
        if minor < 1 {
            return Ok(Ok(0));
        }
        draw::lock_deposit(self.tx, self.operator).await?;
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
        if rest > 0 && self.by == PaidBy::Shop {
            return Ok(Err(NotMoved::Short));
        }
        if rest > 0 {
            let owed = Account::Receivable(self.operator);
            transfers.push(self.transfer((owed, to), rest, kind, &format!("{what}:owed")));
        }
        if !transfers.is_empty() && ledger::post(self.tx, &transfers).await?.is_err() {
            return Err(Failure::contention("an account of a shop moved meanwhile"));
        }
        draw::deposit_moved(self.tx, self.operator).await?;
        Ok(Ok(rest))
    }

    /// A move that belongs to what was decided.
    pub fn transfer(
        &self,
        (from, to): (Account, Account),
        minor: i64,
        kind: TransferKind,
        what: &str,
    ) -> Transfer {
        let (amount, subject) = (self.money(minor), self.order.uuid());
        Transfer { from, to, amount, kind, subject, key: format!("{}:{what}", self.name) }
    }
}

/// By how much one is above the other.
fn positive(one: i64, other: i64) -> i64 {
    one.saturating_sub(other).max(0)
}
