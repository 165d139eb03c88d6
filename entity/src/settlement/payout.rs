//! A payout to an operator.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payout")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub operator_id: Uuid,
    pub payout_account_id: Uuid,
    pub currency: String,
    pub amount_minor: i64,
    pub state: String,
    pub requested_by: Uuid,
    pub requested_at: crate::Instant,
    pub sent_at: Option<crate::Instant>,
    pub ended_at: Option<crate::Instant>,
    /// As whoever carries it out knows it.
    pub reference: Option<String>,
    pub failure: Option<PayoutFailure>,
}

/// Why a payout came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PayoutFailure {
    /// Payouts of the shop were stopped before it was sent.
    Frozen,
    /// The bank did not take it.
    AccountRefused,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
