//! Transfers: which may be made, and what they would do to accounts that are guarded.

use std::collections::HashMap;

pub use entity::ledger::ledger_transfer::TransferKind;
use platform::Failure;
use platform::kernel::Money;
use uuid::Uuid;

use super::account::{Account, AccountKind, Place, is_guarded};

/// The most that one transfer moves, in minor units: no sum of balances below it can overflow.
pub const MOST: i64 = 1_000_000_000_000_000;

/// One movement between two accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub from: Account,
    pub to: Account,
    /// Above zero, and at most [`MOST`].
    pub amount: Money,
    pub kind: TransferKind,
    /// What it is about: an order, a payment, a payout.
    pub subject: Uuid,
    /// The permanent business key, 1 to 120 characters of ASCII, such as `fund:<order>`: the same
    /// movement is made once, however often it is asked for.
    pub key: String,
}

/// Why nothing was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPosted {
    /// An account would go below zero, or below what is held on it.
    Short,
    /// Escrow is frozen, or would release and refund more than was funded.
    EscrowRefuses,
}

/// What is on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    pub balance: Money,
    /// Of it, what may not be moved.
    pub held: Money,
}

/// A transfer between rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub debit: Place,
    pub credit: Place,
    pub amount_minor: i64,
    pub kind: TransferKind,
    pub subject: Uuid,
    pub key: String,
}

/// What a transfer says, but for its key: the same key may only say the same again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    pub debit: Uuid,
    pub credit: Uuid,
    pub currency: String,
    pub amount_minor: i64,
    pub kind: TransferKind,
    pub subject: Uuid,
}

impl Line {
    /// What it says.
    pub fn content(&self) -> Content {
        Content {
            debit: self.debit.id,
            credit: self.credit.id,
            currency: self.debit.currency.code().to_owned(),
            amount_minor: self.amount_minor,
            kind: self.kind,
            subject: self.subject,
        }
    }

    /// The rows of a transfer that may be made at all.
    ///
    /// # Errors
    /// It is none: a defect of whoever asks.
    pub fn of(transfer: &Transfer) -> Result<Self, Failure> {
        let Transfer { from, to, amount, kind, subject, key } = transfer;
        if amount.minor() < 1 || amount.minor() > MOST {
            return Err(Failure::broken("a transfer of nothing, or of more than the ledger moves"));
        }
        if from == to {
            return Err(Failure::broken("a transfer from an account to itself"));
        }
        if key.is_empty() || key.len() > 120 || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Failure::broken(
                "the key of a transfer is not 1 to 120 visible characters",
            ));
        }
        let into = to.kind() == AccountKind::Escrow;
        let funds = *kind == TransferKind::Fund && from.kind() == AccountKind::Transit;
        if into != (*kind == TransferKind::Fund) || (into && !funds) {
            return Err(Failure::broken("escrow is funded from transit, and from nowhere else"));
        }
        let refunds = *kind == TransferKind::Refund;
        if from.kind() == AccountKind::Escrow && refunds != (to.kind() == AccountKind::Refunds) {
            return Err(Failure::broken("escrow is refunded into refunds, and released elsewhere"));
        }
        Ok(Self {
            debit: from.place(amount.currency(), *subject),
            credit: to.place(amount.currency(), *subject),
            amount_minor: amount.minor(),
            kind: *kind,
            subject: *subject,
            key: key.clone(),
        })
    }
}

/// What is known, under lock, of the rows that lines name.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// Of guarded accounts: what may be moved.
    pub available: HashMap<Uuid, i64>,
    /// Of escrows, by their account.
    pub escrows: HashMap<Uuid, EscrowLeft>,
}

/// What may leave an escrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EscrowLeft {
    pub left: i64,
    pub is_frozen: bool,
}

/// Whether the lines can be made one after the other.
///
/// # Errors
/// The inner one says why not; the outer one when sums do not fit, which is a defect.
pub(super) fn weigh(lines: &[Line], mut known: Known) -> Result<Result<(), NotPosted>, Failure> {
    let too_large = || Failure::broken("an account would hold more than the ledger counts");
    for line in lines {
        let amount = line.amount_minor;
        if line.debit.kind == AccountKind::Escrow {
            let Some(escrow) = known.escrows.get_mut(&line.debit.id) else {
                return Ok(Err(NotPosted::EscrowRefuses));
            };
            if escrow.is_frozen || escrow.left < amount {
                return Ok(Err(NotPosted::EscrowRefuses));
            }
            escrow.left = escrow.left.checked_sub(amount).ok_or_else(too_large)?;
        } else if is_guarded(line.debit.kind) {
            let available = known.available.entry(line.debit.id).or_default();
            if *available < amount {
                return Ok(Err(NotPosted::Short));
            }
            *available = available.checked_sub(amount).ok_or_else(too_large)?;
        }
        if line.credit.kind == AccountKind::Escrow {
            let Some(escrow) = known.escrows.get_mut(&line.credit.id) else {
                return Ok(Err(NotPosted::EscrowRefuses));
            };
            escrow.left = escrow.left.checked_add(amount).ok_or_else(too_large)?;
        } else if is_guarded(line.credit.kind) {
            let available = known.available.entry(line.credit.id).or_default();
            *available = available.checked_add(amount).ok_or_else(too_large)?;
        }
    }
    Ok(Ok(()))
}

