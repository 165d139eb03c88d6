//! An offer in a case.

use sea_orm::entity::prelude::*;

use super::complaint::Side;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "complaint_offer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub complaint_id: Uuid,
    pub side: Side,
    pub made_by: Uuid,
    pub refund_minor: i64,
    pub compensation_minor: i64,
    pub with_replacement: bool,
    pub state: String,
    pub complainant_agreed_at: Option<crate::Instant>,
    pub seller_agreed_at: Option<crate::Instant>,
    pub made_at: crate::Instant,
    pub ended_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
