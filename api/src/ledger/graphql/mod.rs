//! The ledger as clients see it: translation only.

mod incidents;
mod statements;

use async_graphql::{Enum, MergedObject};

use super::account;
use super::transfer;

/// Root fields that read money.
#[derive(MergedObject, Default)]
pub struct LedgerQuery(statements::StatementQuery, incidents::IncidentQuery);

/// Root fields about money; none of them moves any.
#[derive(MergedObject, Default)]
pub struct LedgerMutation(statements::StatementMutation, incidents::IncidentMutation);

/// What an account of the ledger is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "account::AccountKind")]
pub enum LedgerAccountKind {
    /// What a payment provider holds for the platform; below zero by nature.
    Provider,
    /// Captured, and on its way into escrow.
    Transit,
    /// Held by the platform for one order.
    Escrow,
    /// On its way back to payers.
    Refunds,
    /// What the platform owes a shop.
    Payable,
    /// The deposit of a shop.
    Deposit,
    /// What a shop owes the platform; below zero by nature.
    Receivable,
    /// What a person has with the platform.
    Wallet,
    /// On its way to banks of shops.
    Payouts,
    /// What the platform earned.
    Fees,
    /// The platform's fund for compensation.
    Compensation,
}

/// Why money was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "transfer::TransferKind")]
pub enum LedgerTransferKind {
    /// A provider has captured a payment.
    Capture,
    /// A payment went into the escrow of an order.
    Fund,
    /// Out of escrow to the shop.
    Release,
    /// The platform's fee of a release.
    Fee,
    /// Back towards the payer.
    Refund,
    /// A refund has reached the payer.
    RefundPaid,
    /// Compensation by a rule or a ruling.
    Compensation,
    /// A deposit came in or went back.
    Deposit,
    /// A payout to a shop.
    Payout,
    /// A person's balance came in or was paid out.
    Wallet,
    /// Paid early, and settled or taken back later.
    Advance,
    /// Takes back another movement.
    Reversal,
}
