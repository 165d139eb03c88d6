//! One movement between two accounts; never changed.

use sea_orm::entity::prelude::*;

use super::ledger_account::AccountKind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_transfer")]
pub struct Model {
    /// Order of insertion; transactions may become visible in another order.
    #[sea_orm(primary_key)]
    pub position: i64,
    #[sea_orm(unique)]
    pub id: Uuid,
    /// What was posted together.
    pub journal_id: Uuid,
    pub debit_id: Uuid,
    pub debit_kind: AccountKind,
    pub credit_id: Uuid,
    pub credit_kind: AccountKind,
    pub currency: String,
    pub amount_minor: i64,
    pub kind: TransferKind,
    pub subject_id: Uuid,
    #[sea_orm(unique)]
    pub key: String,
    /// The day in Shanghai as a number, such as 20261122.
    pub day: i32,
    pub at: crate::Instant,
    /// PostgreSQL: the transaction that posted it; 0 on SQLite, where there is one writer.
    pub tx: i64,
}

/// Why money moves; part of every statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TransferKind {
    /// A provider has captured a payment.
    Capture,
    /// A captured payment goes into the escrow of an order.
    Fund,
    /// Escrow to the operator.
    Release,
    /// The fee of the platform for a release.
    Fee,
    /// Back towards the payer.
    Refund,
    /// A refund has left through the provider, or into the wallet.
    RefundPaid,
    /// Compensation by a rule or a ruling.
    Compensation,
    /// The deposit of an operator comes in or goes back.
    Deposit,
    /// A payout to an operator is on its way, or has left.
    Payout,
    /// The balance of a person comes in or is paid out.
    Wallet,
    /// Paid early, and settled or taken back later.
    Advance,
    /// Takes back another transfer, whose key with `:reversed` is the key of this one.
    Reversal,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
