//! The archive of a case that somebody asked for.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "complaint_archive")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub complaint_id: Uuid,
    pub asked_by: Uuid,
    pub side: super::complaint::Side,
    pub asked_at: crate::Instant,
    /// When it was there; its file lies sealed until it expires.
    pub ready_at: Option<crate::Instant>,
    pub expires_at: Option<crate::Instant>,
    pub bytes: Option<i64>,
    pub sha256: Option<String>,
    /// The hash of the one link that opens it, until when, and the entry of the gate.
    pub link_hash: Option<String>,
    pub link_until: Option<crate::Instant>,
    pub link_entry: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
