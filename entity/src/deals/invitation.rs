//! Somebody invites others to a deal.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub inviter_id: Uuid,
    pub deal_kind: DealKind,
    pub deal_id: Uuid,
    pub most_uses: i32,
    pub uses: i32,
    pub created_at: crate::Instant,
    pub expires_at: crate::Instant,
    pub revoked_at: Option<crate::Instant>,
}

/// What one is invited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DealKind {
    /// A group that buys together.
    GroupBuy,
    /// A session of a price cut.
    PriceCut,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
