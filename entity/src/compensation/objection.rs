//! What somebody says against a payment in their place, or against a finding about them.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compensation_objection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: ObjectionKind,
    #[sea_orm(unique)]
    pub compensation_id: Option<Uuid>,
    #[sea_orm(unique)]
    pub finding_id: Option<Uuid>,
    /// Who decided what it is against: whoever decides is somebody else.
    pub against: Uuid,
    pub state: String,
    /// Sealed under whoever wrote it.
    pub words: Vec<u8>,
    pub filed_by: Uuid,
    pub filed_at: crate::Instant,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<crate::Instant>,
}

/// Against what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ObjectionKind {
    /// A shop, against what the platform paid in its place.
    Contest,
    /// A buyer, against a finding that a claim was faked.
    Appeal,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
