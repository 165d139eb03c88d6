//! A refresh token by its keyed hash; single use.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub session_id: Uuid,
    /// The token it was given for; none for the first.
    pub parent_id: Option<Uuid>,
    /// Place in its family, from 1.
    pub seq: i64,
    pub hash: String,
    pub issued_at: crate::Instant,
    pub used_at: Option<crate::Instant>,
    /// Set aside: its sibling went on.
    pub superseded_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
