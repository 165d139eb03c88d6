//! A person who is asked to act for an operator.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operator_invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub operator_id: Uuid,
    pub account_id: Uuid,
    pub role: super::operator_member::MemberRole,
    pub state: String,
    pub token_hash: String,
    pub invited_by: Uuid,
    pub invited_at: crate::Instant,
    pub expires_at: crate::Instant,
    pub decided_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
