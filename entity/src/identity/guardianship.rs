//! A child's request that an adult answer for them, and what became of it (PD-5).

use sea_orm::entity::prelude::*;

/// Where a guardianship stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum GuardianshipState {
    /// Asked by the child.
    #[sea_orm(string_value = "REQUESTED")]
    Requested,
    /// The adult answers for the child.
    #[sea_orm(string_value = "CONFIRMED")]
    Confirmed,
    /// The adult said no, or the child took it back.
    #[sea_orm(string_value = "DECLINED")]
    Declined,
    /// The adult no longer answers for the child.
    #[sea_orm(string_value = "ENDED")]
    Ended,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guardianship")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub child_id: Uuid,
    pub guardian_id: Uuid,
    pub state: GuardianshipState,
    pub requested_at: crate::Instant,
    pub decided_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
