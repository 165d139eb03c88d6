//! What was said in a case.

use sea_orm::entity::prelude::*;

use super::complaint::Side;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "complaint_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub complaint_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub kind: MessageKind,
    pub side: Side,
    pub author: Uuid,
    pub about_id: Option<Uuid>,
    pub words: Vec<u8>,
    pub at: crate::Instant,
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageKind {
    /// What the complaint says.
    Claim,
    /// What is new since an earlier complaint.
    NewFact,
    /// The shop's answer.
    Reply,
    /// Said in conversation.
    Message,
    /// Said with an offer.
    Offer,
    /// What was found out.
    Finding,
    /// Why it was decided so.
    Decision,
    /// Why somebody disagrees with a decision.
    Appeal,
    /// Said with a step of the case.
    Note,
    /// What the complainant says in the end.
    Feedback,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
