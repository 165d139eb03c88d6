//! An account: whose money, of which kind, in which currency.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: AccountKind,
    /// An order, an operator, a person, a provider; nobody for accounts of the platform.
    pub owner_id: Uuid,
    /// Of a provider.
    pub name: Option<String>,
    pub currency: String,
    pub shard: i32,
    /// Nothing on accounts that may be below zero or that everybody moves.
    pub balance_minor: Option<i64>,
    pub held_minor: Option<i64>,
    /// The position of the transfer that moved it last.
    pub moved_by: Option<i64>,
    pub opened_at: crate::Instant,
}

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountKind {
    /// What a payment provider holds for the platform.
    Provider,
    /// Captured, and not yet in escrow.
    Transit,
    /// Held for one order.
    Escrow,
    /// On its way back to payers.
    Refunds,
    /// What the platform owes an operator.
    Payable,
    /// The deposit of an operator.
    Deposit,
    /// What an operator owes the platform.
    Receivable,
    /// What a person has with the platform.
    Wallet,
    /// On its way out to banks of operators.
    Payouts,
    /// What the platform earned.
    Fees,
    /// The fund for compensation.
    Compensation,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
