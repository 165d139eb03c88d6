//! What was agreed or decided in a case.

use sea_orm::entity::prelude::*;

use super::complaint::Basis;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "complaint_remedy")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub complaint_id: Uuid,
    pub instance: i16,
    pub basis: Basis,
    pub finding: Finding,
    pub refund_minor: i64,
    pub compensation_minor: i64,
    pub penalty_minor: i64,
    pub with_replacement: bool,
    pub contract_hash: Option<String>,
    pub rule_version: String,
    pub state: String,
    pub made_by: Uuid,
    pub made_at: crate::Instant,
    pub execute_by: Option<crate::Instant>,
    pub executed_at: Option<crate::Instant>,
    pub executed_by: Option<Executor>,
    pub refunded_minor: i64,
    pub compensated_minor: i64,
    pub advanced_minor: i64,
}

/// What was found about a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Finding {
    /// The complainant is right.
    Upheld,
    /// The complainant is right in part.
    PartlyUpheld,
    /// The complainant is not right.
    Rejected,
    /// Nothing was decided: the parties agreed.
    Agreed,
}

/// Who carried it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Executor {
    /// The shop.
    Seller,
    /// The platform, since the shop had not.
    Platform,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
