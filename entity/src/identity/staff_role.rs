//! A standing of the platform's own people.

use sea_orm::entity::prelude::*;

/// What a member of staff does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum StaffRole {
    /// Answers the service desk.
    #[sea_orm(string_value = "SUPPORT")]
    Support,
    /// Leads parties to an agreement.
    #[sea_orm(string_value = "MEDIATOR")]
    Mediator,
    /// Sits on panels that decide.
    #[sea_orm(string_value = "ARBITRATOR")]
    Arbitrator,
    /// Screens goods, posts and operators.
    #[sea_orm(string_value = "COMPLIANCE")]
    Compliance,
    /// Works the cases of the risk centre.
    #[sea_orm(string_value = "RISK")]
    Risk,
    /// Appoints the others.
    #[sea_orm(string_value = "ADMIN")]
    Admin,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_role")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: StaffRole,
    /// None for the first admin, who is appointed from the command line.
    pub granted_by: Option<Uuid>,
    pub granted_at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
