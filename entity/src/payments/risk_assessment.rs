//! What the rules found in one confirmation.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "risk_assessment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub payment_id: Uuid,
    pub payer: Uuid,
    pub rules_version: i64,
    pub score: i64,
    pub verdict: Verdict,
    pub hits: String,
    pub amount_minor: i64,
    pub place: String,
    pub at: crate::Instant,
}

/// What becomes of a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// It goes on.
    Allow,
    /// More has to be shown.
    Challenge,
    /// Staff look at it first.
    Hold,
    /// It does not go on.
    Deny,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