/// The word of a kind in files: it may never change.
pub(super) fn word(kind: TransferKind) -> &'static str {
    match kind {
        TransferKind::Capture => "CAPTURE",
        TransferKind::Fund => "FUND",
        TransferKind::Release => "RELEASE",
        TransferKind::Fee => "FEE",
        TransferKind::Refund => "REFUND",
        TransferKind::RefundPaid => "REFUND_PAID",
        TransferKind::Compensation => "COMPENSATION",
        TransferKind::Deposit => "DEPOSIT",
        TransferKind::Payout => "PAYOUT",
        TransferKind::Wallet => "WALLET",
        TransferKind::Advance => "ADVANCE",
        TransferKind::Reversal => "REVERSAL",
    }
}

#[cfg(test)]
mod tests {
    use platform::kernel::{Currency, Id};

    use super::*;

    fn transfer(from: Account, to: Account, minor: i64, kind: TransferKind) -> Transfer {
        let amount = Money::new(minor, Currency::Cny);
        let subject = Uuid::from_u128(1);
        Transfer { from, to, amount, kind, subject, key: "key".to_owned() }
    }

    #[test]
    fn what_is_no_transfer_is_told_apart() {
        use TransferKind as K;
        let order = Account::Escrow(Uuid::from_u128(9));
        let shop = Account::Payable(Id::from_uuid(Uuid::from_u128(8)));
        let table = [
            (Account::Transit, order, 1, K::Fund, true),
            (Account::Transit, order, MOST, K::Fund, true),
            (Account::Transit, order, 0, K::Fund, false),
            (Account::Transit, order, -1, K::Fund, false),
            (Account::Transit, order, i64::MIN, K::Fund, false),
            (Account::Transit, order, i64::MAX, K::Fund, false),
            (Account::Transit, Account::Transit, 1, K::Capture, false),
            (Account::Transit, order, 1, K::Capture, false),
            (shop, order, 1, K::Fund, false),
            (shop, Account::Transit, 1, K::Fund, false),
            (order, shop, 1, K::Release, true),
            (order, shop, 1, K::Refund, false),
            (order, Account::Refunds, 1, K::Refund, true),
            (order, Account::Refunds, 1, K::Release, false),
            (shop, Account::Refunds, 1, K::Refund, true),
        ];
        for (from, to, minor, kind, good) in table {
            let made = Line::of(&transfer(from, to, minor, kind));
            assert_eq!(made.is_ok(), good, "{from:?} to {to:?}: {minor} as {kind:?}");
        }
        for key in ["", "a b", "ключ", &"x".repeat(121)] {
            let good = transfer(shop, Account::Refunds, 1, K::Refund);
            assert!(Line::of(&Transfer { key: key.to_owned(), ..good }).is_err(), "{key}");
        }
    }

    #[test]
    fn lines_are_weighed_one_after_the_other() {
        let shop = Account::Payable(Id::from_uuid(Uuid::from_u128(8)));
        let fund = Account::Compensation;
        let line = |from, to, minor| {
            Line::of(&transfer(from, to, minor, TransferKind::Compensation)).unwrap()
        };
        let there = line(shop, fund, 5);
        let known = Known { available: [(there.debit.id, 5)].into(), ..Known::default() };
        let told = |lines: &[Line]| weigh(lines, known.clone()).unwrap();
        assert_eq!(told(&[line(shop, fund, 5), line(fund, shop, 5)]), Ok(()));
        assert_eq!(told(&[line(shop, fund, 5), line(shop, fund, 1)]), Err(NotPosted::Short));
        assert_eq!(told(&[line(fund, shop, 1)]), Err(NotPosted::Short));
        assert_eq!(told(&[line(shop, fund, 6)]), Err(NotPosted::Short));
        let missing = Line::of(&transfer(
            Account::Escrow(Uuid::from_u128(2)),
            shop,
            1,
            TransferKind::Release,
        ));
        assert_eq!(told(&[missing.unwrap()]), Err(NotPosted::EscrowRefuses));
    }
}
