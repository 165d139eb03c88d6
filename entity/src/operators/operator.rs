//! Who sells here. The proof of who they are is in their registration.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub handle: String,
    pub name: String,
    pub about: String,
    pub logo_id: Option<Uuid>,
    pub opened_at: crate::Instant,
    pub state: String,
    /// Of the registration in force.
    pub kind: Option<super::registration::OperatorKind>,
    /// The registration in force.
    pub registration_id: Option<Uuid>,
    /// The same for all shops of one natural person.
    pub identity_index: Option<String>,
    pub verified_at: Option<crate::Instant>,
    /// The first instant at which the verification counts no more.
    pub reverify_by: Option<crate::Instant>,
    /// When an announced exit may be over at the earliest.
    pub exit_at: Option<crate::Instant>,
    pub exited_at: Option<crate::Instant>,
    /// Since when it lists nothing new for want of a deposit.
    pub listing_stopped_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
