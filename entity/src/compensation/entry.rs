//! What was moved for a claim, by whom and on which ground.

use sea_orm::entity::prelude::*;

use super::claim::Ground;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compensation_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub compensation_id: Uuid,
    pub ground: Ground,
    pub kind: EntryKind,
    pub funder: Funder,
    pub currency: String,
    pub amount_minor: i64,
    /// Of the ledger's movement.
    #[sea_orm(unique)]
    pub key: String,
    pub at: crate::Instant,
}

/// What a movement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EntryKind {
    /// To the buyer.
    Payment,
    /// From the operator to the platform, later.
    Recovery,
    /// Back to the operator, who was right.
    Return,
    /// What nobody will pay, borne by the platform.
    WriteOff,
}

/// Whose money it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Funder {
    /// The operator's, who paid by itself.
    Seller,
    /// The operator's deposit.
    Deposit,
    /// What the platform owes the operator.
    Unsettled,
    /// The platform's fund for compensation.
    Fund,
    /// Nobody's: the operator owes it.
    Receivable,
    /// What the platform earned.
    Platform,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
