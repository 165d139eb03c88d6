//! Accounts: whose money.

pub use entity::ledger::ledger_account::AccountKind;
use platform::kernel::{Currency, Id};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::identity;
use crate::operators::Operator;

/// Into how many rows a busy account is split.
const SHARDS: u8 = 16;

/// Whose money. With a currency it is one account; accounts come into being with their first
/// transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Account {
    /// What a payment provider holds for the platform, by the provider's name; below zero by
    /// nature: money comes into the house from here and leaves it to here.
    Provider(&'static str),
    /// Captured, and not yet in the escrow of its orders.
    Transit,
    /// The escrow of one order.
    Escrow(Uuid),
    /// On its way back to payers.
    Refunds,
    /// What the platform owes an operator; never below zero.
    Payable(Id<Operator>),
    /// An operator's deposit; never below zero (CP-7).
    Deposit(Id<Operator>),
    /// What an operator owes the platform: below zero by nature.
    Receivable(Id<Operator>),
    /// A person's balance with the platform, a tender of its own; never below zero.
    Wallet(Id<identity::Account>),
    /// On its way out to operators' banks.
    Payouts,
    /// What the platform earned.
    Fees,
    /// The platform's fund for compensation; never below zero.
    Compensation,
}

/// One row of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub id: Uuid,
    pub kind: AccountKind,
    pub owner: Uuid,
    pub name: Option<&'static str>,
    pub currency: Currency,
    pub shard: u8,
}

impl Account {
    /// What it is for.
    pub fn kind(self) -> AccountKind {
        match self {
            Self::Provider(_) => AccountKind::Provider,
            Self::Transit => AccountKind::Transit,
            Self::Escrow(_) => AccountKind::Escrow,
            Self::Refunds => AccountKind::Refunds,
            Self::Payable(_) => AccountKind::Payable,
            Self::Deposit(_) => AccountKind::Deposit,
            Self::Receivable(_) => AccountKind::Receivable,
            Self::Wallet(_) => AccountKind::Wallet,
            Self::Payouts => AccountKind::Payouts,
            Self::Fees => AccountKind::Fees,
            Self::Compensation => AccountKind::Compensation,
        }
    }

    fn owner(self) -> Uuid {
        match self {
            Self::Escrow(order) => order,
            Self::Payable(operator) | Self::Deposit(operator) | Self::Receivable(operator) => {
                operator.uuid()
            }
            Self::Wallet(person) => person.uuid(),
            Self::Provider(name) => first_16(&Sha256::digest(format!("provider\0{name}"))),
            Self::Transit | Self::Refunds | Self::Payouts | Self::Fees | Self::Compensation => {
                Uuid::nil()
            }
        }
    }

    /// The row that a movement about a subject goes through: always the same one, so that one that
    /// is asked for again finds itself.
    pub(super) fn place(self, currency: Currency, subject: Uuid) -> Place {
        let [.., last] = subject.into_bytes();
        self.at(currency, if is_busy(self.kind()) { last & (SHARDS - 1) } else { 0 })
    }

    /// Every row it can have in a currency.
    pub(super) fn places(self, currency: Currency) -> Vec<Place> {
        let shards = if is_busy(self.kind()) { SHARDS } else { 1 };
        (0..shards).map(|shard| self.at(currency, shard)).collect()
    }

    fn at(self, currency: Currency, shard: u8) -> Place {
        let (kind, owner) = (self.kind(), self.owner());
        let mut hash = Sha256::new();
        hash.update(b"ledger_account/1\0");
        hash.update(word(kind).as_bytes());
        hash.update([0]);
        hash.update(owner.as_bytes());
        hash.update(currency.code().as_bytes());
        hash.update([shard]);
        let name = if let Self::Provider(name) = self { Some(name) } else { None };
        Place { id: first_16(&hash.finalize()), kind, owner, name, currency, shard }
    }
}

/// Whether the database keeps its balance and refuses to let it go below zero.
pub(super) fn is_guarded(kind: AccountKind) -> bool {
    match kind {
        AccountKind::Payable
        | AccountKind::Deposit
        | AccountKind::Wallet
        | AccountKind::Compensation => true,
        AccountKind::Provider
        | AccountKind::Transit
        | AccountKind::Escrow
        | AccountKind::Refunds
        | AccountKind::Receivable
        | AccountKind::Payouts
        | AccountKind::Fees => false,
    }
}

/// Whether everybody's money goes through it: then it has several rows, of which a movement takes
/// the one of its subject, and no cached balance.
pub(super) fn is_busy(kind: AccountKind) -> bool {
    match kind {
        AccountKind::Provider
        | AccountKind::Transit
        | AccountKind::Refunds
        | AccountKind::Payouts
        | AccountKind::Fees => true,
        AccountKind::Escrow
        | AccountKind::Payable
        | AccountKind::Deposit
        | AccountKind::Receivable
        | AccountKind::Wallet
        | AccountKind::Compensation => false,
    }
}

/// The word of a kind in ids of accounts and in files: it may never change.
pub(super) fn word(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Provider => "PROVIDER",
        AccountKind::Transit => "TRANSIT",
        AccountKind::Escrow => "ESCROW",
        AccountKind::Refunds => "REFUNDS",
        AccountKind::Payable => "PAYABLE",
        AccountKind::Deposit => "DEPOSIT",
        AccountKind::Receivable => "RECEIVABLE",
        AccountKind::Wallet => "WALLET",
        AccountKind::Payouts => "PAYOUTS",
        AccountKind::Fees => "FEES",
        AccountKind::Compensation => "COMPENSATION",
    }
}

fn first_16(hash: &[u8]) -> Uuid {
    let mut bytes = [0; 16];
    for (byte, from) in bytes.iter_mut().zip(hash) {
        *byte = *from;
    }
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// The ids are in the database of every house: they may never change.
    #[test]
    fn an_account_has_the_same_id_for_ever() {
        let order = Uuid::from_u128(7);
        let id = |account: Account| account.place(Currency::Cny, order).id.simple().to_string();
        assert_eq!(id(Account::Escrow(order)), "5d0e5bcc160a1523455d1636682ecd30");
        assert_eq!(id(Account::Transit), id(Account::Transit));
    }

    #[test]
    fn kinds_owners_currencies_and_shards_have_accounts_of_their_own() {
        let owner = Id::from_uuid(Uuid::from_u128(7));
        let person = Id::from_uuid(Uuid::from_u128(7));
        let accounts = [
            Account::Provider("one"),
            Account::Provider("two"),
            Account::Transit,
            Account::Escrow(owner.uuid()),
            Account::Refunds,
            Account::Payable(owner),
            Account::Deposit(owner),
            Account::Receivable(owner),
            Account::Wallet(person),
            Account::Payouts,
            Account::Fees,
            Account::Compensation,
        ];
        let places = || {
            accounts.iter().flat_map(|account| {
                Currency::ALL.into_iter().flat_map(|currency| account.places(currency))
            })
        };
        let ids: HashSet<Uuid> = places().map(|place| place.id).collect();
        assert_eq!(ids.len(), places().count());
        assert_eq!(Account::Transit.places(Currency::Cny).len(), 16);
        assert!(accounts.iter().all(|account| {
            let (guarded, busy) = (is_guarded(account.kind()), is_busy(account.kind()));
            !(guarded && busy)
        }));
    }
}
