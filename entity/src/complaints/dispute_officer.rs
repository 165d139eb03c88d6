//! Who mediates, and who sits on panels.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispute_officer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub duty: OfficerDuty,
    pub background: Background,
    pub organisation: Option<String>,
    pub is_listed: bool,
    pub listed_at: crate::Instant,
}

/// What somebody is called to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OfficerDuty {
    /// To lead parties to an agreement.
    Mediator,
    /// To sit on panels.
    Arbitrator,
}

/// What somebody knows about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Background {
    /// The law.
    Legal,
    /// Trade.
    Business,
    /// The protection of consumers.
    Consumer,
    /// Goods and how they are made.
    Technical,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
