//! Accounts and transfers.

use platform::Failure;
use platform::database::Tx;
use platform::kernel::{Currency, Id, Money};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::identity;
use crate::operators::Operator;

/// Whose money. With a currency it is one account; accounts come into being with their first
/// transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Account {
    /// What a payment provider holds for the platform, by the provider's name; below zero by nature:
    /// money comes into the house from here and leaves it to here.
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

/// Why money moves; part of every statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransferKind {
    /// A provider has captured a payment.
    Capture,
    /// A captured payment goes into the escrow of an order.
    Fund,
    /// Escrow to the operator.
    Release,
    /// The platform's fee of a release.
    Fee,
    /// Back towards the payer.
    Refund,
    /// A refund has left through the provider, or into the wallet.
    RefundPaid,
    /// Compensation by a rule or a ruling.
    Compensation,
    /// An operator's deposit comes in or goes back.
    Deposit,
    /// A payout to an operator is on its way, or has left.
    Payout,
    /// A person's balance comes in or is paid out.
    Wallet,
    /// Paid early, and settled or taken back later.
    Advance,
    /// Takes back another transfer, whose key is this one's with `:reversed`.
    Reversal,
}

/// One movement between two accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub from: Account,
    pub to: Account,
    /// Above zero.
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

/// Posts transfers in order. One whose key was posted before with the same content is passed over;
/// with another content it is a failure of ours.
///
/// # Errors
/// The inner one says why; whoever reads it must not commit. The outer one is the database's own.
pub async fn post(_tx: &Tx, _transfers: &[Transfer]) -> Result<Result<(), NotPosted>, Failure> {
    Err(Failure::broken("the ledger is being built"))
}

/// Holds part of a guarded account: a payout that is being decided, a payment that is authorised.
///
/// # Errors
/// As [`post`].
pub async fn hold(
    _tx: &Tx,
    _account: Account,
    _amount: Money,
) -> Result<Result<(), NotPosted>, Failure> {
    Err(Failure::broken("the ledger is being built"))
}

/// Lets go of what [`hold`] held.
///
/// # Errors
/// More than is held: a failure of ours.
pub async fn unhold(_tx: &Tx, _account: Account, _amount: Money) -> Result<(), Failure> {
    Err(Failure::broken("the ledger is being built"))
}

/// What is on an account; zero for one that nothing was moved on.
///
/// # Errors
/// The database's own.
pub async fn balance(
    _db: &impl ConnectionTrait,
    _account: Account,
    _currency: Currency,
) -> Result<Balance, Failure> {
    Err(Failure::broken("the ledger is being built"))
}
