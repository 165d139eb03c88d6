//! What a shop says against a fraud that staff found.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fraud_appeal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub finding_id: Uuid,
    /// Who found it: whoever decides is somebody else.
    pub found_by: Uuid,
    pub state: String,
    /// Why the shop disagrees; sealed under whoever wrote it.
    pub words: Vec<u8>,
    pub filed_by: Uuid,
    pub filed_at: crate::Instant,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
